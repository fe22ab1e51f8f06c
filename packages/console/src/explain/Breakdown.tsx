import { showQuantity } from '@gigafactory/core/base';
import type { ReactNode } from 'react';
import { StackedBar } from '../charts/StackedBar.tsx';
import { usePlan } from '../state/plan.tsx';
import { Quantity, Shown } from '../ui/Quantity.tsx';
import { Swatch } from '../ui/Swatch.tsx';
import { type Column, Table } from '../ui/Table.tsx';
import styles from './Breakdown.module.css';
import { Figure } from './Figure.tsx';
import { type Part, showShare } from './parts.ts';
import { valueAt } from './valueAt.ts';

interface BreakdownProps {
  readonly caption: string;
  readonly parts: readonly Part[];
  readonly whole: { readonly label: string; readonly path: string };
}

/** A whole cut into its parts: a bar to see, a table to read. */
export function Breakdown({ caption, parts, whole }: BreakdownProps): ReactNode {
  const plan = usePlan();
  const total = valueAt(plan, whole.path) ?? 0;
  const unit = plan.notes[whole.path]?.unit ?? '1';
  const rows = parts.filter((part) => part.value > 0);
  const columns: readonly Column<Part>[] = [
    { key: 'part', head: 'Part', cell: (part) => <PartName part={part} /> },
    {
      key: 'value',
      head: 'Amount',
      align: 'end',
      cell: ({ path, value }) =>
        path ? <Figure path={path} /> : <Quantity value={value} unit={unit} />,
    },
    {
      key: 'share',
      head: 'Share',
      align: 'end',
      width: '72px',
      cell: ({ value }) => (
        <Shown value={total > 0 ? value / total : 0} unit="%">
          {showShare(value, total)}
        </Shown>
      ),
    },
  ];
  return (
    <div className={styles.breakdown}>
      <StackedBar
        label={caption}
        parts={rows}
        whole={total}
        show={(value) => showQuantity(value, unit)}
      />
      <Table
        caption={caption}
        columns={columns}
        rows={rows}
        rowKey={(part) => part.key}
        narrow="scroll"
        foot={{ key: 'whole', token: '', value: total, ...whole }}
      />
    </div>
  );
}

function PartName({ part }: { readonly part: Part }): ReactNode {
  return (
    <span className={styles.part}>
      {part.token ? <Swatch token={part.token} /> : null}
      {part.label}
      {part.about ? <span className={styles.about}>{part.about}</span> : null}
    </span>
  );
}
