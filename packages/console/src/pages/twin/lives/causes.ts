import type { TwinResult } from '../../../api/types.ts';

export type LossCause = keyof TwinResult['lost'];

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

/** How often a cause struck in a life, on average. */
export interface CauseCount {
  readonly cause: string;
  readonly mean: number;
}

/** Causes by falling count; beyond `most` of them, the rest together. Causes that never struck are left out. */
export function rankCauses(byCause: Readonly<Record<string, number>>, most: number): CauseCount[] {
  const ranked = Object.entries(byCause)
    .filter(([, mean]) => mean > 0)
    .map(([cause, mean]) => ({ cause, mean }))
    .sort((a, b) => b.mean - a.mean);
  if (ranked.length <= most) return ranked;
  const rest = ranked.slice(most - 1);
  const mean = rest.reduce((sum, { mean }) => sum + mean, 0);
  return [...ranked.slice(0, most - 1), { cause: `${rest.length} others`, mean }];
}
