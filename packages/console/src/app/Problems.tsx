import { type MemoryFit, showQuantity } from '@gigafactory/core/base';
import type { ReactNode } from 'react';
import type { Problem } from '../api/types.ts';
import { countOf } from '../explain/notes.ts';
import { setEdit, setEdits, undo, useFactory, useHistory } from '../state/factory.ts';
import { linkTo, paths } from '../state/paths.ts';
import type { Edits } from '../state/url.ts';
import { Button } from '../ui/Button.tsx';
import { Chip } from '../ui/Chip.tsx';
import styles from './Problems.module.css';

interface ProblemsProps {
  readonly problems: readonly Problem[];
  /** Whether an older plan is still on screen below. */
  readonly hasPlan: boolean;
}

/** What is wrong with the file, where, and what to do about it. */
export function Problems({ problems, hasPlan }: ProblemsProps): ReactNode {
  const { file } = useFactory();
  const { before } = useHistory();
  return (
    <section className={styles.problems} aria-labelledby="problems" role="alert">
      <header className={styles.head}>
        <h2 id="problems">
          <Chip tone="bad">{countOf(problems.length, 'problem')}</Chip> in {file.file}
        </h2>
        {hasPlan ? <p>The figures below are stale: they show the last good plan.</p> : null}
        {before ? <Button onClick={undo}>Undo the latest change</Button> : null}
      </header>
      <ul className={styles.list}>
        {problems.map((problem) => (
          <ProblemRow
            key={`${problem.code} ${problem.path} ${problem.message}`}
            problem={problem}
          />
        ))}
      </ul>
    </section>
  );
}

function ProblemRow({ problem }: { readonly problem: Problem }): ReactNode {
  const { edits } = useFactory();
  const { path, nearest, at } = problem;
  const isEdit = path !== undefined && edits[path] !== undefined;
  return (
    <li className={styles.row}>
      {at ? (
        <a href={linkTo(paths.file(at))} className={styles.place}>
          line {at.line}:{at.column}
        </a>
      ) : (
        <span className={styles.place}>{isEdit ? 'edit' : ''}</span>
      )}
      <div>
        {path ? <code className={styles.path}>{path}</code> : null}
        <p>{problem.message}</p>
        {problem.edits ? <Remedy edits={problem.edits} /> : null}
        {problem.memory && problem.memory.nearest.length > 0 ? (
          <Fits nearest={problem.memory.nearest} />
        ) : null}
      </div>
      {problem.edits ? (
        <Button onClick={() => setEdits(problem.edits ?? {})}>Make these changes</Button>
      ) : path && nearest ? (
        <Button onClick={() => setEdit(path, nearest)}>Use “{nearest}”</Button>
      ) : null}
    </li>
  );
}

/** What would fit, each with a button that writes it into the file. */
function Fits({ nearest }: { readonly nearest: readonly MemoryFit[] }): ReactNode {
  return (
    <ul className={styles.fits} aria-label="What would fit">
      {nearest.map(({ edits, total, stepTime }) => (
        <li key={editsInWords(edits)}>
          <code>{editsInWords(edits)}</code>
          <span>
            {showQuantity(total, 'GB')}, {showQuantity(stepTime, 's')} a step
          </span>
          <Button aria-label={`Use ${editsInWords(edits)}`} onClick={() => setEdits(edits)}>
            Use this
          </Button>
        </li>
      ))}
    </ul>
  );
}

function editsInWords(edits: Edits): string {
  const words = ([path, value]: [string, string]) =>
    value === '' ? `without ${path}` : `${path}: ${value}`;
  return Object.entries(edits).map(words).join(', ');
}

/** What the button next to it will write. */
function Remedy({ edits }: { readonly edits: Edits }): ReactNode {
  return (
    <ul className={styles.remedy}>
      {Object.entries(edits).map(([path, value]) => (
        <li key={path}>
          <code>
            {path}: {value}
          </code>
        </li>
      ))}
    </ul>
  );
}
