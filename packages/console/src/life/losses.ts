import type { TwinTrace } from '../api/types.ts';

export type LossCause = keyof TwinTrace['runs'][number]['samples']['lost'];

/** Why time was lost, in the order of a failure's life; each keeps its colour everywhere. */
export const LOSSES: readonly { key: LossCause; label: string; token: string }[] = [
  { key: 'rework', label: 'Rework', token: '--series-4' },
  { key: 'restart', label: 'Restart', token: '--series-1' },
  { key: 'detect', label: 'Detection', token: '--series-6' },
  { key: 'waitForNodes', label: 'Wait for nodes', token: '--series-2' },
  { key: 'shrunk', label: 'Fewer replicas', token: '--series-7' },
  { key: 'straggle', label: 'Slow nodes', token: '--series-5' },
  { key: 'checkpoint', label: 'Checkpoint', token: '--series-3' },
  { key: 'maintenance', label: 'Maintenance', token: '--series-8' },
];
