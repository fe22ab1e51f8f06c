import type {
  LogEntry,
  ProgressEntry,
  RunDetail,
  RunEntry,
  ServiceDetail,
  ServiceStart,
  ServiceSummary,
  StartOrder,
} from '@gigafactory/core/api';
import { failed, ok, type Result } from '@gigafactory/core/base';
import type { ControlPlane, Orderer } from '@gigafactory/server/operate';
import type { ControlDoor } from '../io.ts';

/** What a control plane of tests knows; a test changes it as time goes on. */
export interface Known {
  runs: RunDetail[];
  services?: ServiceDetail[];
  events?: readonly RunEntry[];
  progress?: readonly ProgressEntry[];
  logs?: readonly LogEntry[];
  journal?: readonly string[];
  /** The text of its factory file. */
  factory?: string;
  support?: readonly Uint8Array[];
  /** The run that a start leads to. */
  started?: RunDetail;
  /** What an order does to the run; by default a stop ends it at once. */
  onOrder?: (order: string, run: RunDetail) => void;
  /** Called as each stream is opened, with its offset. */
  onOpen?: (stream: string, after: number | string | undefined, signal?: AbortSignal) => void;
}

export interface FakePlane extends ControlPlane {
  readonly known: Known;
  /** In the order in which they were given. */
  readonly orders: readonly (readonly [
    order: string,
    run: string,
    Orderer | StartOrder | ServiceStart,
  ])[];
}

export class Lost extends Error {
  constructor() {
    super('the connection is lost');
    this.name = 'ControlLost';
  }
}

/** A control plane in this process that knows what it is told. */
export function fakePlane(known: Known): FakePlane {
  const orders: [string, string, Orderer | StartOrder | ServiceStart][] = [];
  const find = (name: string): Result<RunDetail> => {
    const run = known.runs.find((each) => each.run === name);
    return run ? ok(run) : failed({ code: 'run.unknown', message: `There is no run "${name}".` });
  };
  const take = (order: string) => async (name: string, given: Orderer) => {
    orders.push([order, name, given]);
    const run = find(name);
    if (!run.ok) return run;
    if (known.onOrder) known.onOrder(order, run.value);
    else if (order === 'stop') run.value.state = 'stopped';
    return ok({ confirmed: order !== 'drain', words: `The order to ${order} is taken.` });
  };
  const findService = (name: string): Result<ServiceDetail> => {
    const service = known.services?.find((each) => each.service === name);
    const message = `There is no service "${name}".`;
    return service ? ok(service) : failed({ code: 'service.unknown', message });
  };
  const takeService = (order: string) => async (name: string, given: Orderer) => {
    orders.push([order, name, given]);
    const service = findService(name);
    if (!service.ok) return service;
    if (order === 'stop') service.value.state = 'stopped';
    return ok({ confirmed: false, words: `The order to ${order} is taken.` });
  };
  async function* entries<Offset, Entry extends { readonly offset: Offset }>(
    stream: string,
    all: readonly Entry[] = [],
    after?: Offset & (number | string),
    signal?: AbortSignal,
  ): AsyncGenerator<Entry> {
    known.onOpen?.(stream, after, signal);
    const from = after === undefined ? 0 : all.findIndex(({ offset }) => offset === after) + 1;
    yield* all.slice(from);
  }
  return {
    known,
    orders,
    state: async () => ({
      holder: { pid: 41, since: '2026-11-29T20:00:00Z', version: '0.1.0', folder: '/state' },
      runs: known.runs.map(summaryOf),
      services: (known.services ?? []).map(serviceSummaryOf),
    }),
    start: async (order) => {
      orders.push(['start', order.run ?? '', order]);
      if (!known.started) return failed({ code: 'start.refused', message: 'It is refused.' });
      known.runs.push(known.started);
      return ok(summaryOf(known.started));
    },
    run: async (name) => find(name),
    factory: async (name) => ok({ file: 'f.yaml', text: known.factory ?? '', run: name }),
    stop: take('stop'),
    requeue: take('requeue'),
    drain: take('drain'),
    resume: take('resume'),
    events: (_, { after } = {}, signal) => entries('events', known.events, after, signal),
    progress: (_, { after } = {}, signal) => entries('progress', known.progress, after, signal),
    logs: (_, { after, rank } = {}, signal) =>
      entries(
        'logs',
        known.logs?.filter((each) => rank === undefined || each.rank === rank),
        after,
        signal,
      ),
    journal: () => pieces(known.journal ?? []),
    support: () => pieces(known.support ?? []),
    endpoints: async () => [],
    services: {
      start: async (order) => {
        orders.push(['serve', order.service ?? '', order]);
        return ok({ services: (known.services ?? []).map(serviceSummaryOf) });
      },
      service: async (name) => findService(name),
      stop: takeService('stop'),
      scale: takeService('scale'),
      restart: takeService('restart'),
      rollback: takeService('rollback'),
      drain: takeService('drain'),
      resume: takeService('resume'),
      events: (_, { after } = {}, signal) => entries('events', known.events, after, signal),
      logs: (_, { after } = {}, signal) => entries('logs', known.logs, after, signal),
      journal: () => pieces(known.journal ?? []),
    },
  };
}

