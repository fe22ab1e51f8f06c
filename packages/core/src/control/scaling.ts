import type { Seconds } from '../base/index.ts';
import { toMicros } from './protocol/index.ts';

/** When a service gets another replica and when it gives one up. */
export interface ScalingPolicy {
  readonly least: number;
  readonly most: number;
  /** Waiting requests a ready replica above which there are too few. */
  readonly queue: number;
  /** Use of the KV cache, 0 to 1, above which there are too few. */
  readonly kvUse: number;
  readonly upAfter: Seconds;
  readonly downAfter: Seconds;
}

/** What is known of a service at one moment. */
export interface ScalingSample {
  /** us. */
  readonly at: number;
  /** Replicas that are wanted: those that are not over. */
  readonly wanted: number;
  /** Of these, those that take no requests yet: they wait for nodes, start, or are restarted. */
  readonly unready: number;
  /** Of those that are ready; null where its metrics do not say. */
  readonly ready: readonly {
    readonly queue: number | null;
    readonly kvUse: number | null;
  }[];
}

/** Since when there are too few replicas, and since when one less would do, us. */
export interface ScalingState {
  readonly tooFewSince?: number;
  readonly tooManySince?: number;
}

export interface Scaling {
  readonly state: ScalingState;
  /** How many are wanted now. */
  readonly wanted: number;
  /** Why that changes; absent while it does not. */
  readonly reason?: string;
}

/**
 * One less is enough only if the others would stay this far below what is too much: without a gap a service would
 * take and give up a replica in turn.
 */
const HEADROOM = 0.5;

/**
 * How many replicas a service wants. It is pure: what it remembers is the state that it returns. One replica at a
 * time is taken or given up, and none is taken while one is not ready yet. Where no metrics are read, only the
 * bounds count.
 */
export function scale(state: ScalingState, sample: ScalingSample, policy: ScalingPolicy): Scaling {
  const { least, most } = policy;
  const { wanted, at } = sample;
  if (wanted < least) return to(least, `The service keeps ${least} at least.`);
  if (wanted > most) return to(most, `The service may have ${most} at most.`);
  const load = loadOf(sample);
  const isTooMuch = load !== undefined && describeExcess(load, policy);
  if (isTooMuch && wanted < most && sample.unready === 0) {
    const since = state.tooFewSince ?? at;
    if (at - since < toMicros(policy.upAfter)) return { state: { tooFewSince: since }, wanted };
    return to(wanted + 1, `${isTooMuch} for ${policy.upAfter} s: one replica more.`);
  }
  if (load && wanted > least && isEnoughWithout(load, policy)) {
    const since = state.tooManySince ?? at;
    if (at - since < toMicros(policy.downAfter)) return { state: { tooManySince: since }, wanted };
    return to(
      wanted - 1,
      `One replica less has been enough for ${policy.downAfter} s: it is drained.`,
    );
  }
  return { state: {}, wanted };
}

function to(wanted: number, reason: string): Scaling {
  return { state: {}, wanted, reason };
}

interface Load {
  readonly ready: number;
  /** Waiting requests in all, and the sum of the use of the caches; undefined where no replica says. */
  readonly queue: number | undefined;
  readonly kvUse: number | undefined;
}

/** Undefined where nothing is known of the load. */
function loadOf({ ready }: ScalingSample): Load | undefined {
  const queue = sumOf(ready.map((each) => each.queue));
  const kvUse = sumOf(ready.map((each) => each.kvUse));
  if (queue === undefined && kvUse === undefined) return undefined;
  return { ready: ready.length, queue, kvUse };
}

/** A replica that says nothing is taken to be as busy as the mean of the others. */
function sumOf(values: readonly (number | null)[]): number | undefined {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return undefined;
  return (known.reduce((sum, value) => sum + value, 0) / known.length) * values.length;
}

function describeExcess({ ready, queue, kvUse }: Load, policy: ScalingPolicy): string | undefined {
  const waiting = queue === undefined ? 0 : queue / ready;
  if (waiting > policy.queue) {
    return `${round(waiting)} requests a replica wait, more than ${policy.queue},`;
  }
  const use = kvUse === undefined ? 0 : kvUse / ready;
  if (use <= policy.kvUse) return undefined;
  return `The KV caches are ${round(100 * use)} % full, more than ${round(100 * policy.kvUse)} %,`;
}

function isEnoughWithout({ ready, queue = 0, kvUse = 0 }: Load, policy: ScalingPolicy): boolean {
  if (ready < 2) return false;
  const others = ready - 1;
  return queue / others <= HEADROOM * policy.queue && kvUse / others <= HEADROOM * policy.kvUse;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
