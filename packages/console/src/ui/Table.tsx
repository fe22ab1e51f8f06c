import type { ReactNode } from 'react';
import { Explained } from './Explained.tsx';
import styles from './Table.module.css';

export interface Column<Row> {
  readonly key: string;
  readonly head: string;
  readonly cell: (row: Row) => ReactNode;
  /** Figures are aligned at the end, words at the start. */
  readonly align?: 'start' | 'end';
  readonly width?: string;
  readonly hideHead?: boolean;
  /** Takes a phone's whole width, without its heading in front. */
  readonly wide?: boolean;
}

interface TableProps<Row> {
  /** Read by screen readers; not shown. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** Shown instead of the table if there are no rows. */
  readonly empty?: ReactNode;
  /** On a phone: each row as a block of labelled lines, or a table that scrolls sideways. */
  readonly narrow?: 'stack' | 'scroll';
  /** Key of the row that the page is about. */
  readonly current?: string | undefined;
  /** A last row, for totals. */
  readonly foot?: Row;
}

/** A dense table; the first column heads each row. */
export function Table<Row>(props: TableProps<Row>): ReactNode {
  const { caption, columns, rows, rowKey, empty = null, narrow = 'stack', current, foot } = props;
  if (rows.length === 0) return empty;
  return (
    // On a phone it may be wider than its place: then it is scrolled, by keyboard too.
    <section
      className={styles.frame}
      aria-label={narrow === 'scroll' ? `${caption}, scrolls sideways` : undefined}
      tabIndex={narrow === 'scroll' ? 0 : undefined}
    >
      <table className={styles.table} data-narrow={narrow}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                data-align={column.align}
                style={column.width ? { width: column.width } : undefined}
              >
                {column.hideHead ? (
                  <span className="visually-hidden">{column.head}</span>
                ) : (
                  <Explained>{column.head}</Explained>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <TableRow
              key={rowKey(row)}
              row={row}
              columns={columns}
              isCurrent={current !== undefined && rowKey(row) === current}
            />
          ))}
        </tbody>
        {foot === undefined ? null : (
          <tfoot>
            <TableRow row={foot} columns={columns} />
          </tfoot>
        )}
      </table>
    </section>
  );
}

interface TableRowProps<Row> {
  readonly row: Row;
  readonly columns: readonly Column<Row>[];
  readonly isCurrent?: boolean;
}

function TableRow<Row>({ row, columns, isCurrent }: TableRowProps<Row>): ReactNode {
  return (
    <tr aria-current={isCurrent || undefined}>
      {columns.map((column, index) => {
        const Cell = index === 0 ? 'th' : 'td';
        return (
          <Cell
            key={column.key}
            scope={index === 0 ? 'row' : undefined}
            data-align={column.align}
            data-head={column.hideHead || column.wide ? '' : column.head}
          >
            {column.cell(row)}
          </Cell>
        );
      })}
    </tr>
  );
}
