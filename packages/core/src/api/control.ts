import { z } from 'zod';
import { DOMAIN_KINDS } from '../control/protocol/index.ts';
import { by, given, orderAnswer, runOrder, seconds, time, why } from './control-orders.ts';
import {
  endpointList,
  rollbackOrder,
  scaleOrder,
  serviceDetail,
  serviceStart,
  serviceSummary,
} from './control-services.ts';

export type * from './control-orders.ts';
export { orderAnswer, runOrder } from './control-orders.ts';
export * from './control-services.ts';

/**
 * What a control plane answers about real runs, and the orders that it takes. Times are RFC 3339 in UTC,
 * durations in s, sizes in B. A stream is JSON, one object a line; it goes on from any offset that it gave.
 */

const offset = z.int().min(0).describe('Where to go on: give it back as "after"');
const runName = z.string().min(1).max(80).describe('`grok-nano`; an earlier one is `grok-nano@1`');
const nodeName = z.string().describe('`grok-nano:1`');

/** Active: something of it may still be running. Held: this program does not act on it, and says why. */
export const RUN_STATES = ['active', 'held', 'finished', 'failed', 'stopped'] as const;

const progress = z.strictObject({
  step: z.int().min(0),
  loss: z.number().nullable().describe('null before the first step, or where it is no number'),
  tokens: z.number().describe('Trained in all, from step 0'),
});

const prediction = z.strictObject({
  stepTime: seconds,
  stepTimeRange: z.tuple([seconds, seconds]).optional(),
  tokensPerSecond: z.number(),
  duration: seconds.describe('Of the whole run, without interruptions'),
  memory: z.number().optional().describe('B on the fullest GPU'),
});

export const runSummary = z.strictObject({
  run: runName,
  state: z.enum(RUN_STATES),
  phase: z.string().describe('Of the supervisor: running, saving, waiting, …'),
  mode: z.enum(['observe', 'advise', 'act']),
  engine: z.string(),
  attempt: z.int().min(0),
  steps: z.int().describe('That it is to train'),
  progress,
  stepTime: seconds.nullable().describe('Measured: median of the last steps'),
  tokensPerSecond: z.number().nullable().describe('Measured, over the last steps'),
  prediction,
  replicas: z.int(),
  lostReplicas: z.array(z.int()),
  nodes: z.int(),
  unit: z.string().optional().describe('What one supervisor leads it with: `assistant+grok-nano`'),
  startedAt: time,
  startedBy: z.string(),
  endedAt: time.optional(),
  reason: z.string().describe('What it waits for, or why it ended, in one sentence'),
});

const attempt = z.strictObject({
  attempt: z.int(),
  launchedAt: time,
  fromStep: z.int(),
  endedAt: time.optional(),
  toStep: z.int().describe('The last step trained'),
  why: z.string().optional().describe('Why it ended, in words'),
  cause: z.string().optional(),
});

const checkpoint = z.strictObject({
  step: z.int(),
  at: time,
  path: z.string(),
  bytes: z.number(),
  state: z.enum(['kept', 'deleted', 'unreadable']),
});

const rank = z.strictObject({
  rank: z.int(),
  replica: z.int(),
  pid: z.int().optional(),
  state: z.enum(['starting', 'running', 'gone']),
  memory: z.number().optional().describe('Resident, B'),
});

const node = z.strictObject({
  node: nodeName,
  index: z.int(),
  state: z.enum(['running', 'free', 'cordoned', 'broken', 'draining']),
  pid: z.int().optional().describe('Of its agent'),
  ranks: z.array(rank),
});

export const runDetail = runSummary.extend({
  file: z.string().describe('Where its factory file stood'),
  command: z.array(z.string()).describe('The argv of its program'),
  folder: z.string(),
  attempts: z.array(attempt),
  checkpoints: z.array(checkpoint),
  fleet: z.array(node),
  topology: z
    .strictObject({ nodes: z.int(), size: z.record(z.enum(DOMAIN_KINDS), z.int()) })
    .describe('As in the head of its journal'),
  nodesPerReplica: z.int(),
  ranksPerNode: z.int(),
  orders: z.array(given),
  goodput: z.number().min(0).max(1).nullable().describe('Time of kept steps over wall time so far'),
});

/** The factory file that a run was started with: what an operation needs to live its journal again. */
export const runFactory = z.strictObject({
  file: z.string(),
  text: z.string(),
  edits: z.record(z.string(), z.string()).optional(),
  run: z.string().describe('Its name in the file'),
});

/** A line of the stream of events: what was heard and what the supervisor decided about it, with its reasons. */
export const eventEntry = z.strictObject({
  offset,
  at: time,
  kind: z.string(),
  event: z.looseObject({}).describe('As in the journal'),
  words: z.string().describe('The event as a sentence'),
  decisions: z.array(
    z.strictObject({
      kind: z.string(),
      run: z.string().describe('Empty if it is about the fleet'),
      reason: z.string(),
      inputs: z.record(z.string(), z.union([z.string(), z.number()])),
      commands: z.array(z.looseObject({ kind: z.string() })).describe('As in the journal'),
    }),
  ),
});

