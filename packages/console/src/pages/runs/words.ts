import type { RunDetail, RunSummary } from '@gigafactory/core/api';
import { showQuantity } from '@gigafactory/core/base';
import type { Things } from '../../control/NoControl.tsx';
import { linkTo, paths } from '../../state/paths.ts';
import type { Tone } from '../../ui/Chip.tsx';

export const RUNS: Things = {
  plural: 'runs',
  singular: 'run',
  without:
    'A page from a static server plans and simulates, but real runs need the machine that they run on.',
  toType: 'gigafactory run FILE\ngigafactory up FILE',
  href: linkTo(paths.runs()),
};

/** How each state of a run is marked. */
export const STATE_TONES: Readonly<Record<RunSummary['state'], Tone>> = {
  active: 'good',
  held: 'warn',
  finished: 'accent',
  failed: 'bad',
  stopped: 'neutral',
};

/** A run's state and, while it is active, its phase. */
export function stateWords({ state, phase }: Pick<RunSummary, 'state' | 'phase'>): string {
  return state === 'active' ? phase : state;
}

export function showLoss(loss: number | null): string {
  return loss === null ? '–' : loss.toFixed(4);
}

export function showStepTime(seconds: number | null): string {
  return seconds === null ? '–' : showQuantity(seconds, 's', { digits: 3 });
}

/** A measured value against the predicted one: `0.93 times the predicted`. */
export function againstWords(measured: number | null, predicted: number): string {
  if (measured === null || !(predicted > 0)) return '';
  return `${(measured / predicted).toFixed(2)} times the predicted`;
}

/** At most so many nodes, those that do something before those that are free; in their own order. */
export function busyFirst(fleet: RunDetail['fleet'], most: number): RunDetail['fleet'] {
  if (fleet.length <= most) return fleet;
  const isFree = ({ state }: RunDetail['fleet'][number]): boolean => state === 'free';
  return [...fleet.filter((node) => !isFree(node)), ...fleet.filter(isFree)].slice(0, most);
}

/** The nodes that are in a replica, by their ranks. */
export function nodesOfReplica(fleet: RunDetail['fleet'], replica: number): Int32Array {
  const nodes = fleet.filter(({ ranks }) => ranks.some((rank) => rank.replica === replica));
  return Int32Array.from(nodes.map(({ index }) => index));
}

/** The numbers of all ranks, in their order. */
export function ranksOf(fleet: RunDetail['fleet']): readonly number[] {
  const numbers = fleet.flatMap(({ ranks }) => ranks.map(({ rank }) => rank));
  return [...new Set(numbers)].sort((a, b) => a - b);
}
