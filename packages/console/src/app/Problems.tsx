import { editsInWords, showQuantity } from '@gigafactory/core/base';
import type { ReactNode } from 'react';
import type { PartialPlan, Problem } from '../api/types.ts';
import { countOf } from '../explain/notes.ts';
import { setEdits, undo, useFactory, useHistory } from '../state/factory.ts';
import { linkTo, paths } from '../state/paths.ts';
import { chooseScenario } from '../state/scenario.ts';
import { Button } from '../ui/Button.tsx';
import { Chip } from '../ui/Chip.tsx';
import styles from './Problems.module.css';

interface ProblemsProps {
  readonly problems: readonly Problem[];
  /** Whether a plan is on screen below: an older one, unless it says what it is without. */
  readonly hasPlan: boolean;
  readonly without: PartialPlan['without'] | undefined;
}

/** What is wrong with the file, where, and what to do about it. */
export function Problems({ problems, hasPlan, without }: ProblemsProps): ReactNode {
  const { file, scenario } = useFactory();
  const { before } = useHistory();
  return (
    <section className={styles.problems} aria-labelledby="problems" role="alert">
      <header className={styles.head}>
        <h2 id="problems">
          <Chip tone="bad">{countOf(problems.length, 'problem')}</Chip> in{' '}
          {scenario === undefined ? null : `scenario “${scenario}” of `}
          {file.file}
        </h2>
        {hasPlan ? <p>{whatIsBelow(without)}</p> : null}
        {scenario === undefined ? null : (
          <Button onClick={() => chooseScenario(undefined)}>Show the file without it</Button>
        )}
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

function whatIsBelow(without: PartialPlan['without'] | undefined): string {
  if (!without) return 'The figures below are stale: they show the last good plan.';
  const { runs, services, claims } = without;
  const left = [...runs, ...services, ...(claims > 0 ? [countOf(claims, 'claim')] : [])];
  return `The figures below are of the factory without ${left.join(', ')}.`;
}

function ProblemRow({ problem }: { readonly problem: Problem }): ReactNode {
  const { edits } = useFactory();
  const { path, at } = problem;
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
        <Fixes problem={problem} />
      </div>
    </li>
  );
}

/** Each way to mend the problem as a button that writes it into the file; below, what it writes. */
function Fixes({ problem }: { readonly problem: Problem }): ReactNode {
  const fits = new Map(
    (problem.memory?.nearest ?? []).map((fit) => [JSON.stringify(fit.edits), fit]),
  );
  const fixes = problem.fixes ?? [];
  if (fixes.length === 0) return null;
  return (
    <ul className={styles.fixes} aria-label="Ways to mend it">
      {fixes.map(({ label, edits }) => {
        const written = JSON.stringify(edits);
        const fit = fits.get(written);
        return (
          <li key={written}>
            <Button onClick={() => setEdits(edits, label)}>{label}</Button>
            {fit ? (
              <span>
                {showQuantity(fit.total, 'GB')}, {showQuantity(fit.stepTime, 's')} a step
              </span>
            ) : null}
            {label.includes(Object.keys(edits)[0] ?? '') ? null : (
              <code>{editsInWords(edits)}</code>
            )}
          </li>
        );
      })}
    </ul>
  );
}
