import type { Decision, DecisionKind, StepResult, SupervisorEvent } from '../control/index.ts';
import { type Account, type CheckpointRow, LOSS_CAUSES } from './ledger.ts';
import { type Micros, toMicros, toSeconds } from './micros.ts';
import type { LossCause, TwinEvent, TwinEventKind, TwinTrace } from './result.ts';
import type { TwinScenario } from './scenario.ts';
import type { Fault, Outcome, Watcher } from './watcher.ts';

/** With more checkpoints than this in the horizon, only the last before each stop is told. */
const MOST_CHECKPOINTS = 2_000;

/** Decisions that people want to see; the others are steps in between. */
const KIND_OF: Partial<Record<DecisionKind, TwinEventKind>> = {
  'fail over': 'detected',
  cordon: 'cordoned',
  place: 'placed',
  run: 'restarted',
  maintain: 'maintenance',
  wait: 'waiting',
  hold: 'waiting',
  'return node': 'repaired',
};

/** Writes one life down for playback. */
export class TraceWatcher implements Watcher {
  readonly #scenario: TwinScenario;
  readonly #events: TwinEvent[] = [];
  readonly #sampleTimes: readonly Micros[];
  readonly #time: number[] = [];
  readonly #useful: number[] = [];
  readonly #lost: Record<LossCause, number[]>;
  /** The supervisor's reason for ending the run, if it did. */
  #lastWords = '';

  constructor(scenario: TwinScenario, samples: number) {
    this.#scenario = scenario;
    const horizon = toMicros(scenario.horizon);
    this.#sampleTimes = Array.from({ length: samples }, (_, index) =>
      Math.floor((index * horizon) / (samples - 1)),
    );
    this.#lost = Object.fromEntries(LOSS_CAUSES.map((cause) => [cause, []])) as never;
    const { run, gangNodes, nodes } = scenario;
    this.#push(0, 'start', `Run ${run} starts on ${gangNodes} of ${nodes} nodes.`);
  }

  advance(now: Micros, accountAt: (time: Micros) => Account): void {
    for (let next = this.#nextSample(); next < now; next = this.#nextSample()) {
      this.#sample(next, accountAt(next));
    }
  }

  fault(now: Micros, fault: Fault): void {
    const { cause, node, endedAttempt, interrupts } = fault;
    const where = node === undefined ? 'the job' : `${interrupts ? 'node' : 'spare node'} ${node}`;
    const effect = endedAttempt ? 'the attempt ends' : 'no attempt was alive to end';
    const text = interrupts ? `${cause} on ${where}: ${effect}.` : `${cause} on ${where}.`;
    this.#push(now, 'failure', text, { cause, ...(node === undefined ? {} : { node }) });
  }

  step(now: Micros, event: SupervisorEvent, { decisions }: StepResult): void {
    if (event.kind === 'saved') this.#pushCheckpoint(now);
    for (const decision of decisions) this.#tell(now, decision);
  }

  checkpoints({ first, period, count }: CheckpointRow): void {
    const { policy, checkpointWriteTime, horizon } = this.#scenario;
    const most = horizon / (policy.checkpointInterval + checkpointWriteTime);
    if (most <= MOST_CHECKPOINTS) {
      for (let index = 0; index < count; index++) this.#pushCheckpoint(first + index * period);
    } else if (count > 0) {
      const text = `The last of ${count} checkpoints in a row is complete.`;
      this.#pushCheckpoint(first + (count - 1) * period, text);
    }
  }

  end(now: Micros, outcome: Outcome, account: Account): void {
    if (this.#nextSample() === now) this.#sample(now, account);
    const words = outcome === 'running' ? 'The run goes on beyond the horizon.' : this.#lastWords;
    this.#push(now, 'end', words);
  }

  trace(seed: number, digest: string): TwinTrace {
    const { run, horizon, nodes, gpusPerNode, gangNodes } = this.#scenario;
    return {
      run,
      seed,
      horizon,
      nodes,
      gpusPerNode,
      gangNodes,
      // Checkpoints are only known once the training that wrote them has ended.
      events: this.#events.toSorted((a, b) => a.time - b.time),
      samples: { time: this.#time, useful: this.#useful, lost: this.#lost },
      digest,
    };
  }

  #tell(now: Micros, { kind, reason, inputs, commands }: Decision): void {
    if (kind === 'finish' || kind === 'give up') this.#lastWords = reason;
    const shown = KIND_OF[kind];
    if (!shown) return;
    const { node, cause } = inputs;
    const nodes = commands.flatMap((command) => (command.kind === 'place' ? command.add : []));
    this.#push(now, shown, reason, {
      ...(nodes.length > 0 ? { nodes } : {}),
      ...(typeof node === 'number' ? { node } : {}),
      ...(typeof cause === 'string' ? { cause } : {}),
    });
  }

  #pushCheckpoint(time: Micros, text = 'A checkpoint is complete.'): void {
    this.#push(time, 'checkpoint', text);
  }

  #push(
    time: Micros,
    kind: TwinEventKind,
    text: string,
    about: Pick<TwinEvent, 'node' | 'nodes' | 'cause'> = {},
  ): void {
    this.#events.push({ time: toSeconds(time), kind, ...about, text });
  }

  #nextSample(): Micros {
    return this.#sampleTimes[this.#time.length] ?? Number.POSITIVE_INFINITY;
  }

  #sample(time: Micros, { useful, lost }: Account): void {
    this.#time.push(toSeconds(time));
    this.#useful.push(toSeconds(useful));
    for (const cause of LOSS_CAUSES) this.#lost[cause].push(toSeconds(lost[cause]));
  }
}
