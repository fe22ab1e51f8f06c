import { shortenSplit } from '@gigafactory/core/api';
import type { ReactNode } from 'react';
import type { TrainingPlan } from '../../api/types.ts';
import { Figure } from '../../explain/Figure.tsx';
import { countOf } from '../../explain/notes.ts';
import { goTo } from '../../state/location.ts';
import { paths } from '../../state/paths.ts';
import { usePlan } from '../../state/plan.tsx';
import { Chip } from '../../ui/Chip.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { type Column, Table } from '../../ui/Table.tsx';
import styles from './Runs.module.css';

interface Row {
  readonly name: string;
  readonly run: TrainingPlan;
}

const figure = (field: string) => (row: Row) => <Figure path={`training.${row.name}.${field}`} />;

const COLUMNS: readonly Column<Row>[] = [
  { key: 'run', head: 'Run', cell: (row) => <RunName row={row} /> },
  { key: 'strategy', head: 'Strategy', cell: ({ run }) => shortenSplit(run.strategy) },
  { key: 'gpus', head: 'GPUs', align: 'end', cell: figure('gpus') },
  { key: 'stepTime', head: 'Step time', align: 'end', cell: figure('stepTime') },
  { key: 'mfu', head: 'MFU', align: 'end', cell: figure('mfu') },
  { key: 'duration', head: 'Duration', align: 'end', cell: figure('duration') },
  { key: 'goodput', head: 'Goodput', align: 'end', cell: figure('goodput') },
  { key: 'cost', head: 'Cost', align: 'end', cell: figure('cost') },
  { key: 'end', head: 'Ends', align: 'end', cell: figure('end') },
];

/** One row per training run. */
export function Runs(): ReactNode {
  const { training } = usePlan();
  const rows = Object.entries(training).map(([name, run]) => ({ name, run }));
  return (
    <Table
      caption="Training runs"
      columns={COLUMNS}
      rows={rows}
      rowKey={(row) => row.name}
      empty={
        <Empty title="No training runs">
          The file has no <code>runs</code>. Add one to see how it would be split and how long it
          would take.
        </Empty>
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
          <Chip tone="warn">{countOf(run.warnings.length, 'doubt')}</Chip>
        </span>
      ) : null}
    </span>
  );
}
