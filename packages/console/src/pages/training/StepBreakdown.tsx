import { showQuantity } from '@gigafactory/core/base';
import { latest, useAsk } from '../../api/client.ts';
import type { TrainingPlan } from '../../api/types.ts';
import { StackedBar } from '../../charts/StackedBar.tsx';
import { Figure } from '../../explain/Figure.tsx';
import { Words } from '../../explain/glossary/Words.tsx';
import { Quantity } from '../../ui/Quantity.tsx';
import { Swatch } from '../../ui/Swatch.tsx';
import { type Column, Table } from '../../ui/Table.tsx';
import { useMedia } from '../../ui/useMedia.ts';
import { fasterThanModelled } from './overhead.ts';
import styles from './TrainingPage.module.css';

type StepPart = keyof TrainingPlan['step'];

/** Work first, then what delays it; each kind has the same colour everywhere. */
const PARTS: readonly { key: StepPart; label: string; token: string; what: string }[] = [
  { key: 'gemm', label: 'Matrix products', token: '--series-1', what: 'useful work' },
  { key: 'attention', label: 'Attention', token: '--series-5', what: 'useful work' },
  {
    key: 'memoryBound',
    label: 'Memory-bound',
    token: '--series-7',
    what: 'norms, activations, copies',
  },
  { key: 'recompute', label: 'Recompute', token: '--series-2', what: 'forward pass again' },
  { key: 'tensorParallel', label: 'TP', token: '--series-4', what: 'exposed communication' },
  { key: 'contextParallel', label: 'CP', token: '--series-4', what: 'exposed communication' },
  { key: 'expertParallel', label: 'EP', token: '--series-4', what: 'exposed communication' },
  { key: 'host', label: 'Host', token: '--series-8', what: 'waits for launches' },
  { key: 'pipelineSend', label: 'PP send', token: '--series-4', what: 'exposed communication' },
  { key: 'bubble', label: 'Bubble', token: '--series-8', what: 'pipeline fills and drains' },
  { key: 'dataParallel', label: 'DP', token: '--series-6', what: 'exposed communication' },
  { key: 'optimizer', label: 'Optimizer', token: '--series-3', what: 'weights updated' },
  { key: 'overhead', label: 'Overhead', token: '--line-strong', what: 'of the software stack' },
];

type Row = (typeof PARTS)[number];

interface Props {
  readonly run: string;
  readonly plan: TrainingPlan;
}

/** Where one optimizer step's time goes. */
export function StepBreakdown({ run, plan }: Props) {
  const { sum, faster } = fasterThanModelled(plan);
  const isPhone = useMedia('(max-width: 639px)');
  const columns: Column<Row>[] = [
    {
      key: 'part',
      head: 'Part',
      cell: (row) => (
        <span className={styles.swatchLine}>
          <Swatch token={row.token} />
          <Words>{row.label}</Words>
        </span>
      ),
    },
    ...(isPhone ? [] : [{ key: 'what', head: 'What', cell: (row: Row) => row.what }]),
    {
      key: 'share',
      head: 'Share',
      align: 'end',
      cell: (row) => <Quantity value={plan.step[row.key] / sum} unit="%" digits={2} />,
    },
    {
      key: 'time',
      head: 'Time',
      align: 'end',
      cell: (row) => <Figure path={`training.${run}.step.${row.key}`} />,
    },
  ];
  const parts = PARTS.map((part) => ({ ...part, value: plan.step[part.key] }));
  return (
    <div className={styles.stack}>
      <StackedBar label="Step time" parts={parts} show={(value) => showQuantity(value, 's')} />
      <Table
        caption="Parts of the step time"
        columns={columns}
        rows={PARTS.filter((part) => plan.step[part.key] > 0)}
        rowKey={(row) => row.key}
        narrow="scroll"
      />
      {faster > 0 && <Faster run={run} plan={plan} />}
    </div>
  );
}

/** A stack that takes less than is modelled has no bar: it shortens all the others. */
function Faster({ run, plan }: Props) {
  const { sum, faster } = fasterThanModelled(plan);
  const label = latest(useAsk('catalogue', {}))?.['stack']?.[plan.stack]?.label ?? plan.stack;
  return (
    <p className={styles.note}>
      These parts add up to {showQuantity(sum, 's')}. {label} is faster than modelled by{' '}
      {showQuantity(faster, '%', { digits: 2 })}: <Figure path={`training.${run}.step.overhead`} />,
      which makes <Figure path={`training.${run}.stepTime`} />. Its factor is what measured runs
      took over what was modelled for them.
    </p>
  );
}
