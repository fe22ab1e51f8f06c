import type { StepResult } from '../control/index.ts';
import type {
  Command,
  Decision,
  DecisionKind,
  SupervisorEvent,
} from '../control/protocol/index.ts';
import { type Micros, toMicros, toSeconds } from '../control/protocol/index.ts';
import { describeCalm, describeStrike } from './describe.ts';
import type { Fault } from './fault.ts';
import type { Account, CheckpointRow } from './ledger.ts';
import { ReplicaMap } from './replica-map.ts';
import {
  LOSS_CAUSES,
  type LossCause,
  type TraceSamples,
  type TwinEvent,
  type TwinEventKind,
  type TwinTrace,
} from './result.ts';
import type { TwinScenario } from './scenario.ts';
import type { Books, Members, Outcome, Strike, Watcher } from './watcher.ts';

/** If the horizon has more checkpoints than this, only the last before each stop is recorded. */
const MOST_CHECKPOINTS = 2_000;

/** Decisions worth showing to people; the others are intermediate steps. */
const KIND_OF: Partial<Record<DecisionKind, TwinEventKind>> = {
  'fail over': 'detected',
  cordon: 'cordoned',
  place: 'placed',
  run: 'restarted',
  maintain: 'maintenance',
  save: 'maintenance',
  preempt: 'preempted',
  wait: 'waiting',
  hold: 'waiting',
  shrink: 'shrunk',
  rejoin: 'rejoined',
  warm: 'warmed',
  release: 'released',
  finish: 'released',
  'give up': 'released',
  'roll back': 'rolledBack',
  'return node': 'repaired',
};

/** Records one life for playback. */
export class TraceWatcher implements Watcher {
  readonly #scenario: TwinScenario;
  readonly #events: TwinEvent[] = [];
  readonly #sampleTimes: readonly Micros[];
  readonly #samples: readonly Samples[];
  /** The supervisor's reason for ending a run, if it did. */
  readonly #lastWords = new Map<string, string>();
  readonly #replicas: ReplicaMap;

