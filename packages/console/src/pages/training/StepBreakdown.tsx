import { showQuantity } from '@gigafactory/core/base';
import type { TrainingPlan } from '../../api/types.ts';
import { StackedBar } from '../../charts/StackedBar.tsx';
import { Figure } from '../../ui/Figure.tsx';
import { Swatch } from '../../ui/Swatch.tsx';
import { type Column, Table } from '../../ui/Table.tsx';
import styles from './TrainingPage.module.css';

type StepPart = keyof TrainingPlan['step'];

/** Work first, then what is in its way: each kind keeps its colour everywhere. */
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
  { key: 'pipelineSend', label: 'PP send', token: '--series-4', what: 'exposed communication' },
  { key: 'bubble', label: 'Bubble', token: '--series-8', what: 'pipeline fills and drains' },
  { key: 'dataParallel', label: 'DP', token: '--series-6', what: 'exposed communication' },
  { key: 'optimizer', label: 'Optimizer', token: '--series-3', what: 'weights updated' },
  { key: 'overhead', label: 'Overhead', token: '--line-strong', what: 'not modelled' },
];

type Row = (typeof PARTS)[number];

/** Where one optimizer step's time goes. */
export function StepBreakdown({
  run,
  plan,
}: {
  readonly run: string;
  readonly plan: TrainingPlan;
}) {
  const columns: Column<Row>[] = [
    {
      key: 'part',
      head: 'Part',
      cell: (row) => (
        <span className={styles.swatchLine}>
          <Swatch token={row.token} />
          {row.label}
        </span>
      ),
    },
    { key: 'what', head: 'What', cell: (row) => row.what },
    {
      key: 'share',
      head: 'Share',
      align: 'end',
      cell: (row) => showQuantity(plan.step[row.key] / plan.stepTime, '%', { digits: 2 }),
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
    </div>
  );
}
