import type { StepResult } from '../control/index.ts';
import type { SupervisorEvent } from '../control/protocol/index.ts';
import { type Micros, toMicros, toSeconds } from '../control/protocol/index.ts';
import { describeCalm, describeStrike } from './describe.ts';
import type { Fault } from './fault.ts';
import type { Account, CheckpointRow } from './ledger.ts';
import {
  LOSS_CAUSES,
  type LossCause,
  type TraceSamples,
  type TwinEvent,
  type TwinEventKind,
  type TwinTrace,
} from './result.ts';
import type { TwinScenario } from './scenario.ts';
import { DecisionTeller } from './tell.ts';
import type { Books, Members, Outcome, Strike, Watcher } from './watcher.ts';

/** If the horizon has more checkpoints than this, only the last before each stop is recorded. */
const MOST_CHECKPOINTS = 2_000;

/** Records one life for playback. */
export class TraceWatcher implements Watcher {
  readonly #scenario: TwinScenario;
  readonly #events: TwinEvent[] = [];
  readonly #sampleTimes: readonly Micros[];
  readonly #samples: readonly Samples[];
  /** The supervisor's reason for ending a run, if it did. */
  readonly #lastWords = new Map<string, string>();
  readonly #teller: DecisionTeller;

  constructor(scenario: TwinScenario, samples: number) {
    this.#scenario = scenario;
    const names = scenario.runs.map(({ spec }) => spec.run);
    this.#teller = new DecisionTeller(scenario.topology.nodes, names);
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
    for (const decision of decisions) {
      const { kind, run, reason } = decision;
      if (kind === 'finish' || kind === 'give up') this.#lastWords.set(run, reason);
      const told = this.#teller.tell(now, decision, members);
      if (told) this.#events.push(told);
    }
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
