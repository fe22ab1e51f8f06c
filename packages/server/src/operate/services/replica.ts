import type { RunState } from '@gigafactory/core/control';
import type { ServiceDetail } from '@gigafactory/core/control-plane';
import type { AttemptId, RunId } from '@gigafactory/core/protocol';
import type { ServerLoad, ServerSight } from '../../engine/gang/index.ts';
import { type NewEntry, Story } from '../story.ts';

type ReplicaView = ServiceDetail['replicas'][number];
export type ReplicaState = ReplicaView['state'];

export const NO_LOAD: ServerLoad = {
  queue: null,
  running: null,
  kvUse: null,
  ttft: null,
  tokenTime: null,
  tokensPerSecond: null,
};

/** One replica of a service as it is shown: what its supervisor says of it, and how its server was seen last. */
export class Replica {
  readonly run: RunId;
  readonly #story = new Story(() => 0);
  #sight: (ServerSight & { readonly attempt: AttemptId }) | undefined;
  #since: string;
  /** The attempt that was launched last. */
  #launched: AttemptId | undefined;
  /** The version that it was started with last; 0 before. */
  version = 0;

  constructor(run: RunId, since: string) {
    this.run = run;
    this.#since = since;
  }

  /** Takes in what was decided about it. */
  hear(entry: NewEntry, current: number): void {
    const decisions = entry.decisions.filter(({ run }) => run === this.run);
    const isOwn = 'run' in entry.event && entry.event.run === this.run;
    if (!isOwn && decisions.length === 0) return;
    if (decisions.some(({ commands }) => commands.some(({ kind }) => kind === 'launch'))) {
      this.version = current;
    }
    if (isOwn) this.#story.hear({ ...entry, decisions });
    else this.#story.hearOfOthers({ ...entry, decisions });
    if (isOwn && entry.event.kind === 'launched') this.#launched = entry.event.attempt;
    if (isChange(entry)) this.#since = entry.at;
  }

  see(sight: ServerSight, attempt: AttemptId, at: string): void {
    const seen = this.#sight?.attempt === attempt ? this.#sight.state : undefined;
    // After another control plane has begun it is seen anew, and has been ready since it was launched.
    const before = seen ?? (this.#launched === attempt ? 'ready' : undefined);
    if (before !== sight.state) this.#since = at;
    this.#sight = { ...sight, attempt };
  }

  stateOf(run: RunState): ReplicaState {
    const { phase, hasFailed, planned } = run;
    if (phase === 'pending' || phase === 'finished') return 'off';
    if (phase === 'failed' || phase === 'starting') return phase;
    if (phase === 'waiting' || phase === 'placing' || phase === 'maintenance') return 'waiting';
    if (phase === 'saving' || phase === 'releasing') return 'draining';
    if (phase === 'diagnosing') return 'unhealthy';
    if (phase === 'stopping') return hasFailed ? 'unhealthy' : 'draining';
    if (planned.length > 0) return 'draining';
    const state = this.#sightOf(run)?.state;
    return state === 'ready' || state === 'unhealthy' || state === 'draining' ? state : 'starting';
  }

  /** What is asked of it, while it is seen. */
  loadOf(run: RunState): ServerLoad {
    return this.#sightOf(run)?.load ?? NO_LOAD;
  }

  /** Where its server listens, while it has one. */
  urlOf(run: RunState): string | null {
    return this.#sightOf(run)?.url ?? null;
  }

  view(run: RunState, nodes: readonly string[]): ReplicaView {
    const state = this.stateOf(run);
    const isOff = state === 'off' || state === 'waiting' || state === 'failed';
    const why = this.#sightOf(run)?.why ?? '';
    const reason = why === '' || isOff ? this.#story.reason : `${this.#story.reason} Seen: ${why}.`;
    return {
      ...{ replica: this.run, state, since: this.#since, nodes: [...nodes] },
      ...{ url: isOff ? null : this.urlOf(run), attempt: run.attempt, version: this.version },
      ...(isOff ? NO_LOAD : this.loadOf(run)),
      reason: state === 'off' ? 'It is not wanted now.' : reason,
    };
  }

  #sightOf({ attempt }: RunState) {
    return this.#sight?.attempt === attempt ? this.#sight : undefined;
  }
}

/** Whether it may have changed what the replica does: it is looked at every few seconds, and mostly well. */
function isChange({ event, decisions }: NewEntry): boolean {
  const { kind } = event;
  if (kind === 'timer' || kind === 'checkpointed') return false;
  return kind !== 'observed' || decisions.some((each) => !QUIET.has(each.kind));
}

const QUIET: ReadonlySet<string> = new Set(['probe', 'note', 'stale']);

/** Of several replicas together: sums, the mean of what is a share or a mean, the worst of what is a percentile. */
export function together(loads: readonly ServerLoad[]): ServerLoad {
  return {
    queue: fold(
      loads.map(({ queue }) => queue),
      sum,
    ),
    running: fold(
      loads.map(({ running }) => running),
      sum,
    ),
    kvUse: fold(
      loads.map(({ kvUse }) => kvUse),
      mean,
    ),
    ttft: latencyOf(loads.map(({ ttft }) => ttft)),
    tokenTime: latencyOf(loads.map(({ tokenTime }) => tokenTime)),
    tokensPerSecond: fold(
      loads.map(({ tokensPerSecond }) => tokensPerSecond),
      sum,
    ),
  };
}

function latencyOf(all: readonly ServerLoad['ttft'][]): ServerLoad['ttft'] {
  const known = all.filter((each) => each !== null);
  if (known.length === 0) return null;
  const worst = fold(
    known.map(({ p95 }) => p95),
    (values) => Math.max(...values),
  );
  return { mean: mean(known.map((each) => each.mean)), p95: worst };
}

function fold(
  values: readonly (number | null)[],
  how: (values: readonly number[]) => number,
): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : how(known);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
