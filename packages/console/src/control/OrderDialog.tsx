import type { OrderAnswer } from '@gigafactory/core/api';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { ControlAnswer } from '../api/control/client.ts';
import { recall, remember } from '../state/storage.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import styles from '../ui/DialogForm.module.css';
import { Field } from '../ui/Field.tsx';

/** An order before it is given. */
export interface Asked {
  /** With its target: `Stop grok-nano`. */
  readonly name: string;
  /** What will happen, for a person who decides. */
  readonly consequence: string;
  /** Why it cannot be given as it stands: what is wrong in its own fields. */
  readonly mistake?: string | undefined;
  readonly give: (by: string, why: string) => Promise<ControlAnswer<OrderAnswer>>;
}

interface Props {
  readonly order: Asked;
  readonly onClose: () => void;
  /** Fields of its own. */
  readonly children?: ReactNode;
}

const WHO = 'gigafactory.by';
const NOBODY = 'console';

type Sent =
  | { readonly state: 'asking' | 'sending' }
  | { readonly state: 'answered'; readonly answer: OrderAnswer }
  | { readonly state: 'failed'; readonly message: string };

/** Says what an order will do, takes who gives it and why, and shows what became of it. */
export function OrderDialog({ order, onClose, children }: Props) {
  const [sent, setSent] = useState<Sent>({ state: 'asking' });
  // What it was opened for: an order that is carried out may change what its button would order next.
  const [name] = useState(order.name);
  const give = async (who: string, why: string): Promise<void> => {
    if (sent.state === 'sending' || order.mistake !== undefined) return;
    remember('localStorage', WHO, who);
    setSent({ state: 'sending' });
    const given = await order.give(who || NOBODY, why);
    if (!given.ok) setSent({ state: 'failed', message: given.fault.message });
    else setSent({ state: 'answered', answer: given.value });
  };
  return (
    <Dialog open onClose={onClose} title={name}>
      {sent.state === 'answered' ? (
        <div className={styles.form}>
          <Answer answer={sent.answer} onClose={onClose} />
        </div>
      ) : (
        <Form {...{ order, onClose, sent, children }} onGive={give} />
      )}
    </Dialog>
  );
}

interface FormProps extends Props {
  readonly sent: Sent;
  readonly onGive: (who: string, why: string) => void;
}

function Form({ order, onClose, sent, onGive, children }: FormProps) {
  const [who, setWho] = useState(() => recall('localStorage', WHO) ?? '');
  const [why, setWhy] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onGive(who.trim(), why.trim());
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <p>{order.consequence}</p>
      {children}
      <Field
        label="Your name, for the record"
        placeholder={NOBODY}
        maxLength={100}
        value={who}
        onChange={(event) => setWho(event.target.value)}
      />
      <Field
        label="Why, if you like"
        maxLength={500}
        value={why}
        error={sent.state === 'failed' ? sent.message : undefined}
        onChange={(event) => setWhy(event.target.value)}
      />
      <div className={styles.buttons}>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" disabledReason={order.mistake}>
          {sent.state === 'sending' ? 'Ordering…' : order.name}
        </Button>
      </div>
    </form>
  );
}

function Answer({
  answer,
  onClose,
}: {
  readonly answer: OrderAnswer;
  readonly onClose: () => void;
}) {
  const { confirmed, words, problems = [] } = answer;
  return (
    <>
      <p role="status">
        {words}
        {confirmed || problems.length > 0 ? '' : ' The page shows when it is confirmed.'}
      </p>
      {problems.map(({ message }) => (
        <p key={message} role="alert">
          {message}
        </p>
      ))}
      <div className={styles.buttons}>
        <Button look="primary" onClick={onClose}>
          Close
        </Button>
      </div>
    </>
  );
}
