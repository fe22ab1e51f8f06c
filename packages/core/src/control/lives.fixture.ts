import fc from 'fast-check';
import type { Recovery } from '../base/index.ts';
import { createSupervisor, type RunState, type SupervisorState, step } from './index.ts';
import type {
  Command,
  Decision,
  EventBody,
  Mode,
  Policy,
  RunSpec,
  SupervisorConfig,
  SupervisorEvent,
  Topology,
} from './protocol/index.ts';

/* Random lives of a supervisor, for the property tests of the step. */

/** Three runs want 18 of 20 nodes: enough to run, too few to leave each other alone. */
export const TOPOLOGY: Topology = {
  nodes: 20,
  size: { rack: 2, leaf: 4, spine: 8, cooling: 8, hall: 20 },
};
const RUNS = ['low', 'middle', 'high'] as const;

export function policyOf(recovery: Recovery): Policy {
  return {
    checkpoint: { kind: 'adaptive', writeTime: 30, meanTime: 86_400 },
    recovery,
    hangTimeout: 600,
    probeInterval: 30,
    watchInterval: 3600,
    confirmTimeout: 900,
    diagnosisWindow: 1800,
    stragglerThreshold: 1.05,
    stragglerPatience: 600,
    growAfter: 3600,
    retryBudgets: { software: 3 },
    crashLoopAttempts: 6,
  };
}

export function specOf(
  run: string,
  priority: number,
  [replicas, nodesPerReplica]: readonly [number, number],
  recovery: Recovery,
): RunSpec {
  const minReplicas = recovery === 'shrink' || recovery === 'replica' ? 1 : replicas;
  return { run, priority, replicas, nodesPerReplica, minReplicas, policy: policyOf(recovery) };
}

export interface Setting {
  readonly recoveries: readonly [Recovery, Recovery, Recovery];
  readonly maxCordonShare: number;
  readonly warmStandbys: number;
}

export function configOf(mode: Mode, setting: Setting): SupervisorConfig {
  const { recoveries, maxCordonShare, warmStandbys } = setting;
  return {
    mode,
    topology: TOPOLOGY,
    fleet: { maxCordonShare, warmStandbys, sweepInterval: 7200 },
    runs: [
      specOf(RUNS[0], 0, [3, 2], recoveries[0]),
      specOf(RUNS[1], 1, [2, 3], recoveries[1]),
      specOf(RUNS[2], 2, [3, 2], recoveries[2]),
    ],
  };
}

const recovery = fc.constantFrom<Recovery>('spare', 'repair', 'shrink', 'replica');
export const settings: fc.Arbitrary<Setting> = fc.record({
  recoveries: fc.tuple(recovery, recovery, recovery),
  maxCordonShare: fc.constantFrom(0, 0.1, 0.3, 1),
  warmStandbys: fc.nat(2),
});

// Beyond both ends too: an event may name a node that does not exist.
const node = fc.integer({ min: -1, max: TOPOLOGY.nodes });
const nodes = fc.array(node, { maxLength: 3 });
const replica = fc.integer({ min: 0, max: 3 });
const cause = fc.constantFrom('gpu', 'network', 'software');
const diagnosis = fc.record({ cause, nodes });
const domain = fc.record({
  kind: fc.constantFrom('rack', 'leaf', 'spine', 'cooling'),
  index: fc.integer({ min: -1, max: 5 }),
});
const timer = fc.constantFrom('confirm', 'probe', 'watch', 'diagnosis', 'straggler', 'grow');
const answers = fc.nat(200);
const of = <Kind extends string>(...kinds: readonly Kind[]) => fc.constantFrom(...kinds);

const fleetBody = fc.oneof(
  fc.record({ kind: of('nodeFailed'), node, cause }),
  fc.record({ kind: of('domainFailed'), domain, cause }),
  fc.record({ kind: of('domainRestored', 'domainRestored'), domain }),
  fc.record({ kind: of('drainDue'), nodes, reason: fc.constant('firmware') }),
  fc.record({ kind: of('cordoned', 'repaired', 'uncordoned', 'uncordoned', 'warmed'), node }),
  fc.constant({ kind: 'sweepDue' }),
);
const runBody = fc.oneof(
  fc.record({ kind: of('requested', 'placed', 'launched', 'stopped', 'released'), work: fc.nat() }),
  fc.record({ kind: of('maintenanceDue', 'maintained', 'finished', 'cancelled') }),
  fc.record({
    kind: of('restartDue'),
    reason: fc.constant('new data'),
    atOnce: fc.constant(true),
  }),
  fc.record({ kind: of('checkpointed', 'saved'), work: fc.nat(10_000) }),
  fc.record({ kind: of('diagnosed'), diagnosis }),
  fc.record({ kind: of('corrupted'), cleanWork: fc.nat(10_000), diagnosis }),
  fc.record({ kind: of('slowed'), slowdown: fc.constantFrom(1, 1.5), nodes }),
  fc.record({ kind: of('shrunk', 'rejoined'), replica, answers }),
  fc.record({ kind: of('replicaDiagnosed'), replica, answers, diagnosis }),
  fc.record({ kind: of('timer'), timer }),
  fc.record(
    { kind: of('observed'), health: of('ok', 'failed', 'unknown'), diagnosis, replica },
    { requiredKeys: ['kind', 'health'] },
  ),
);
/** What is drawn: an event of the fleet, an event of a run, or the answer that the run is waiting for. */
type Drawn =
  | { readonly about: 'fleet'; readonly body: object }
  | {
      readonly about: 'run';
      readonly body: object;
      readonly run: number;
      readonly fence: readonly [attempt: number, epoch: number];
    }
  | { readonly about: 'answer'; readonly run: number; readonly which: number };

