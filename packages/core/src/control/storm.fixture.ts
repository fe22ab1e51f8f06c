import { createStream, type RandomStream } from '../base/index.ts';
import { MadeUpEngine, type Weather } from './engine.fixture.ts';
import { createSupervisor, Loop, type SupervisorState } from './index.ts';
import { nodesOf } from './pool.ts';
import { type Command, type Decision, type SupervisorConfig, toMicros } from './protocol/index.ts';

/** s between two ticks, at which runs train and things break. */
const TICK = 600;

/**
 * A supervisor over the worst engine that still keeps its promises: commands and events get lost, arrive late
 * or twice, and health is at times unknown. Times in s.
 */
export class Plant {
  readonly engine: MadeUpEngine;
  readonly decisions: Decision[] = [];
  /** While set, messages get lost and health is at times unknown. */
  isStormy = true;
  readonly #random: RandomStream;
  readonly #loop: Loop;
  readonly #faults: string[] = [];

  constructor(config: SupervisorConfig, seed: number) {
    this.#random = createStream(seed);
    this.engine = new MadeUpEngine(config.topology, config.runs, this.#weather());
    this.#loop = new Loop(createSupervisor(config), {
      appendEvent: () => true,
      appendCommands: () => true,
      stepped: (_, { decisions }) => this.decisions.push(...decisions),
      execute: (command) => this.#send(command),
    });
    this.engine.subscribe((event) => this.#loop.hear(event));
    for (const { run } of config.runs) this.engine.tell({ kind: 'requested' }, run);
  }

  get state(): SupervisorState {
    return this.#loop.state;
  }

  /** Irreparable mistakes; a correct supervisor causes none. */
  get faults(): string[] {
    return [...this.#faults, ...this.engine.faults];
  }

  /** Lives on until `end`; at every tick runs train and, in a storm, something breaks. */
  liveUntil(end: number, breakSomething?: (plant: Plant, random: RandomStream) => void): void {
    while (this.engine.now < toMicros(end)) {
      this.engine.passUntil(this.engine.now + toMicros(TICK));
      this.engine.train(TICK);
      breakSomething?.(this, this.#random);
    }
  }

  #send(command: Command): void {
    const isTimer = /Timer|Sweep/.test(command.kind);
    if (!isTimer && this.#isLost()) return;
    if (command.kind === 'launch') this.#checkBooking(command);
    this.engine.execute(command);
  }

  #checkBooking({ run }: Command): void {
    const index = this.state.runs.findIndex(({ spec }) => spec.run === run);
    const [has, booked] = [this.engine.membersOf(run), nodesOf(this.state.pool, index)];
    if (has.join() !== booked.join())
      this.#faults.push(`${run} has ${has.join()} but is booked as ${booked.join()}`);
  }

  #isLost(): boolean {
    return this.isStormy && this.#random.next() < 0.2;
  }

  #weather(): Weather {
    const random = this.#random;
    return {
      isLost: () => this.#isLost(),
      isDoubtful: () => this.isStormy && random.next() < 0.3,
      repairTime: () => random.uniform(600, 86_400),
      // Some messages arrive twice.
      delays: () => [
        ...(this.#isLost() ? [] : [random.uniform(1, 300)]),
        ...(this.isStormy && random.next() < 0.1 ? [random.uniform(1, 900)] : []),
      ],
    };
  }
}
