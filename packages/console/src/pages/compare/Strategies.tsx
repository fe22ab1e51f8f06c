import type { ReactNode } from 'react';
import type { Compared } from '../../api/types.ts';
import { Panel } from '../../ui/Panel.tsx';
import { Quantity } from '../../ui/Quantity.tsx';
import { type Column, Table } from '../../ui/Table.tsx';
import styles from './ComparePage.module.css';

/** How each run is split in each column. */
export function Strategies({ compared }: { readonly compared: Compared }): ReactNode {
  const { scenarios } = compared;
  const runs = [...new Set(scenarios.flatMap((each) => each.runs.map(({ name }) => name)))];
  if (runs.length === 0) return null;
  const columns: readonly Column<string>[] = [
    { key: 'run', head: 'Run', cell: (run) => run },
    ...scenarios.map(
      (scenario, column): Column<string> => ({
        key: scenario.name,
        head: column === 0 ? 'The file' : scenario.name,
        align: 'end',
        cell: (run) => <Strategy of={scenario} base={scenarios[0]} run={run} />,
      }),
    ),
  ];
  return (
    <Panel
      title="Strategies"
      about="How each run is split: tensor (TP), pipeline (PP) with virtual stages (VP), data (DP), expert (EP) and context (CP) parallelism."
    >
      <Table
        caption="Strategies"
        columns={columns}
        rows={runs}
        rowKey={(run) => run}
        narrow="scroll"
      />
    </Panel>
  );
}

interface StrategyProps {
  readonly of: Compared['scenarios'][number];
  readonly base: Compared['scenarios'][number] | undefined;
  readonly run: string;
}

function Strategy({ of, base, run }: StrategyProps): ReactNode {
  const found = of.runs.find(({ name }) => name === run);
  if (!found) return <span data-tip="No such run, or no plan">–</span>;
  const was = base?.runs.find(({ name }) => name === run);
  const isChanged = was !== undefined && was.strategy !== found.strategy;
  return (
    <span className={styles.cell} data-changed={isChanged || undefined}>
      <span className={styles.strategy}>{found.strategy}</span>
      <span className={styles.value}>
        {found.model} on <Quantity value={found.gpus} unit="GPU" part="size" />
      </span>
    </span>
  );
}
