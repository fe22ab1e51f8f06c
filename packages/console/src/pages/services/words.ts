import type { ControlState, ServiceDetail, ServiceSummary } from '@gigafactory/core/api';
import { showQuantity } from '@gigafactory/core/base';
import type { Things } from '../../control/NoControl.tsx';
import { linkTo, paths } from '../../state/paths.ts';
import type { Tone } from '../../ui/Chip.tsx';

type Replica = ServiceDetail['replicas'][number];
type Latency = ServiceSummary['ttft'];

export const SERVICES: Things = {
  plural: 'services',
  singular: 'service',
  without:
    'A page from a static server plans and simulates, but real services need the machine that leads them.',
  toType: 'gigafactory serve FILE\ngigafactory up FILE',
  href: linkTo(paths.services()),
};

/** How each state of a service is marked. */
const STATE_TONES: Readonly<Record<ServiceSummary['state'], Tone>> = {
  active: 'good',
  held: 'warn',
  stopping: 'warn',
  stopped: 'neutral',
  failed: 'bad',
};

/** How each state of a replica is marked. */
export const REPLICA_TONES: Readonly<Record<Replica['state'], Tone>> = {
  off: 'neutral',
  waiting: 'unknown',
  starting: 'unknown',
  ready: 'good',
  unhealthy: 'warn',
  draining: 'warn',
  failed: 'bad',
};

/** The services of a control plane; undefined of one that is older than they are. */
export function servicesIn(state: Partial<ControlState>): readonly ServiceSummary[] | undefined {
  return state.services;
}

/** Whether it may still take requests or come to take them. */
export function isLive({ state }: Pick<ServiceSummary, 'state'>): boolean {
  return state === 'active' || state === 'held' || state === 'stopping';
}

/** A service that lacks replicas is not well, whatever its state is called. */
export function toneOf({ state, ready, wanted }: ServiceSummary): Tone {
  return state === 'active' && ready < wanted ? 'warn' : STATE_TONES[state];
}

/** `2 of 3 ready`. */
export function readyWords({ ready, wanted }: Pick<ServiceSummary, 'ready' | 'wanted'>): string {
  return `${ready.toLocaleString('en')} of ${wanted.toLocaleString('en')} ready`;
}

/** `1 to 4`, or `3`: between which numbers of replicas it is scaled. */
export function boundsWords({ least, most }: Pick<ServiceSummary, 'least' | 'most'>): string {
  return least === most ? String(least) : `${least} to ${most}`;
}

/** A time in s: `0.25 s`, `12 ms`. */
export function showTimeOf(seconds: number): string {
  return showQuantity(seconds, 's', { digits: 3 });
}

export function showMean(latency: Latency): string {
  return latency === null ? '–' : showTimeOf(latency.mean);
}

/** `95% within 0.4 s`; empty where it is not known. */
export function p95Words(latency: Latency): string {
  return latency?.p95 == null ? '' : `95% within ${showTimeOf(latency.p95)}`;
}

/** A count that may not be known. */
export function showCount(count: number | null): string {
  return count === null ? '–' : count.toLocaleString('en', { maximumFractionDigits: 1 });
}

/** `87%`. */
export function showUse(use: number | null): string {
  return use === null ? '–' : `${Math.round(100 * use)}%`;
}

/** The version that a roll-back leads to; undefined if the first is current. */
export function versionBefore({
  version: current,
  versions,
}: Pick<ServiceDetail, 'version' | 'versions'>): number | undefined {
  return versions
    .map(({ version }) => version)
    .filter((version) => version < current)
    .toSorted((a, b) => b - a)[0];
}

/** Why bounds cannot be ordered, for a person; undefined if they can. */
export function mistakeIn(least: string, most: string): string | undefined {
  const bounds = [least, most].map((text) => (/^\d{1,6}$/.test(text.trim()) ? Number(text) : NaN));
  const [low = NaN, high = NaN] = bounds;
  if (bounds.some(Number.isNaN)) return 'Both are whole numbers of replicas, from 0.';
  return low > high ? 'At least is more than at most.' : undefined;
}

/** `version 2`, and the number of the start if it is not the first: `version 2, start 3`. */
export function startsWords(version: number, attempt: number): string {
  const often = attempt > 1 ? `, start ${attempt.toLocaleString('en')}` : '';
  return `version ${version}${often}`;
}
