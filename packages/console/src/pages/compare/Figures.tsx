import { changeWords, showExact } from '@gigafactory/core/base';
import { type ReactNode, useState } from 'react';
import type { Compared } from '../../api/types.ts';
import { Difference } from '../../explain/Change.tsx';
import { countOf } from '../../explain/notes.ts';
import { Button } from '../../ui/Button.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Quantity } from '../../ui/Quantity.tsx';
import { type Column, Table } from '../../ui/Table.tsx';
import styles from './ComparePage.module.css';

type Row = Compared['figures'][number];

interface FiguresProps {
  readonly title: string;
  readonly about: string;
  readonly scenarios: Compared['scenarios'];
  readonly figures: readonly Row[];
}

/** Figures in all columns, with their difference from the file; those that are equal everywhere are folded away. */
export function Figures({ title, about, scenarios, figures }: FiguresProps): ReactNode {
  const [showsAll, setShowsAll] = useState(false);
  const isPlanned = scenarios.map(({ problems }) => problems.length === 0);
  const equal = figures.filter((row) => isEqual(row, isPlanned));
  const shown = showsAll ? figures : figures.filter((row) => !equal.includes(row));
  return (
    <Panel title={title} about={about}>
      <Table
        caption={title}
        columns={columnsFor(scenarios)}
        rows={shown}
        rowKey={({ path }) => path}
        narrow="scroll"
        empty={<p className={styles.about}>They are the same in all.</p>}
      />
      {equal.length > 0 ? (
        <Button
          look="quiet"
          className={styles.fold}
          aria-expanded={showsAll}
          onClick={() => setShowsAll(!showsAll)}
        >
          {showsAll ? 'Hide' : 'Show'} {countOf(equal.length, 'figure')} that{' '}
          {equal.length === 1 ? 'is' : 'are'} the same in all
        </Button>
      ) : null}
    </Panel>
  );
}

/** A column without a plan says nothing about a figure. */
function isEqual({ values, unit }: Row, isPlanned: readonly boolean[]): boolean {
  const [base] = values;
  return values.every((value, column) => {
    if (!isPlanned[column]) return true;
    if (typeof value !== 'number' || typeof base !== 'number') return value === base;
    return changeWords(base, value, unit) === undefined;
  });
}

function columnsFor(scenarios: Compared['scenarios']): readonly Column<Row>[] {
  return [
    {
      key: 'figure',
      head: 'Figure',
      cell: ({ label, path }) => <span data-tip={path}>{label}</span>,
    },
    ...scenarios.map(
      ({ name }, column): Column<Row> => ({
        key: name,
        head: column === 0 ? 'The file' : name,
        align: 'end',
        cell: (row) => <Cell row={row} column={column} />,
      }),
    ),
  ];
}

function Cell({ row, column }: { readonly row: Row; readonly column: number }): ReactNode {
  const { values, unit } = row;
  const value = values[column];
  const base = values[0];
  if (typeof value !== 'number') return <span data-tip="No such figure, or no plan">–</span>;
  const change = typeof base === 'number' ? changeWords(base, value, unit) : undefined;
  return (
    <span className={styles.cell}>
      <span data-tip={showExact(value, unit)}>
        <Quantity value={value} unit={unit} />
      </span>
      {change ? <Difference change={change} /> : null}
    </span>
  );
}
