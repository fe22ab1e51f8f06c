import { z } from 'zod';
import { by, given, seconds, time, why } from './control-orders.ts';

/* What a control plane answers about services, and the orders about them. docs/services.md */

const latency = z
  .strictObject({
    mean: seconds,
    p95: seconds.nullable().describe('s; null where it is not known'),
  })
  .describe('Over the last minute');

/** null: its metrics do not say. */
const load = {
  queue: z.number().nullable().describe('Requests that wait'),
  running: z.number().nullable().describe('Requests that are answered'),
  kvUse: z.number().nullable().describe('Of the KV cache, 0 to 1'),
  ttft: latency.nullable().describe('Time to the first token'),
  tokenTime: latency.nullable().describe('Between two tokens of an answer'),
  tokensPerSecond: z.number().nullable().describe('Generated, over the last minute'),
};

export const SERVER_KINDS = ['vllm', 'sglang', 'command'] as const;

/** Off: not wanted now. Waiting: for nodes. Unhealthy: it takes no requests, and is restarted if that lasts. */
export const REPLICA_STATES = [
  'off',
  'waiting',
  'starting',
  'ready',
  'unhealthy',
  'draining',
  'failed',
] as const;

const replica = z.strictObject({
  replica: z.string().describe('`assistant.0`'),
  state: z.enum(REPLICA_STATES),
  since: time,
  nodes: z.array(z.string()),
  url: z.string().nullable().describe('Where its server listens; null before it is started'),
  attempt: z.int().min(0).describe('How often it was started'),
  version: z.int().describe('Of the program that it was started with last; 0 before'),
  ...load,
  reason: z.string().describe('What it does or waits for, in one sentence'),
});

const version = z.strictObject({
  version: z.int(),
  model: z.string(),
  command: z.array(z.string()),
  since: time,
  by: z.string(),
  state: z.enum(['current', 'earlier']),
});

export const serviceSummary = z.strictObject({
  service: z.string(),
  unit: z.string().describe('What was started with it, under one supervisor: `assistant+coder`'),
  state: z.enum(['active', 'held', 'stopping', 'stopped', 'failed']),
  kind: z.enum(SERVER_KINDS),
  model: z.string().describe('By which clients ask for it'),
  engine: z.string(),
  priority: z.number(),
  least: z.int(),
  most: z.int(),
  wanted: z.int().describe('Replicas, by what is asked of them'),
  ready: z.int(),
  version: z.int(),
  ...load,
  startedAt: time,
  startedBy: z.string(),
  endedAt: time.optional(),
  reason: z.string(),
  untried: z.string().optional().describe('What of it was never tried on the real server'),
});

const taken = z.strictObject({
  at: time,
  replica: z.string(),
  run: z.string().describe('A run, or a replica of another service'),
  reason: z.string(),
});

export const serviceDetail = serviceSummary.extend({
  file: z.string(),
  folder: z.string(),
  replicas: z.array(replica),
  versions: z.array(version),
  orders: z.array(given),
  nodes: z.array(z.string()).optional().describe('All that it may get, with what shares them'),
  took: z.array(taken).optional().describe('What gave its nodes to a replica, the newest last'),
  history: z
    .array(z.strictObject({ at: time, ready: z.int(), wanted: z.int(), ...load }))
    .describe('Every 10 s, of the last 15 minutes, since the control plane began'),
});

/** A replica that takes requests now. */
export const liveEndpoint = z.strictObject({
  service: z.string(),
  replica: z.string(),
  model: z.string(),
  url: z.string().describe('`http://127.0.0.1:8000`; what clients ask for is below /v1'),
  kind: z.enum(SERVER_KINDS),
  version: z.int(),
  queue: z.number().nullable(),
  running: z.number().nullable(),
});
export const endpointList = z.strictObject({ endpoints: z.array(liveEndpoint) });

export const serviceStart = z.strictObject({
  by,
  file: z.string().describe('Absolute path of the factory file'),
  text: z.string(),
  edits: z.record(z.string(), z.string()).optional(),
  service: z.string().min(1).max(64).optional(),
  environment: z
    .record(z.string(), z.string())
    .describe('PATH, and the secrets that the file names'),
});
export const scaleOrder = z.strictObject({
  by,
  why,
  least: z.int().min(0),
  most: z.int().min(0).describe('No more than the file has'),
});
export const rollbackOrder = z.strictObject({
  by,
  why,
  version: z.int().min(1).optional().describe('The one before the current when left out'),
});

export type ServiceSummary = z.infer<typeof serviceSummary>;
export type ServiceDetail = z.infer<typeof serviceDetail>;
export type ServiceStart = z.infer<typeof serviceStart>;
export type LiveEndpoint = z.infer<typeof liveEndpoint>;
