import type { OrderAnswer } from '@gigafactory/core/api';
import { type FormEvent, useState } from 'react';
import { order as give, type Order } from '../../../state/control.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { Field } from '../../../ui/Field.tsx';
import styles from './OrderDialog.module.css';
import { consequenceOf, orderName } from './orders.ts';

interface Props {
  readonly order: Order;
  readonly onClose: () => void;
}

const WHO = 'gigafactory.by';
const NOBODY = 'console';

type Sent =
  | { readonly state: 'asking' | 'sending' }
  | { readonly state: 'answered'; readonly answer: OrderAnswer }
  | { readonly state: 'failed'; readonly message: string };

/** Says what an order will do, takes who gives it and why, and shows what became of it. */
export function OrderDialog({ order, onClose }: Props) {
  const [who, setWho] = useState(() => window.localStorage.getItem(WHO) ?? '');
  const [why, setWhy] = useState('');
  const [sent, setSent] = useState<Sent>({ state: 'asking' });
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (sent.state === 'sending') return;
    window.localStorage.setItem(WHO, who.trim());
    setSent({ state: 'sending' });
    const given = await give(order, who.trim() || NOBODY, why.trim());
    if (!given.ok) setSent({ state: 'failed', message: given.fault.message });
    else setSent({ state: 'answered', answer: given.value });
  };
  return (
    <Dialog open onClose={onClose} title={orderName(order)}>
      <form className={styles.order} onSubmit={submit}>
        {sent.state === 'answered' ? (
          <Answer answer={sent.answer} onClose={onClose} />
        ) : (
          <>
            <p>{consequenceOf(order)}</p>
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
              <Button type="submit" look="primary">
                {sent.state === 'sending' ? 'Ordering…' : orderName(order)}
              </Button>
            </div>
          </>
        )}
      </form>
    </Dialog>
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
