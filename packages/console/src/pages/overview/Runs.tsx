import { shortenSplit, strategyInWords } from '@gigafactory/core/api';
import type { ReactNode } from 'react';
import type { TrainingPlan } from '../../api/types.ts';
import { RunChange } from '../../explain/Change.tsx';
import { countOf } from '../../explain/notes.ts';
import { FormulaBeside, RunFigure, runFigureName } from '../../explain/RunFigure.tsx';
import { goTo } from '../../state/location.ts';
import { linkTo, paths } from '../../state/paths.ts';
import { usePlan } from '../../state/plan.tsx';
import { useProblems } from '../../state/problems.ts';
import { type Source, useSource } from '../../state/source.ts';
import { useRun } from '../../state/useRun.ts';
import { Chip } from '../../ui/Chip.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { type Column, Table } from '../../ui/Table.tsx';
import styles from './Runs.module.css';

interface Row {
  readonly name: string;
  readonly run: TrainingPlan;
}

const FIGURES = [
  ['gpus', 'GPUs'],
  ['stepTime', 'Step time'],
  ['mfu', 'MFU'],
  ['duration', 'Duration'],
  ['goodput', 'Goodput'],
  ['cost', 'Cost'],
  ['end', 'Ends'],
] as const;

/** Leaves out columns that no run has a value for: cost and end depend on the file. */
function columnsFrom(source: Source, rows: readonly Row[]): readonly Column<Row>[] {
  const isEmpty = (field: 'cost' | 'end'): boolean =>
    rows.every(({ run }) => run[field] === undefined);
  return [
    { key: 'run', head: 'Run', cell: (row) => <RunName row={row} /> },
    {
      key: 'strategy',
      head: 'Strategy',
      cell: ({ run }) => (
        <span data-tip={strategyInWords(run.strategy)}>{shortenSplit(run.strategy)}</span>
      ),
    },
    ...FIGURES.filter(([field]) => !((field === 'cost' || field === 'end') && isEmpty(field))).map(
      ([field, name]): Column<Row> => ({
        key: field,
        head: runFigureName(name, field, source),
        align: 'end',
        cell: (row) => (
          <span className={styles.figure}>
            <RunFigure run={row.name} field={field} />
            <FormulaBeside run={row.name} field={field} />
            <RunChange run={row.name} field={field} />
          </span>
        ),
      }),
    ),
  ];
}

/** One row per training run. */
export function Runs(): ReactNode {
  const { training } = usePlan();
  const [source] = useSource();
  const { run: chosen, runs } = useRun();
  const hasProblems = useProblems().length > 0;
  const rows = Object.entries(training).map(([name, run]) => ({ name, run }));
  return (
    <Table
      caption="Training runs"
      columns={columnsFrom(source, rows)}
      rows={rows}
      rowKey={(row) => row.name}
      current={runs.length > 1 ? chosen : undefined}
      empty={
        hasProblems ? (
          <Empty title="No run can be planned">What is wrong with them is said above.</Empty>
        ) : (
          <Empty title="No training runs" action={<a href={linkTo(paths.file())}>Add a run</a>}>
            The file has no <code>runs</code>. Add one to see how it would be split and how long it
            would take.
          </Empty>
        )
      }
    />
  );
}

function RunName({ row: { name, run } }: { readonly row: Row }): ReactNode {
  return (
    <span className={styles.run}>
      <button type="button" onClick={() => goTo(paths.training(), { params: { run: name } })}>
        {name}
      </button>
      <span className={styles.model}>
        {run.model}, {run.precision}
      </span>
      {run.warnings.length > 0 ? (
        <span data-tip={run.warnings.join('\n')}>
          <Chip tone="warn">{countOf(run.warnings.length, 'warning')}</Chip>
        </span>
      ) : null}
    </span>
  );
}