  constructor(scenario: TwinScenario, samples: number) {
    this.#scenario = scenario;
    this.#replicas = new ReplicaMap(scenario.topology.nodes);
    const horizon = toMicros(scenario.horizon);
    this.#sampleTimes = Array.from({ length: samples }, (_, index) =>
      Math.floor((index * horizon) / (samples - 1)),
    );
    this.#samples = scenario.runs.map(() => new Samples());
    for (const { spec, start } of scenario.runs) {
      const nodes = spec.replicas * spec.nodesPerReplica;
      const text = `Run ${spec.run} asks for ${nodes} of ${scenario.topology.nodes} nodes.`;
      this.#push(toMicros(start), 'start', text, { run: spec.run });
    }
  }

  advance(now: Micros, books: Books): void {
    for (let next = this.#nextSample(); next < now; next = this.#nextSample())
      this.#sample(next, books);
  }

  strike(now: Micros, strike: Strike): void {
    const { fault, run, endedAttempt, breaks } = strike;
    const kind = fault.what === 'slow' || fault.what === 'bandwidth' ? 'slowed' : 'failure';
    this.#push(now, kind, describeStrike(strike), {
      cause: fault.cause,
      ...(run === undefined ? {} : { run, interrupts: endedAttempt }),
      ...('node' in fault ? { node: fault.node } : {}),
      ...(breaks ? { broken: true } : {}),
      ...('domain' in fault ? { domain: fault.domain } : {}),
    });
  }

  calm(now: Micros, fault: Fault): void {
    this.#push(now, 'restored', describeCalm(fault), {
      cause: fault.cause,
      ...('node' in fault ? { node: fault.node } : {}),
      ...('domain' in fault ? { domain: fault.domain } : {}),
    });
  }

  step(now: Micros, event: SupervisorEvent, { decisions }: StepResult, members: Members): void {
    if (event.kind === 'saved') this.#pushCheckpoint(now, event.run);
    for (const decision of decisions) this.#tell(now, decision, members);
  }

  checkpoints(run: number, { first, period, count }: CheckpointRow): void {
    const { runs, horizon } = this.#scenario;
    const name = runs[run]!.spec.run;
    if (count === 0) return;
    if (toMicros(horizon) / period <= MOST_CHECKPOINTS) {
      for (let index = 0; index < count; index++)
        this.#pushCheckpoint(first + index * period, name);
    } else {
      const text = `The last of ${count} checkpoints in a row is complete.`;
      this.#pushCheckpoint(first + (count - 1) * period, name, text);
    }
  }

  end(now: Micros, outcomes: readonly Outcome[], books: Books): void {
    this.advance(now, books);
    if (this.#nextSample() === now) this.#sample(now, books);
    for (const [index, { spec }] of this.#scenario.runs.entries()) {
      const { run } = spec;
      const text =
        outcomes[index] === 'running'
          ? `Run ${run} goes on beyond the horizon.`
          : (this.#lastWords.get(run) ?? '');
      this.#push(now, 'end', text, { run });
    }
  }

  trace(seed: number, digest: string, lemons: readonly number[]): TwinTrace {
    const { topology, gpusPerNode, horizon, runs } = this.#scenario;
    return {
      seed,
      horizon,
      nodes: topology.nodes,
      gpusPerNode,
      domainSize: topology.size,
      lemons,
      runs: runs.map(({ spec, kind }, index) => ({
        run: spec.run,
        kind,
        nodes: spec.replicas * spec.nodesPerReplica,
        samples: this.#samples[index]!.samples(),
      })),
      // Checkpoints are only known once the training that wrote them has ended.
      events: this.#events.toSorted((a, b) => a.time - b.time),
      digest,
    };
  }

  #tell(now: Micros, decision: Decision, members: Members): void {
    const { kind, run, reason, inputs, commands } = decision;
    if (kind === 'finish' || kind === 'give up') this.#lastWords.set(run, reason);
    const isOnItsWay = kind === 'rejoin' && commands.length > 0;
    const shown = isOnItsWay ? 'rejoining' : KIND_OF[kind];
    if (!shown) return;
    const { node, cause } = inputs;
    this.#push(now, shown, reason, {
      ...(run === '' ? {} : { run }),
      ...(typeof node === 'number' ? { node } : {}),
      ...(typeof cause === 'string' ? { cause } : {}),
      ...(kind === 'hold' ? { goesOn: true } : {}),
      ...this.#changeOf(decision, members),
    });
  }

  /** Which nodes join and leave the gang, and which replica is lost or back. */
  #changeOf({ run, inputs, commands }: Decision, members: Members): Partial<TwinEvent> {
    const seats = commands.find((command) => command.kind === 'place' || command.kind === 'rejoin');
    const warm = commands.flatMap((command) => (command.kind === 'warm' ? command.node : []));
    const nodes = seats?.add ?? warm;
    const { replica } = inputs;
    return {
      ...(nodes.length > 0 ? { nodes } : {}),
      ...(seats && seats.remove.length > 0 ? { left: seats.remove } : {}),
      ...(typeof replica === 'number' ? { replica } : {}),
      ...this.#newsOf(run, commands, members),
      ...(commands.some(({ kind }) => kind === 'release') ? { releases: true } : {}),
    };
  }

  /** What has not been recorded yet about which nodes are in a lost replica. */
  #newsOf(name: string, commands: readonly Command[], members: Members): Partial<TwinEvent> {
    const run = this.#scenario.runs.findIndex(({ spec }) => spec.run === name);
    for (const command of commands) {
      if (command.kind === 'place') this.#replicas.forget(command.add);
      if (command.kind === 'rejoin') this.#replicas.put(command.add, run, command.replica);
    }
    const loss = commands.find((command) => command.kind === 'shrink');
    if (!loss) return {};
    const { joined, parted } = this.#replicas.news(run, loss.replica, members(name, loss.replica));
    return {
      ...(joined.length > 0 ? { joined } : {}),
      ...(parted.length > 0 ? { parted } : {}),
    };
  }

  #pushCheckpoint(time: Micros, run: string, text = 'A checkpoint is complete.'): void {
    this.#push(time, 'checkpoint', text, { run });
  }

  #push(time: Micros, kind: TwinEventKind, text: string, about: Partial<TwinEvent>): void {
    this.#events.push({ time: toSeconds(time), kind, ...about, text });
  }

  #nextSample(): Micros {
    return this.#sampleTimes[this.#samples[0]!.count] ?? Number.POSITIVE_INFINITY;
  }

  #sample(time: Micros, books: Books): void {
    for (const [run, samples] of this.#samples.entries()) samples.add(time, books(run, time));
  }
}

/** The books of one run at the sampled times. */
class Samples {
  readonly #time: number[] = [];
  readonly #useful: number[] = [];
  readonly #lost = Object.fromEntries(LOSS_CAUSES.map((cause) => [cause, []])) as unknown as Record<
    LossCause,
    number[]
  >;

  get count(): number {
    return this.#time.length;
  }

  add(time: Micros, { useful, lost }: Account): void {
    this.#time.push(toSeconds(time));
    this.#useful.push(toSeconds(useful));
    for (const cause of LOSS_CAUSES) this.#lost[cause].push(toSeconds(lost[cause]));
  }

  samples(): TraceSamples {
    return { time: this.#time, useful: this.#useful, lost: this.#lost };
  }
}
