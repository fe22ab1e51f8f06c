import type { RunDetail, RunSummary } from '@gigafactory/core/api';
import { showQuantity } from '@gigafactory/core/base';
import type { Tone } from '../../ui/Chip.tsx';

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

/** A moment in local time with its offset: `2026-11-29 20:41:07 +01:00`. */
export function showTime(at: string | number, minutesEast = eastOf(at)): string {
  const local = new Date(new Date(at).getTime() + 60_000 * minutesEast);
  const [date, time] = local.toISOString().split('T') as [string, string];
  const whole = Math.abs(minutesEast);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const offset = `${minutesEast < 0 ? '−' : '+'}${two(whole / 60)}:${two(whole % 60)}`;
  return `${date} ${time.slice(0, 8)} ${offset}`;
}

/** Minutes that the local time is ahead of UTC. */
function eastOf(at: string | number): number {
  return -new Date(at).getTimezoneOffset();
}

/** A duration in s: `12 min`. */
export function showSpan(seconds: number): string {
  return showQuantity(Math.max(0, seconds), 's', { digits: 3 });
}

export function showLoss(loss: number | null): string {
  return loss === null ? '–' : loss.toFixed(4);
}

export function showRate(tokensPerSecond: number | null): string {
  return tokensPerSecond === null ? '–' : showQuantity(tokensPerSecond, 'token/s', { digits: 3 });
}

export function showStepTime(seconds: number | null): string {
  return seconds === null ? '–' : showQuantity(seconds, 's', { digits: 3 });
}

/** A measured value against the predicted one: `0.93 times the predicted`. */
export function againstWords(measured: number | null, predicted: number): string {
  if (measured === null || !(predicted > 0)) return '';
  return `${(measured / predicted).toFixed(2)} times the predicted`;
}

/** Between two moments, s; up to `now` (ms since 1970) if the second is still to come. */
export function secondsBetween(from: string, to: string | undefined, now: number): number {
  return ((to === undefined ? now : Date.parse(to)) - Date.parse(from)) / 1000;
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
