import type { ReactNode } from 'react';
import type { Compared } from '../../api/types.ts';
import { countOf } from '../../explain/notes.ts';
import { setEdits } from '../../state/factory.ts';
import { chooseScenario } from '../../state/scenario.ts';
import { Button } from '../../ui/Button.tsx';
import { Chip } from '../../ui/Chip.tsx';
import styles from './ComparePage.module.css';
import type { Case } from './cases.ts';

interface HeadsProps {
  readonly compared: Compared;
  readonly cases: readonly Case[];
}

/** What each column is: its changes, how its claims stand, or why it cannot be planned. */
export function Heads({ compared, cases }: HeadsProps): ReactNode {
  return (
    <ul className={styles.heads} aria-label="What is compared">
      {compared.scenarios.map(({ name, edits, problems, notices }, column) => {
        const of = cases.find((each) => each.name === name);
        return (
          <li key={name} className={styles.head}>
            <h2 className={styles.headName}>{column === 0 ? 'The file' : name}</h2>
            {of?.about ? <p className={styles.about}>{of.about}</p> : null}
            <ul className={styles.changes}>
              {Object.entries(edits).map(([path, value]) => (
                <li key={path}>
                  <code>{value === '' ? `without ${path}` : `${path}: ${value}`}</code>
                </li>
              ))}
            </ul>
            {problems.length === 0 ? (
              <Verdicts compared={compared} column={column} />
            ) : (
              <Problems problems={problems} />
            )}
            {notices.map(({ message }) => (
              <p key={message} className={styles.about}>
                {message}
              </p>
            ))}
            {of && of.id !== null ? (
              <Button look="quiet" onClick={() => chooseScenario(of.name)}>
                Show it on all pages
              </Button>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}

function Problems({
  problems,
}: {
  readonly problems: Compared['scenarios'][number]['problems'];
}): ReactNode {
  return (
    <div className={styles.problems}>
      <Chip tone="bad">cannot be planned</Chip>
      {problems.map(({ message, path, edits }) => (
        <div key={`${path} ${message}`}>
          <p>{message}</p>
          {edits ? <Button onClick={() => setEdits(edits)}>Make these changes</Button> : null}
        </div>
      ))}
    </div>
  );
}

const ORDER = [
  ['fails', 'bad', 'fail'],
  ['unknown', 'unknown', 'unknown'],
  ['holds', 'good', 'hold'],
] as const;

function Verdicts({
  compared,
  column,
}: {
  readonly compared: Compared;
  readonly column: number;
}): ReactNode {
  const verdicts = compared.requirements.map((claim) => claim.verdicts[column]);
  const counts = ORDER.map(([verdict, tone, word]) => ({
    tone,
    word,
    count: verdicts.filter((each) => each === verdict).length,
  })).filter(({ count }) => count > 0);
  if (counts.length === 0) return <p className={styles.about}>{countOf(0, 'claim')}</p>;
  return (
    <p className={styles.verdicts}>
      {counts.map(({ tone, word, count }) => (
        <Chip key={word} tone={tone}>
          {count} {word}
        </Chip>
      ))}
    </p>
  );
}
