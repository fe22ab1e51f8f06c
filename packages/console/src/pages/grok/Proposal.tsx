import type { ChatMessage } from '@gigafactory/core/api';
import { type ReactNode, useState } from 'react';
import { latest, useAsk } from '../../api/client.ts';
import { useAskedFactory } from '../../state/chats.ts';
import { useFactory } from '../../state/factory.ts';
import { linkTo, paths } from '../../state/paths.ts';
import { keepScenario, useScenarios } from '../../state/scenarios.ts';
import { Button } from '../../ui/Button.tsx';
import { TextDiff } from '../../ui/TextDiff.tsx';
import styles from './Evidence.module.css';

interface Props {
  readonly chat: string;
  readonly message: ChatMessage;
  readonly edits: Readonly<Record<string, string>>;
  readonly question: string;
}

/** Longest name of a scenario that is made of a question, characters. */
const LONGEST_NAME = 40;

/** Edits that were tried, as lines of the file, and the way to keep them as a scenario. Nothing is changed by itself. */
export function Proposal({ chat, message, edits, question }: Props): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const entries = Object.entries(edits);
  return (
    <section className={styles.proposal} aria-label="Proposed edits">
      <h2>Proposed edits</h2>
      <ul>
        {entries.map(([path, value]) => (
          <li key={path}>
            <code>{path}</code> = <code>{value}</code>
          </li>
        ))}
      </ul>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>As lines of {message.about.file}</summary>
        {isOpen ? <Lines {...{ chat, message, edits }} /> : null}
      </details>
      <Try edits={edits} question={question} file={message.about.file} />
    </section>
  );
}

function Lines({ chat, message, edits }: Omit<Props, 'question'>): ReactNode {
  const { data, error } = useAskedFactory(chat, message.id);
  const before = data?.text ?? '';
  const edited = useAsk(
    'edit',
    { text: before, edits },
    { enabled: data !== undefined, place: message.id },
  );
  const after = latest(edited)?.text;
  if (error) return <p role="alert">{error.message}</p>;
  if (after === undefined) return <p>Comparing…</p>;
  return <TextDiff label="Proposed changes" before={before} after={after} />;
}

interface TryProps {
  readonly edits: Readonly<Record<string, string>>;
  readonly question: string;
  readonly file: string;
}

function Try({ edits, question, file }: TryProps): ReactNode {
  const { written, edits: own, file: open } = useFactory();
  const scenarios = latest(useScenarios()) ?? [];
  const [problem, setProblem] = useState<string>();
  const [kept, setKept] = useState<string>();
  const keep = async (): Promise<void> => {
    const name = nameFor(question, new Set(scenarios.map((scenario) => scenario.name)));
    const problems = await keepScenario({ written, edits: own }, { name, about: question, edits });
    setProblem(problems[0]?.message);
    if (problems.length === 0) setKept(name);
  };
  const isOther = open.file !== file;
  return (
    <div className={styles.try}>
      <Button
        onClick={() => void keep()}
        disabledReason={
          isOther
            ? `It was asked about ${file}, and ${open.file || 'no file'} is open`
            : kept && `It is kept as “${kept}”`
        }
      >
        Try as scenario
      </Button>
      {kept ? (
        <span role="status">
          Kept as “{kept}”. <a href={linkTo(paths.compare())}>Compare</a>
        </span>
      ) : null}
      {problem ? <span role="alert">{problem}</span> : null}
    </div>
  );
}

/** Words of the question, and a number where that name is taken. */
function nameFor(question: string, taken: ReadonlySet<string>): string {
  const plain = question
    .replace(/[^\p{L}\p{N} ,-]/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
  const first = plain.slice(0, LONGEST_NAME).trim() || 'Grok';
  for (let number = 2, name = first; ; number++) {
    if (!taken.has(name)) return name;
    name = `${first} ${number}`;
  }
}