/** A door that leads to one control plane after another as connections are lost. */
export function doorTo(
  ...planes: readonly ControlPlane[]
): ControlDoor & { readonly starts: number } {
  const left = [...planes];
  return {
    folder: '/state',
    starts: 0,
    hasRuns: async () => true,
    connect: async () => left[0],
    async start() {
      (this as { starts: number }).starts++;
      const plane = left.length > 1 ? left.shift() : left[0];
      if (!plane) throw new Error('no control plane');
      return plane;
    },
  };
}

/** Of a detail only what a summary has. */
function serviceSummaryOf(detail: ServiceDetail): ServiceSummary {
  const {
    file: _,
    folder: _o,
    replicas: _r,
    versions: _v,
    orders: _d,
    history: _h,
    ...summary
  } = detail;
  return summary;
}

async function* pieces<Piece>(all: readonly Piece[]): AsyncGenerator<Piece> {
  yield* all;
}

function summaryOf(detail: RunDetail) {
  const { file, command, folder, attempts, checkpoints, fleet, orders, goodput, ...rest } = detail;
  const { topology, nodesPerReplica, ranksPerNode, ...summary } = rest;
  return summary;
}

/** A run of two replicas at step 120 of 400. */
export function runDetail(changes: Partial<RunDetail> = {}): RunDetail {
  return {
    run: 'grok-nano',
    state: 'active',
    phase: 'running',
    mode: 'act',
    engine: 'local',
    attempt: 2,
    steps: 400,
    progress: { step: 120, loss: 3.21456, tokens: 491_520 },
    stepTime: 0.91,
    tokensPerSecond: 4501,
    prediction: { stepTime: 0.88, tokensPerSecond: 4655, duration: 352, memory: 4e8 },
    replicas: 2,
    lostReplicas: [],
    nodes: 2,
    startedAt: '2026-11-29T20:40:12.000Z',
    startedBy: 'ada@hill',
    reason: 'Attempt 2 trains on 2 replicas.',
    file: '/srv/grok-nano.yaml',
    command: ['gigafactory-trainer'],
    folder: '/state/runs/grok-nano',
    attempts: [
      {
        attempt: 1,
        launchedAt: '2026-11-29T20:40:13.000Z',
        fromStep: 0,
        toStep: 57,
        endedAt: '2026-11-29T20:41:10.000Z',
        why: 'Rank 1 was killed (SIGKILL).',
        cause: 'killed',
      },
      { attempt: 2, launchedAt: '2026-11-29T20:41:12.000Z', fromStep: 50, toStep: 120 },
    ],
    checkpoints: [
      {
        step: 50,
        at: '2026-11-29T20:41:00.000Z',
        path: '/state/runs/grok-nano/checkpoints/step-00000050',
        bytes: 12_000_000,
        state: 'deleted',
      },
      {
        step: 100,
        at: '2026-11-29T20:42:00.000Z',
        path: '/state/runs/grok-nano/checkpoints/step-00000100',
        bytes: 12_000_000,
        state: 'kept',
      },
    ],
    fleet: [
      {
        node: 'grok-nano:0',
        index: 0,
        state: 'running',
        pid: 100,
        ranks: [{ rank: 0, replica: 0, pid: 101, state: 'running' }],
      },
      {
        node: 'grok-nano:1',
        index: 1,
        state: 'running',
        pid: 200,
        ranks: [{ rank: 1, replica: 1, pid: 201, state: 'running' }],
      },
    ],
    topology: { nodes: 2, size: { rack: 2, leaf: 2, spine: 2, cooling: 2, hall: 2 } },
    nodesPerReplica: 1,
    ranksPerNode: 1,
    orders: [],
    goodput: 0.94,
    ...changes,
  };
}
