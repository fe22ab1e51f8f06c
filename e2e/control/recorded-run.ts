import type {
  LogEntry,
  ProgressEntry,
  RunDetail,
  RunEntry,
  RunFactory,
} from '@gigafactory/core/api';
import { lifeOf } from '@gigafactory/core/study';
import { liveOnce, recordJournal, type TwinScenario, type Watcher } from '@gigafactory/core/twin';

/** Everything that a control plane answers about one run, recorded from a life of the twin. */
export interface RecordedRun {
  readonly detail: RunDetail;
  readonly entries: readonly RunEntry[];
  readonly progress: readonly ProgressEntry[];
  readonly logs: readonly LogEntry[];
  readonly journal: string;
  readonly factory: RunFactory;
}

const RUN = 'nano';
const SEED = 3;

/** Four replicas of a node each, and a spare, on hardware that fails every few hours. */
const TEXT = `gigafactory: 1
name: Nano
hardware: { gpu: h100-sxm }
fleet: { gpus: 40 }
resilience: { recovery: replica, spares: 1 }
operations: { checkpointInterval: 10 min }
reliability:
  use: rsc1-2024
  rate: { value: 0.008 1/h, assumed: "So often that two days hold a few failures" }
runs:
  nano: { model: pythia-1.4b, gpus: 32, sequenceLength: 2048, globalBatch: 256, tokens: 3T tokens }
`;

const STEPS = 40_000;

/** The recorded run, `ago` s after it was started, as of `now` (ms since 1970). */
export function recordRun(now: number, ago: number): RecordedRun {
  const life = lifeOf({ text: TEXT, file: 'nano.yaml', run: RUN, days: ago / 86_400 });
  if (!life.ok) throw new Error(life.problems.map(({ message }) => message).join('\n'));
  const { scenario } = life.value;
  const start = now - 1000 * ago;
  const timeOf = (micros: number): string => new Date(start + micros / 1000).toISOString();
  const entries: RunEntry[] = [];
  const watcher: Watcher = {
    step(at, event, { decisions }) {
      const words = `The supervisor heard "${event.kind}".`;
      const heard = { offset: entries.length + 1, at: timeOf(at), kind: event.kind };
      // Over the wire and back, as the page gets it.
      const entry: RunEntry = JSON.parse(JSON.stringify({ ...heard, event, words, decisions }));
      entries.push(entry);
    },
  };
  liveOnce(scenario, SEED, 0, { watcher });
  const attempts = attemptsOf(entries);
  const progress = progressOf(attempts, start, now);
  return {
    entries,
    progress,
    logs: logsOf(progress),
    journal: recordJournal(scenario, SEED),
    factory: { file: 'nano.yaml', text: TEXT, run: RUN },
    detail: { ...TOLD, ...historyOf(attempts, progress, start), ...fleetOf(scenario) },
  };
}

/** What the life of the twin does not say. */
const TOLD = {
  run: RUN,
  state: 'active',
  phase: 'running',
  mode: 'act',
  engine: 'local',
  steps: STEPS,
  stepTime: 7.1,
  tokensPerSecond: 73_800,
  prediction: {
    stepTime: 6.6,
    stepTimeRange: [5.8, 8],
    tokensPerSecond: 79_400,
    duration: STEPS * 6.6,
    memory: 51e9,
  },
  lostReplicas: [],
  startedBy: 'anna',
  reason: 'It trains on all of its replicas.',
  file: 'nano.yaml',
  command: ['gigafactory-trainer'],
  folder: 'runs/nano',
  ranksPerNode: 8,
  goodput: 0.94,
} satisfies Partial<RunDetail>;

function historyOf(
  attempts: RunDetail['attempts'],
  progress: readonly ProgressEntry[],
  start: number,
) {
  const { step, loss, tokens } = progress.at(-1)!;
  const startedAt = new Date(start).toISOString();
  const checkpoints: RunDetail['checkpoints'] = progress.slice(-5).map((entry, i) => ({
    step: entry.step,
    at: entry.at,
    path: `checkpoints/step-${String(entry.step).padStart(8, '0')}`,
    bytes: 17e9,
    state: i === 0 ? 'deleted' : 'kept',
  }));
  return {
    startedAt,
    attempt: attempts.length,
    progress: { step, loss, tokens },
    attempts,
    checkpoints,
    orders: [{ at: startedAt, by: 'anna', order: 'start', outcome: 'It was launched.' }],
  };
}

function fleetOf({ topology, runs }: TwinScenario) {
  const { replicas, nodesPerReplica } = runs[0]!.spec;
  const fleet: RunDetail['fleet'] = Array.from({ length: topology.nodes }, (_, index) => {
    const isUsed = index < replicas * nodesPerReplica;
    const replica = Math.floor(index / nodesPerReplica);
    const rank = {
      rank: index,
      replica,
      pid: 5000 + index,
      state: 'running',
      memory: 2.1e9,
    } as const;
    const node = { node: `${RUN}:${index}`, index, pid: 4000 + index };
    return { ...node, state: isUsed ? 'running' : 'free', ranks: isUsed ? [rank] : [] };
  });
  const { nodes, size } = topology;
  return {
    replicas,
    nodes: replicas * nodesPerReplica,
    nodesPerReplica,
    fleet,
    topology: { nodes, size: { ...size } },
  };
}

function attemptsOf(entries: readonly RunEntry[]): RunDetail['attempts'] {
  const attempts: RunDetail['attempts'] = [];
  for (const { kind, at, decisions } of entries) {
    const last = attempts.at(-1);
    const ended = decisions.find((decision) => /^(fail over|maintain)$/.test(decision.kind));
    if (ended && last && last.endedAt === undefined)
      Object.assign(last, { endedAt: at, why: ended.reason });
    if (kind === 'launched') {
      const from = last?.toStep ?? 0;
      attempts.push({ attempt: attempts.length + 1, launchedAt: at, fromStep: from, toStep: from });
    }
  }
  return attempts;
}

/** A step a minute while an attempt trains. */
function progressOf(attempts: RunDetail['attempts'], start: number, now: number): ProgressEntry[] {
  const progress: ProgressEntry[] = [];
  let step = 0;
  for (const attempt of attempts) {
    const end = attempt.endedAt === undefined ? now : Date.parse(attempt.endedAt);
    // What followed the last checkpoint is trained again.
    step = Math.max(0, step - 10);
    Object.assign(attempt, { fromStep: step });
    for (let at = Date.parse(attempt.launchedAt); at < end; at += 60_000) {
      step += 8;
      const age = (at - start) / 3.6e6;
      progress.push({
        offset: progress.length + 1,
        at: new Date(at).toISOString(),
        attempt: attempt.attempt,
        step,
        loss: 2.4 + 8.5 * Math.exp(-age / 4) + 0.05 * Math.sin(step),
        tokens: step * 524_288,
        stepTime: 7.1 + 0.4 * Math.sin(step / 50),
      });
    }
    Object.assign(attempt, { toStep: step });
  }
  return progress;
}

function logsOf(progress: readonly ProgressEntry[]): LogEntry[] {
  return progress.slice(-400).flatMap(({ at, attempt, step, loss }) =>
    [0, 1].map((rank) => ({
      ...{ offset: `${rank}:${step}`, at, rank, attempt },
      text: JSON.stringify({ step, loss: loss?.toFixed(4), rank }),
    })),
  );
}
