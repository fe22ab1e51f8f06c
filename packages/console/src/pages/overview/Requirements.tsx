import { showQuantity } from '@gigafactory/core/base';
import type { ReactNode } from 'react';
import type { CheckedRequirement } from '../../api/types.ts';
import { Change } from '../../explain/Change.tsx';
import { Figure } from '../../explain/Figure.tsx';
import { useVerdicts } from '../../lives/useVerdicts.ts';
import { useBaseline } from '../../state/baseline.tsx';
import { linkTo, paths } from '../../state/paths.ts';
import { usePlan } from '../../state/plan.tsx';
import { Remedies } from '../../studies/Remedies.tsx';
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
    cell: (row) => <Verdict row={row} />,
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
        rows={failingFirst(judged)}
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

const ORDER = ['fails', 'unknown', 'holds'] as const;

/** Otherwise in the order of the file. */
function failingFirst(rows: readonly CheckedRequirement[]): readonly CheckedRequirement[] {
  return ORDER.flatMap((verdict) => rows.filter((row) => row.verdict === verdict));
}

/** How many claims fail, are undecided and hold, with the way to them. */
export function VerdictCounts(): ReactNode {
  const { judged, pending } = useVerdicts();
  const changed = useChangedVerdicts();
  if (judged.length + pending.length === 0) return null;
  const counts = ORDER.map((verdict) => ({
    verdict,
    count: judged.filter((row) => row.verdict === verdict).length,
  })).filter(({ count }) => count > 0);
  const words = { fails: 'fail', unknown: 'unknown', holds: 'hold' } as const;
  return (
    <button type="button" className={styles.counts} onClick={goToRequirements}>
      <span className="visually-hidden">Requirements: </span>
      {counts.map(({ verdict, count }) => (
        <Chip key={verdict} tone={TONES[verdict]}>
          {count} {count === 1 && verdict !== 'unknown' ? verdict : words[verdict]}
        </Chip>
      ))}
      {pending.length > 0 ? <Chip tone="unknown">{pending.length} being simulated</Chip> : null}
      {changed.size > 0 ? <Chip tone="accent">{changed.size} changed</Chip> : null}
    </button>
  );
}

function goToRequirements(): void {
  const section = document.getElementById('requirements');
  section?.scrollIntoView();
  section?.focus({ preventScroll: true });
}

/** What the verdicts are in the file itself where they differ, by the words of the claim. */
function useChangedVerdicts(): ReadonlyMap<string, CheckedRequirement['verdict']> {
  const { requirements } = usePlan();
  const base = useBaseline();
  const before = new Map((base?.requirements ?? []).map(({ claim, verdict }) => [claim, verdict]));
  return new Map(
    requirements.flatMap(({ claim, verdict }) => {
      const was = before.get(claim);
      return was === undefined || was === verdict ? [] : [[claim, was] as const];
    }),
  );
}

function Verdict({ row: { claim, verdict } }: { readonly row: CheckedRequirement }): ReactNode {
  const was = useChangedVerdicts().get(claim);
  return (
    <span className={styles.verdict}>
      <Chip tone={TONES[verdict]}>{verdict}</Chip>
      {was === undefined ? null : <small className={styles.was}>was: {was}</small>}
    </span>
  );
}

function Claim({ row }: { readonly row: CheckedRequirement }): ReactNode {
  return (
    <div className={styles.claim}>
      <p>{row.claim}</p>
      <p className={styles.why}>{row.why}</p>
      {row.saidBy ? <p className={styles.source}>{row.saidBy}</p> : null}
      {row.source === 'plan' && row.verdict !== 'holds' ? <Remedies row={row} /> : null}
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
  if (notes[row.quantity]) {
    return (
      <span className={styles.value}>
        <Figure path={row.quantity} unit={row.unit} />
        <Change path={row.quantity} unit={row.unit} />
      </span>
    );
  }
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
      <Quantity value={row.bound} unit={row.unit} />
    </span>
  );
}
