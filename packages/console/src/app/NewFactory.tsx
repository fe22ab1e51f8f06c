import { type FormEvent, type ReactNode, useState } from 'react';
import { latest, useAsk } from '../api/client.ts';
import type { Operations, Problem } from '../api/types.ts';
import { openNew } from '../state/openFiles.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Field } from '../ui/Field.tsx';
import { Select } from '../ui/Select.tsx';
import styles from './NewFactory.module.css';

type Answers = Operations['begin']['input'];
type Key = 'gpu' | 'gpus' | 'model' | 'tokens' | 'start' | 'name';
type Typed = { readonly [Each in Key]?: string };

/** Three questions, each with a proposal, and a file that can be planned. */
export function NewFactory({ onClose }: { readonly onClose: () => void }): ReactNode {
  const [typed, setTyped] = useState<Typed>({});
  const asked = useAsk('begin', answersOf(typed));
  const known = latest(asked);
  const problems = asked.state === 'failed' ? asked.problems : [];
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (asked.state !== 'ready') return;
    void openNew(asked.value.text).then(onClose);
  };
  return (
    <Dialog open onClose={onClose} title="New factory">
      <form className={styles.form} onSubmit={submit}>
        <Questions
          typed={typed}
          proposed={known?.wanted}
          problems={problems}
          answer={(key, text) => setTyped({ ...typed, [key]: text })}
        />
        <Elsewhere problems={problems} />
        <div className={styles.end}>
          <Button
            look="primary"
            type="submit"
            disabledReason={
              asked.state === 'ready' ? undefined : 'An answer has to be mended first'
            }
          >
            Make it
          </Button>
          <p>Every other value has a default, to be replaced by what you know.</p>
        </div>
      </form>
    </Dialog>
  );
}

/** What was typed, without what was left empty. */
function answersOf(typed: Typed): Answers {
  const answers = Object.entries(typed).map(([key, text]) => [key, text.trim()]);
  return Object.fromEntries(answers.filter(([, text]) => text !== ''));
}

interface QuestionsProps {
  readonly typed: Typed;
  /** What is taken where there is no answer. */
  readonly proposed: Operations['begin']['output']['wanted'] | undefined;
  readonly problems: readonly Problem[];
  readonly answer: (key: Key, text: string) => void;
}

function Questions({ typed, proposed, problems, answer }: QuestionsProps): ReactNode {
  const catalogue = latest(useAsk('catalogue', {}));
  const field = (key: Key) => ({
    value: typed[key] ?? '',
    error: errorAt(problems, key),
    onChange: ({ target }: { readonly target: { readonly value: string } }) =>
      answer(key, target.value),
  });
  const choice = (key: 'gpu' | 'model') => ({
    value: typed[key] ?? proposed?.[key] ?? '',
    options: Object.entries(catalogue?.[key] ?? {}).map(([value, { label }]) => ({ value, label })),
    error: errorAt(problems, key),
    onChange: (value: string) => answer(key, value),
  });
  return (
    <>
      <fieldset>
        <legend>Which GPUs, and how many?</legend>
        <Choice label="GPU" {...choice('gpu')} />
        <Field
          label="How many GPUs"
          inputMode="numeric"
          placeholder={proposed?.gpus}
          {...field('gpus')}
        />
      </fieldset>
      <fieldset>
        <legend>What is trained?</legend>
        <Choice label="Model" {...choice('model')} />
        <Field label="Tokens" placeholder={proposed?.tokens} {...field('tokens')} />
      </fieldset>
      <fieldset>
        <legend>When is it ready?</legend>
        <Field
          label="First day of training"
          placeholder="2027-01-04"
          hint="Left out: nothing has a date."
          {...field('start')}
        />
        <Field label="Name of the factory" placeholder="optional" {...field('name')} />
      </fieldset>
    </>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label?: string }[];
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}

function Choice({ error, ...select }: ChoiceProps): ReactNode {
  return (
    <div className={styles.choice}>
      <Select showLabel {...select} />
      {error ? (
        <p role="alert" className={styles.error}>
          {error}
        </p>
      ) : null}
    </div>
  );
}

const KEYS: readonly string[] = ['gpu', 'gpus', 'model', 'tokens', 'start', 'name'];

/** Problems that no single answer is to blame for. */
function Elsewhere({ problems }: { readonly problems: readonly Problem[] }): ReactNode {
  const others = problems.filter(({ path = '' }) => !KEYS.includes(path));
  if (others.length === 0) return null;
  return (
    <div role="alert" className={styles.error}>
      {others.map(({ message }) => (
        <p key={message}>{message}</p>
      ))}
    </div>
  );
}

function errorAt(problems: readonly Problem[], key: Key): string | undefined {
  const problem = problems.find(({ path }) => path === key);
  if (!problem) return undefined;
  return problem.nearest
    ? `${problem.message} Did you mean "${problem.nearest}"?`
    : problem.message;
}