const run = fc.nat(2);
// Usually the current fence, sometimes an older one, sometimes one that was never issued.
const fence = fc.constantFrom<readonly [number, number]>(
  [0, 0],
  [0, 0],
  [0, 0],
  [0, -1],
  [-1, -2],
  [0, 1],
  [1, 1],
);
export const drawnEvents: fc.Arbitrary<readonly Drawn[]> = fc.array(
  fc.oneof(
    { weight: 1, arbitrary: fc.record({ about: fc.constant('fleet' as const), body: fleetBody }) },
    {
      weight: 1,
      arbitrary: fc.record({ about: fc.constant('run' as const), body: runBody, run, fence }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ about: fc.constant('answer' as const), run, which: fc.nat(3) }),
    },
  ),
  { maxLength: 100, size: 'max' },
);

export interface Lived {
  readonly before: SupervisorState;
  readonly event: SupervisorEvent;
  readonly after: SupervisorState;
  readonly commands: readonly Command[];
  readonly decisions: readonly Decision[];
}

/** Requests all runs, then plays what was drawn. */
export function live(mode: Mode, setting: Setting, drawn: readonly Drawn[]): Lived[] {
  let state = createSupervisor(configOf(mode, setting));
  const requests: Drawn[] = RUNS.map((_, index) => ({
    about: 'run',
    body: { kind: 'requested' },
    run: index,
    fence: [0, 0],
  }));
  return [...requests, ...drawn].map((what, index) => {
    const before = state;
    const event = { at: index * 60e6, ...eventOf(before, what) } as SupervisorEvent;
    const result = step(before, event);
    state = result.state;
    return { before, event, after: state, commands: result.commands, decisions: result.decisions };
  });
}

function eventOf(state: SupervisorState, what: Drawn): object {
  if (what.about === 'fleet') return what.body;
  const about = state.runs[what.run]!;
  const [attempt, epoch] = what.about === 'run' ? what.fence : [0, 0];
  const fenced = {
    run: about.spec.run,
    attempt: about.attempt + attempt,
    epoch: about.epoch + epoch,
  };
  return { ...fenced, ...(what.about === 'run' ? what.body : answerTo(about, what.which)) };
}

/** The confirmation of the order that a run is waiting for, or a report that it is healthy. */
export function answerTo(about: RunState, which: number): object {
  const pending = [about.unconfirmed, ...about.lost.map((lost) => lost.pending)];
  const awaited = pending.filter((command) => command !== undefined);
  const command = awaited[which % Math.max(1, awaited.length)];
  return command ? confirmationOf(command) : { kind: 'observed', health: 'ok' };
}

/** The answer of an engine that carried the command out. */
function confirmationOf(command: Command): EventBody {
  switch (command.kind) {
    case 'place':
      return { kind: 'placed' };
    case 'launch':
      return { kind: 'launched', work: command.work };
    case 'stop':
      return { kind: 'stopped' };
    case 'save':
      return { kind: 'saved', work: 0 };
    case 'release':
      return { kind: 'released' };
    case 'maintain':
      return { kind: 'maintained' };
    case 'diagnose':
      return { kind: 'diagnosed', diagnosis: { cause: 'software', nodes: [] } };
    case 'shrink':
      return { kind: 'shrunk', replica: command.replica, answers: command.id };
    case 'diagnoseReplica': {
      const found = { cause: 'software', nodes: [] };
      const { replica: lost, id } = command;
      return { kind: 'replicaDiagnosed', replica: lost, answers: id, diagnosis: found };
    }
    case 'rejoin':
      return { kind: 'rejoined', replica: command.replica, answers: command.id };
    default:
      throw new Error(`${command.kind} is not confirmed to the run`);
  }
}
