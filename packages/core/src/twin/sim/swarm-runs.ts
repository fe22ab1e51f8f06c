import { HOUR_S } from '../../base/index.ts';
import type { CheckpointPolicy, Policy, RunSpec } from '../../control/protocol/index.ts';
import type { TwinDuration } from '../duration.ts';
import type { TwinCheckpoint, TwinRun, TwinTimes } from '../scenario.ts';
import type { Draw, Theme } from './draw.ts';

type Recovery = Policy['recovery'];

const RECOVERIES: readonly Recovery[] = ['spare', 'repair', 'shrink', 'replica'];

/** One to four runs; together they may want more nodes than there are. */
export function drawRuns(draw: Draw, theme: Theme, nodes: number): TwinRun[] {
  const count = draw.count(1, 4);
  const recoveries = theme === 'replica' ? (['replica'] as const) : draw.some(RECOVERIES);
  return Array.from({ length: count }, (_, index) =>
    drawRun(draw.fork(`run ${index}`), `run-${index}`, nodes, recoveries),
  );
}

function drawRun(draw: Draw, run: string, nodes: number, recoveries: readonly Recovery[]): TwinRun {
  const kind = draw.chance(0.2) ? 'serve' : 'train';
  const checkpoint = drawCheckpoint(draw, kind);
  const times = drawTimes(draw);
  const policy = drawPolicy(draw, draw.one(recoveries), checkpoint, times);
  return {
    kind,
    spec: drawSpec(draw, run, nodes, policy),
    start: draw.chance(0.5) ? 0 : draw.seconds(60, HOUR_S),
    work: kind === 'serve' ? 1e9 : draw.seconds(HOUR_S, 64 * HOUR_S),
    jobHazards: [],
    personRate: 0,
    maintenanceRate: 0,
    maintenance: time(draw, 60, HOUR_S),
    checkpoint,
    times,
    step: {
      computeShare: 0.6,
      networkShare: 0.2,
      stages: draw.count(1, 4),
      microBatches: draw.count(1, 8),
      modelChunks: 1,
    },
  };
}

function drawCheckpoint(draw: Draw, kind: 'train' | 'serve'): TwinCheckpoint {
  if (kind === 'serve') return { writeTime: 0, bytes: 0 };
  const writeTime = draw.chance(0.1) ? 0 : draw.seconds(1, 120);
  const bytes = writeTime * 1e9;
  if (!draw.chance(0.3)) return { writeTime, bytes };
  return {
    writeTime,
    bytes,
    memory: { interval: draw.seconds(30, 600), writeTime: draw.count(0, 5) },
  };
}

function drawTimes(draw: Draw): TwinTimes {
  return {
    detectCrash: time(draw, 5, 300),
    diagnose: time(draw, 5, 1200),
    restart: time(draw, 10, 900),
    spareSwap: time(draw, 10, 600),
    warmSwap: time(draw, 1, 60),
    shrink: time(draw, 5, 300),
    rejoin: time(draw, 10, 600),
  };
}

function time(draw: Draw, least: number, most: number): TwinDuration {
  return { median: draw.seconds(least, most), sigma: 0 };
}

function drawSpec(draw: Draw, run: string, nodes: number, policy: Policy): RunSpec {
  const nodesPerReplica = draw.count(1, Math.min(4, nodes));
  const replicas = draw.count(1, Math.min(6, Math.floor(nodes / nodesPerReplica)));
  const mayShrink = policy.recovery === 'shrink' || policy.recovery === 'replica';
  return {
    run,
    priority: draw.count(0, 2),
    replicas,
    nodesPerReplica,
    minReplicas: mayShrink ? draw.count(1, replicas) : replicas,
    policy,
  };
}

function drawPolicy(
  draw: Draw,
  recovery: Recovery,
  { writeTime }: TwinCheckpoint,
  { diagnose }: TwinTimes,
): Policy {
  return {
    checkpoint: drawInterval(draw, writeTime),
    recovery,
    hangTimeout: draw.seconds(60, 900),
    probeInterval: draw.seconds(10, 300),
    watchInterval: draw.seconds(300, HOUR_S),
    confirmTimeout: draw.seconds(60, 1800),
    // A run that gives up too early would never find a cause.
    diagnosisWindow: diagnose.median + draw.seconds(60, 1800),
    stragglerThreshold: draw.one([1.02, 1.1, 1.5]),
    stragglerPatience: draw.seconds(30, 1800),
    growAfter: draw.seconds(60, HOUR_S),
    retryBudgets: draw.chance(0.3) ? { software: draw.count(0, 3) } : {},
    crashLoopAttempts: draw.one([1, 3, 10, 1000]),
  };
}

function drawInterval(draw: Draw, writeTime: number): CheckpointPolicy {
  const kind = draw.one(['fixed', 'fixed', 'young', 'adaptive'] as const);
  if (kind === 'fixed') return { kind, interval: draw.seconds(30, HOUR_S) };
  return { kind, writeTime: Math.max(1, writeTime), meanTime: draw.seconds(600, 24 * HOUR_S) };
}
