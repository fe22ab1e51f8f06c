import type { ReactNode } from 'react';
import type { Sweep, SweptPoint } from '../../api/types.ts';
import { setEdits } from '../../state/factory.ts';
import { Button } from '../../ui/Button.tsx';
import { Quantity } from '../../ui/Quantity.tsx';
import { type Column, Table } from '../../ui/Table.tsx';
import { editsOf, readPoint } from './sweepShapes.ts';
import styles from './WhatIfPage.module.css';

/** Rows that are shown; the menu of the panel saves all that are. */
const MOST_ROWS = 2500;

/** Every point in a row, to read, save and use. */
export function PointTable({ sweep }: { readonly sweep: Sweep }): ReactNode {
  const { over, figures, points } = sweep;
  const columns: readonly Column<SweptPoint>[] = [
    ...over.map(
      ({ path, label, unit }, axis): Column<SweptPoint> => ({
        key: path,
        head: label,
        align: 'end',
        cell: ({ values }) => <Quantity value={values[axis]!} unit={unit} digits={4} />,
      }),
    ),
    ...figures.map(
      ({ path, label, unit }): Column<SweptPoint> => ({
        key: path,
        head: label,
        align: 'end',
        cell: ({ figures: of, problems }) => {
          const value = of[path];
          if (typeof value === 'number') return <Quantity value={value} unit={unit} digits={4} />;
          return <span data-tip={problems[0]?.message}>–</span>;
        },
      }),
    ),
    {
      key: 'use',
      head: 'Use',
      hideHead: true,
      cell: (point) =>
        point.problems.length > 0 ? null : (
          <Button
            look="quiet"
            aria-label={`Use ${readPoint(sweep, point)}`}
            onClick={() => setEdits(editsOf(sweep, point))}
          >
            Use
          </Button>
        ),
    },
  ];
  return (
    <section
      className={styles.points}
      aria-label="The points as a table"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard.
      tabIndex={0}
    >
      <Table
        caption={figures[0]?.label ?? 'Points'}
        columns={columns}
        rows={points.slice(0, MOST_ROWS)}
        rowKey={({ values }) => values.join(' ')}
        narrow="scroll"
      />
    </section>
  );
}
