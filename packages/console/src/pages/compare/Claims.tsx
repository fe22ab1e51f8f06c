import type { ReactNode } from 'react';
import type { Compared } from '../../api/types.ts';
import { Chip, type Tone } from '../../ui/Chip.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Quantity } from '../../ui/Quantity.tsx';
import { type Column, Table } from '../../ui/Table.tsx';
import styles from './ComparePage.module.css';

type Row = Compared['requirements'][number];
type Verdict = NonNullable<Row['verdicts'][number]>;

const TONES: Readonly<Record<Verdict, Tone>> = { holds: 'good', fails: 'bad', unknown: 'unknown' };

/** The verdict on each claim in each column; those on which they differ first. */
export function Claims({ compared }: { readonly compared: Compared }): ReactNode {
  if (compared.requirements.length === 0) return null;
  const columns: readonly Column<Row>[] = [
    { key: 'claim', head: 'Claim', cell: ({ claim }) => claim, wide: true },
    ...compared.scenarios.map(
      ({ name }, column): Column<Row> => ({
        key: name,
        head: column === 0 ? 'The file' : name,
        align: 'end',
        cell: (row) => <Verdict row={row} column={column} />,
      }),
    ),
  ];
  return (
    <Panel title="Requirements" about="Those on which they differ first.">
      <Table
        caption="Requirements"
        columns={columns}
        rows={compared.requirements}
        rowKey={({ claim, quantity }) => `${claim} ${quantity}`}
        narrow="scroll"
      />
    </Panel>
  );
}

function Verdict({ row, column }: { readonly row: Row; readonly column: number }): ReactNode {
  const verdict = row.verdicts[column];
  const value = row.values[column];
  if (!verdict) return <span data-tip="Not claimed, or no plan">–</span>;
  const isChanged = column > 0 && row.verdicts[0] !== null && verdict !== row.verdicts[0];
  return (
    <span className={styles.cell}>
      <span className={styles.verdict} data-changed={isChanged || undefined}>
        <Chip tone={TONES[verdict]}>{verdict}</Chip>
        {isChanged ? <span className="visually-hidden"> other than in the file</span> : null}
      </span>
      {typeof value === 'number' ? (
        <span className={styles.value}>
          <Quantity value={value} unit={row.unit} />
        </span>
      ) : null}
    </span>
  );
}
