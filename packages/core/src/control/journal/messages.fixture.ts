import fc from 'fast-check';
import {
  type Command,
  type CommandKind,
  DOMAIN_KINDS,
  type EventKind,
  type EventOf,
  FLEET,
  FLEET_COMMANDS,
  flatTopology,
  type SupervisorEvent,
  TIMERS,
} from '../protocol/index.ts';
import type { JournalStart } from './write.ts';

/** The start of a journal with 8 nodes and two runs. */
export const START: JournalStart = {
  horizon: 3600,
  mode: 'act',
  topology: flatTopology(8),
  fleet: { maxCordonShare: 0.5, warmStandbys: 1, sweepInterval: 600 },
  runs: ['a', 'b'].map((run) => ({
    run,
    kind: 'train',
    work: 1e6,
    priority: 0,
    replicas: 2,
    nodesPerReplica: 2,
    minReplicas: 1,
    policy: {
      checkpoint: { kind: 'fixed', interval: 60 },
      recovery: 'replica',
      hangTimeout: 60,
      probeInterval: 60,
      watchInterval: 60,
      confirmTimeout: 60,
      diagnosisWindow: 60,
      stragglerThreshold: 1.1,
      stragglerPatience: 60,
      growAfter: 60,
      retryBudgets: { 'Faulty GPU': 3 },
      crashLoopAttempts: 5,
    },
  })),
};

const count = fc.nat(99);
const work = fc.nat(1e9);
const text = fc.string({ unit: 'grapheme', maxLength: 8 });
const node = fc.nat(7);
const nodes = fc.array(node, { maxLength: 4 });
const domain = fc.record({ kind: fc.constantFrom(...DOMAIN_KINDS), index: fc.constant(0) });
const diagnosis = fc.record({ cause: text, nodes });
const timer = fc.constantFrom(...TIMERS);
const after = fc.double({ min: 0, max: 1e6, noNaN: true });
const replica = count;
const answers = count;

const gang = fc.record({
  run: fc.constantFrom('a', 'b'),
  attempt: count,
  epoch: count,
  nodes,
  health: fc.constantFrom('none', 'ok', 'failed', 'unknown'),
  lost: fc.array(replica, { maxLength: 2 }),
});

type FieldsOf<Kind extends EventKind> = Omit<
  EventOf<Kind>,
  'at' | 'kind' | 'run' | 'attempt' | 'epoch'
>;

const EVENTS: { readonly [Kind in EventKind]: fc.Arbitrary<FieldsOf<Kind>> } = {
  nodeFailed: fc.record({ node, cause: text }),
  domainFailed: fc.record({ domain, cause: text }),
  domainRestored: fc.record({ domain }),
  drainDue: fc.record({ nodes, reason: text }),
  cordoned: fc.record({ node }),
  repaired: fc.record({ node, answers }, { requiredKeys: ['node'] }),
  uncordoned: fc.record({ node, answers }, { requiredKeys: ['node'] }),
  warmed: fc.record({ node }),
  sweepDue: fc.record({}),
  inventory: fc.record({
    gangs: fc.array(gang, { maxLength: 2 }),
    broken: nodes,
    cordoned: nodes,
    down: fc.array(domain, { maxLength: 2 }),
  }),
  requested: fc.record({}),
  cancelled: fc.record({}),
  placed: fc.record({}),
  launched: fc.record({ work }),
  observed: fc.record(
    { health: fc.constantFrom('ok', 'failed', 'unknown'), diagnosis, replica },
    { requiredKeys: ['health'] },
  ),
  diagnosed: fc.record({ diagnosis }),
  checkpointed: fc.record({ work }),
  saved: fc.record({ work }),
  released: fc.record({}),
  stopped: fc.record({}),
  maintenanceDue: fc.record({}),
  maintained: fc.record({}),
  restartDue: fc.record({ reason: text }),
  slowed: fc.record({ slowdown: fc.double({ min: 1, max: 99, noNaN: true }), nodes }),
  corrupted: fc.record({ cleanWork: work, diagnosis }),
  shrunk: fc.record({ replica, answers }),
  replicaDiagnosed: fc.record({ replica, answers, diagnosis }),
  rejoined: fc.record({ replica, answers }),
  timer: fc.record({ timer }),
  finished: fc.record({}),
};

const FLEET_EVENTS: ReadonlySet<string> = new Set([
  'nodeFailed',
  'domainFailed',
  'domainRestored',
  'drainDue',
  'cordoned',
  'repaired',
  'uncordoned',
  'warmed',
  'sweepDue',
  'inventory',
]);

type OrderOf<Kind extends CommandKind> = Omit<
  Extract<Command, { readonly kind: Kind }>,
  'id' | 'kind' | 'run' | 'attempt' | 'epoch'
>;

const COMMANDS: { readonly [Kind in CommandKind]: fc.Arbitrary<OrderOf<Kind>> } = {
  place: fc.record({ add: nodes, remove: nodes }),
  launch: fc.record({ work, isRollback: fc.boolean(), replicas: count, interval: after }),
  release: fc.record({}),
  stop: fc.record({}),
  save: fc.record({}),
  diagnose: fc.record({}),
  probe: fc.record({}),
  maintain: fc.record({}),
  shrink: fc.record({ replica }),
  diagnoseReplica: fc.record({ replica }),
  rejoin: fc.record({ replica, add: nodes, remove: nodes }),
  setTimer: fc.record({ timer, after }),
  cancelTimer: fc.record({ timer }),
  cordon: fc.record({ node }),
  repair: fc.record({ node }),
  uncordon: fc.record({ node }),
  warm: fc.record({ node }),
  inspect: fc.record({ domain }),
  setSweep: fc.record({ after }),
};

const fence = fc.record({ run: fc.constantFrom('a', 'b'), attempt: count, epoch: count });

/** Any event, at any time, about the fleet or the runs of `START`. */
export const anyEvent: fc.Arbitrary<SupervisorEvent> = fc.oneof(
  ...Object.entries(EVENTS).map(([kind, fields]) =>
    fc.tuple(work, fence, fields as fc.Arbitrary<object>).map(([at, under, body]) => {
      const head = FLEET_EVENTS.has(kind) ? { at } : { at, ...under };
      return { ...head, kind, ...body } as SupervisorEvent;
    }),
  ),
);

/** Any command about the fleet or the runs of `START`. */
export const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  ...Object.entries(COMMANDS).map(([kind, fields]) =>
    fc.tuple(count, fence, fields as fc.Arbitrary<object>).map(([id, under, body]) => {
      const about = FLEET_COMMANDS.has(kind as CommandKind) ? FLEET : under;
      return { id, ...about, kind, ...body } as Command;
    }),
  ),
);
