import type { Estimate, TwinResult } from '@gigafactory/core/twin';
import { amount, share } from '../text/amount.ts';
import type { Paint } from '../text/paint.ts';
import { type Column, table } from '../text/table.ts';
import { words } from './parts.ts';

const COLUMNS: readonly Column[] = [
  { title: '' },
  { title: 'mean', align: 'right' },
  { title: '95% of the mean', align: 'right' },
  { title: 'p10', align: 'right' },
  { title: 'p50', align: 'right' },
  { title: 'p90', align: 'right' },
];

type Show = (value: number) => string;

/** The outcome of many lives: how often a run was interrupted and what that cost. */
export function showTwin(twin: TwinResult, cpuSeconds: number, paint: Paint): string[] {
  const count: Show = (value) => amount(value, '1');
  const days: Show = (value) => amount(value, 'd');
  const hours: Show = (value) => amount(value, 'h');
  return [
    paint('bold', `Run ${twin.run}: ${showLives(twin)}`),
    '',
    ...table(
      COLUMNS,
      [
        toRow('unexpected interruptions', twin.interruptions.unexpected, count),
        toRow('planned interruptions', twin.interruptions.planned, count),
        toRow('goodput (ETTR)', twin.ettr, share),
        ...(twin.duration ? [toRow('duration of the run', twin.duration, days)] : []),
        ...Object.entries(twin.lost).map(([cause, lost]) =>
          toRow(`lost: ${words(cause)}`, lost, hours),
        ),
      ],
      paint,
    ),
    '',
    ...showCauses(twin, paint),
    '',
    ...(twin.duration
      ? []
      : ['  In some lives nothing useful was done: at that pace the run never ends.']),
    `  ${showOutcomes(twin)}`,
    `  ${amount(twin.events, 'event')}, ${amount(cpuSeconds, 's')} of CPU time, digest ${twin.digest}`,
  ];
}

/** `20 lives of 30 d, seed 7`. */
export function showLives({ replicas, horizon, seed }: TwinResult): string {
  return `${replicas} ${replicas === 1 ? 'life' : 'lives'} of ${amount(horizon, 'd')}, seed ${seed}`;
}

function showOutcomes({ outcomes, replicas }: TwinResult): string {
  const { finished, failed, running } = outcomes;
  return `Of ${replicas} lives ${finished} finished the run, ${failed} gave it up, ${running} were still at it.`;
}

function showCauses({ interruptions }: TwinResult, paint: Paint): string[] {
  const causes = Object.entries(interruptions.byCause)
    .filter(([, mean]) => mean > 0)
    .sort(([, a], [, b]) => b - a);
  return table(
    [{ title: 'cause' }, { title: 'interruptions in a life', align: 'right' }],
    causes.map(([cause, mean]) => [cause, amount(mean, '1')]),
    paint,
  );
}

function toRow(label: string, { mean, ci95, p10, p50, p90 }: Estimate, show: Show): string[] {
  const interval = `${show(ci95[0])} to ${show(ci95[1])}`;
  return [label, show(mean), interval, show(p10), show(p50), show(p90)];
}