export const progressEntry = progress.extend({
  offset,
  at: time,
  attempt: z.int(),
  stepTime: seconds.nullable(),
});

export const logEntry = z.strictObject({
  offset: z.string().describe('Where to go on: give it back as "after"'),
  at: time,
  rank: z.int(),
  attempt: z.int(),
  text: z.string().describe('One line as the program wrote it: escape it before showing it'),
});

export const controlState = z.strictObject({
  holder: z
    .strictObject({ pid: z.int(), since: time, version: z.string(), folder: z.string() })
    .nullable()
    .describe('The control plane of the folder; null if none is running'),
  runs: z.array(runSummary),
  services: z.array(serviceSummary),
});

export const startOrder = z.strictObject({
  by,
  file: z.string().describe('Absolute path of the factory file'),
  text: z.string(),
  edits: z.record(z.string(), z.string()).optional(),
  run: runName.optional(),
  mode: z.enum(['observe', 'act']).optional(),
  resume: z.boolean().optional().describe('Go on from the checkpoints of the last run of its name'),
  environment: z
    .record(z.string(), z.string())
    .describe('PATH, and the secrets that the file names'),
});
export const nodeOrder = z.strictObject({ by, why, node: nodeName });

export type RunSummary = z.infer<typeof runSummary>;
export type RunDetail = z.infer<typeof runDetail>;
export type RunFactory = z.infer<typeof runFactory>;
export type RunEntry = z.infer<typeof eventEntry>;
export type ProgressEntry = z.infer<typeof progressEntry>;
export type LogEntry = z.infer<typeof logEntry>;
export type ControlState = z.infer<typeof controlState>;
export type StartOrder = z.infer<typeof startOrder>;

/**
 * The routes of a control plane below `/control`. Every one needs the folder's token
 * (`authorization: Bearer …`). `socket`: only on the Unix socket, because it starts programs.
 */
export const CONTROL_ROUTES = {
  state: { method: 'GET', path: '/state', output: controlState },
  /** Prometheus' text format. */
  metrics: { method: 'GET', path: '/metrics' },
  start: { method: 'POST', path: '/runs', input: startOrder, output: runSummary, socket: true },
  run: { method: 'GET', path: '/runs/:run', output: runDetail },
  /** `?after=OFFSET&follow=1`; without `follow` it ends with what there is. */
  events: { method: 'GET', path: '/runs/:run/events', stream: eventEntry },
  progress: { method: 'GET', path: '/runs/:run/progress', stream: progressEntry },
  /** Also `?rank=N&since=SECONDS`. */
  logs: { method: 'GET', path: '/runs/:run/logs', stream: logEntry },
  factory: { method: 'GET', path: '/runs/:run/factory', output: runFactory },
  /** The journal as text, as `twin --journal` reads it. */
  journal: { method: 'GET', path: '/runs/:run/journal' },
  /** One archive for a bug report, `.tar.gz`, without secrets. */
  support: { method: 'GET', path: '/runs/:run/support' },
  stop: { method: 'POST', path: '/runs/:run/stop', input: runOrder, output: orderAnswer },
  /** Saves, stops and launches again. */
  requeue: { method: 'POST', path: '/runs/:run/requeue', input: runOrder, output: orderAnswer },
  drain: { method: 'POST', path: '/runs/:run/drain', input: nodeOrder, output: orderAnswer },
  resume: { method: 'POST', path: '/runs/:run/resume', input: nodeOrder, output: orderAnswer },

  startServices: {
    method: 'POST',
    path: '/services',
    input: serviceStart,
    output: z.strictObject({ services: z.array(serviceSummary) }),
    socket: true,
  },
  /** Replicas that take requests now. */
  endpoints: { method: 'GET', path: '/endpoints', output: endpointList },
  service: { method: 'GET', path: '/services/:run', output: serviceDetail },
  serviceEvents: { method: 'GET', path: '/services/:run/events', stream: eventEntry },
  /** Of all replicas, or of one: `rank` is its number. */
  serviceLogs: { method: 'GET', path: '/services/:run/logs', stream: logEntry },
  serviceJournal: { method: 'GET', path: '/services/:run/journal' },
  /** Drains its replicas and ends them. */
  stopService: {
    method: 'POST',
    path: '/services/:run/stop',
    input: runOrder,
    output: orderAnswer,
  },
  scale: { method: 'POST', path: '/services/:run/scale', input: scaleOrder, output: orderAnswer },
  /** Drains and starts its replicas again, one after the other. */
  restart: { method: 'POST', path: '/services/:run/restart', input: runOrder, output: orderAnswer },
  /** Of the nodes that it may get, and what shares them. */
  drainService: {
    method: 'POST',
    path: '/services/:run/drain',
    input: nodeOrder,
    output: orderAnswer,
  },
  resumeService: {
    method: 'POST',
    path: '/services/:run/resume',
    input: nodeOrder,
    output: orderAnswer,
  },
  /** The same, with the program of an earlier version. */
  rollback: {
    method: 'POST',
    path: '/services/:run/rollback',
    input: rollbackOrder,
    output: orderAnswer,
  },
} as const;
