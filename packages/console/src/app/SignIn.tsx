import { type FormEvent, type ReactNode, useState } from 'react';
import { accept, signIn } from '../api/control/signIn.ts';
import { Button } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import styles from './SignIn.module.css';

interface Props {
  /** What the address had, of who comes for the first time. */
  readonly invitation: string | undefined;
}

/** Where people sign in, or choose their password; the page begins anew once they have. */
export function SignIn({ invitation }: Props): ReactNode {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<string>();
  const [isSending, setSending] = useState(false);
  const isNew = invitation !== undefined;
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (isSending) return;
    setSending(true);
    const refused = await (isNew ? accept(invitation, password) : signIn(name, password));
    setSending(false);
    setProblem(refused);
    if (refused === undefined) window.location.reload();
  };
  return (
    <main className={styles.place}>
      <form className={styles.form} onSubmit={(event) => void send(event)}>
        <h1>{isNew ? 'Choose a password' : 'Sign in to Gigafactory'}</h1>
        {isNew ? null : (
          <Field
            label="Name"
            name="username"
            autoComplete="username"
            required
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
        <Field
          label="Password"
          type="password"
          autoComplete={isNew ? 'new-password' : 'current-password'}
          required
          hint={isNew ? '12 characters at least, and not your name.' : undefined}
          error={problem}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <Button look="primary" type="submit" disabledReason={isSending ? 'It is sent' : undefined}>
          {isNew ? 'Keep it and sign in' : 'Sign in'}
        </Button>
        {isNew ? null : (
          <p className={styles.note}>Accounts are made by the administrator of this site.</p>
        )}
      </form>
    </main>
  );
}
