import type { RunDetail, RunSummary } from '@gigafactory/core/control-plane';
import type { DesiredRun } from '@gigafactory/core/study';
import type { CheckpointStatus, NodeStatus, RankStatus, RealEngine } from '../engine/gang/index.ts';
import type { Pace } from './pace.ts';
import type { RunRecord } from './run-folder.ts';

type Attempt = RunDetail['attempts'][number];
type Fleet = RunDetail['fleet'];
type Checkpoint = RunDetail['checkpoints'][number];

/** What the plan expects of a run. */
function predictionOf({ prediction }: DesiredRun): RunSummary['prediction'] {
  const { stepTime, stepTimeRange, tokensPerSecond, idealDuration, memory } = prediction;
  return {
    stepTime,
    stepTimeRange: [stepTimeRange.low95, stepTimeRange.high95],
    tokensPerSecond,
    duration: idealDuration,
    memory,
  };
}

/** The parts of a summary that do not change while a run lives. */
export function fixedSummary(desired: DesiredRun, record: RunRecord) {
  const spec = desired.supervisor.runs[0]!;
  return {
    mode: desired.supervisor.mode,
    engine: desired.engine.kind,
    steps: desired.steps,
    prediction: predictionOf(desired),
    replicas: spec.replicas,
    nodes: desired.engine.nodes,
    startedAt: new Date(record.startedAt).toISOString(),
    startedBy: record.startedBy,
  };
}

/** How far a run is and how fast, as its program said. */
export function progressOf(pace: Pace) {
  const { newest } = pace;
  return {
    progress: { step: newest?.step ?? 0, loss: newest?.loss ?? null, tokens: newest?.tokens ?? 0 },
    stepTime: pace.stepTime ?? null,
    tokensPerSecond: pace.tokensPerSecond ?? null,
  };
}

/** Time of the steps that were kept over the time since the run began, 0 to 1. */
export function goodputOf(
  attempts: readonly Attempt[],
  stepTime: number | undefined,
  elapsed: number,
): number | null {
  if (stepTime === undefined || elapsed <= 0) return null;
  const kept = attempts.reduce((sum, { fromStep, toStep }, index) => {
    const next = attempts[index + 1];
    return sum + Math.max(0, Math.min(toStep, next?.fromStep ?? toStep) - fromStep);
  }, 0);
  return Math.min(1, (kept * stepTime) / elapsed);
}

/** The nodes of a run with what is on them; one that another run of `sharing` uses has no rank of it, and is not free. */
export function fleetOf(
  engine: RealEngine,
  { run, sharing }: { readonly run: string; readonly sharing: readonly string[] },
  draining: ReadonlySet<number>,
): Fleet {
  const { ranks } = engine.status(run);
  const others = sharing.flatMap((other) => (other === run ? [] : engine.status(other).ranks));
  return engine.nodes().map((node) => {
    const isHere = (rank: RankStatus) => rank.node === node.node;
    const own = ranks.filter(isHere);
    return {
      node: node.name,
      index: node.node,
      state: stateOf(node, [...own, ...others.filter(isHere)], draining),
      ...(node.agent ? { pid: node.agent.pid } : {}),
      ranks: own.map(rankOf),
    };
  });
}

function stateOf(
  { state, isCordoned, node }: NodeStatus,
  ranks: readonly RankStatus[],
  draining: ReadonlySet<number>,
): Fleet[number]['state'] {
  if (state === 'broken') return 'broken';
  if (isCordoned) return 'cordoned';
  if (draining.has(node)) return 'draining';
  return ranks.some((rank) => rank.state !== 'ended') ? 'running' : 'free';
}

const RANK_STATES = { starting: 'starting', training: 'running', ended: 'gone' } as const;

function rankOf({ rank, replica, process, state }: RankStatus): Fleet[number]['ranks'][number] {
  const pid = process === undefined || state === 'ended' ? {} : { pid: process.pid };
  return { rank, replica, state: RANK_STATES[state], ...pid };
}

/** The checkpoints of a run that were seen on disk, and what became of them. */
export class Checkpoints {
  readonly #made = new Map<number, string>();
  readonly #seen = new Map<number, Checkpoint>();

  /** The checkpoint of a step became durable. */
  made(step: number, at: string): void {
    this.#made.set(step, at);
  }

  /** Compares with what is on disk; what was there before the run is as old as the run. */
  see(onDisk: readonly CheckpointStatus[], startedAt: string): void {
    const left = new Set(this.#seen.keys());
    for (const { step, path, bytes, state } of onDisk) {
      const at = this.#made.get(step) ?? startedAt;
      const is = state === 'corrupt' ? 'unreadable' : 'kept';
      this.#seen.set(step, { step, at, path, bytes, state: is });
      left.delete(step);
    }
    for (const step of left) this.#seen.get(step)!.state = 'deleted';
  }

  get all(): Checkpoint[] {
    return [...this.#seen.values()].sort((a, b) => a.step - b.step);
  }
}
