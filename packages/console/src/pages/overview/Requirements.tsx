import { showQuantity } from '@gigafactory/core/base';
import type { ReactNode } from 'react';
import type { CheckedRequirement } from '../../api/types.ts';
import { Figure } from '../../explain/Figure.tsx';
import { useVerdicts } from '../../lives/useVerdicts.ts';
import { linkTo, paths } from '../../state/paths.ts';
import { usePlan } from '../../state/plan.tsx';
import { Chip, type Tone } from '../../ui/Chip.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Quantity } from '../../ui/Quantity.tsx';
import { type Column, Table } from '../../ui/Table.tsx';
import { MarginGauge } from './MarginGauge.tsx';
import styles from './Requirements.module.css';

const TONES: Readonly<Record<CheckedRequirement['verdict'], Tone>> = {
  holds: 'good',
  fails: 'bad',
  unknown: 'unknown',
};

const COLUMNS: readonly Column<CheckedRequirement>[] = [
  {
    key: 'verdict',
    head: 'Verdict',
    width: '84px',
    cell: ({ verdict }) => <Chip tone={TONES[verdict]}>{verdict}</Chip>,
  },
  { key: 'claim', head: 'Claim', wide: true, cell: (row) => <Claim row={row} /> },
  { key: 'value', head: 'Value', align: 'end', cell: (row) => <Value row={row} /> },
  { key: 'bound', head: 'Claimed', align: 'end', cell: (row) => <Bound row={row} /> },
  {
    key: 'margin',
    head: 'Margin',
    width: '176px',
    cell: (row) => <MarginGauge requirement={row} />,
  },
];

/** Each claim with its verdict, how far off it is, and why. */
export function Requirements(): ReactNode {
  const { judged, pending, progress, problems } = useVerdicts();
  return (
    <>
      <Table
        caption="Requirements"
        columns={COLUMNS}
        rows={judged}
        rowKey={(row) => `${row.line} ${row.claim} ${row.quantity}`}
        empty={
          <Empty title="No requirements">
            The file holds no claims. Add <code>requirements</code> to have announcements and
            targets checked against the plan.
          </Empty>
        }
      />
      {pending.map((claim) => (
        <p key={`${claim.index} ${claim.quantity}`} className={styles.pending} role="status">
          <Chip tone="unknown">{problems[0] ? 'not simulated' : 'simulating…'}</Chip> {claim.claim}:
          P{claim.percentile} of <a href={linkTo(paths.twin())}>the twin’s</a> {claim.figure},{' '}
          {claim.relation === 'atLeast' ? 'at least' : 'at most'}{' '}
          {showQuantity(claim.bound, claim.unit)}
          {problems[0]
            ? `. ${problems[0].message}`
            : progress
              ? `; ${progress.done} of ${progress.of} lives`
              : ''}
        </p>
      ))}
    </>
  );
}

function Claim({ row }: { readonly row: CheckedRequirement }): ReactNode {
  return (
    <div className={styles.claim}>
      <p>{row.claim}</p>
      <p className={styles.why}>{row.why}</p>
      {row.saidBy ? <p className={styles.source}>{row.saidBy}</p> : null}
    </div>
  );
}

function Value({ row }: { readonly row: CheckedRequirement }): ReactNode {
  const { notes } = usePlan();
  if (row.source === 'twin') {
    return (
      <span data-tip={`${row.quantity}: percentile ${row.percentile} of 200 lives`}>
        <Quantity value={row.value} unit={row.unit} />
        <small className={styles.twin}>twin, P{row.percentile}</small>
      </span>
    );
  }
  if (notes[row.quantity]) return <Figure path={row.quantity} unit={row.unit} />;
  return (
    <span data-tip={row.quantity}>
      <Quantity value={row.value} unit={row.unit} />
    </span>
  );
}

function Bound({ row }: { readonly row: CheckedRequirement }): ReactNode {
  const sign = row.relation === 'atLeast' ? '≥' : '≤';
  const words = row.relation === 'atLeast' ? 'at least' : 'at most';
  return (
    <span className={styles.bound}>
      <span aria-hidden="true">{sign} </span>
      <span className="visually-hidden">{words} </span>
      {showQuantity(row.bound, row.unit)}
    </span>
  );
}
