import type { Hurt, Subject } from '@gigafactory/core/conformance';
import { type NodeId, type RunId, toMicros } from '@gigafactory/core/protocol';
import { type TestEngine, until } from './engine.fixture.ts';

/** s of the test's clock between which every attempt that is not held up makes a step. */
const SLICE = 30;

/** Real processes, under a clock that stands still until all that is under way is done. */
export abstract class ProcessSubject implements Subject {
  readonly patience = 100;
  readonly engine: TestEngine;
  readonly #runs: readonly RunId[];
  readonly #held = new Set<RunId>();

  constructor(engine: TestEngine, runs: readonly RunId[]) {
    this.engine = engine;
    this.#runs = runs;
  }

  async pass(seconds: number): Promise<void> {
    const { clock } = this.engine;
    const end = clock.now + toMicros(seconds);
    await this.rest();
    while (clock.now < end) {
      clock.passUntil(Math.min(end, clock.now + toMicros(SLICE)));
      await this.rest();
    }
  }

  async hurt(hurt: Hurt): Promise<void> {
    const { engine } = this;
    if (hurt.what === 'node') {
      await this.killNode(hurt.node);
      await until(() => engine.nodes()[hurt.node]!.state === 'broken');
    } else if (hurt.what === 'attempt') {
      await this.killAttempt(hurt.run);
      await until(() => engine.isClosed || engine.status(hurt.run).phase === 'failed');
    } else {
      this.signal(hurt.run, 'SIGSTOP');
      this.#held.add(hurt.run);
      await this.#hearTheLast(hurt.run);
      engine.clock.after(toMicros(hurt.seconds), () => {
        this.signal(hurt.run, 'SIGCONT');
        this.#held.delete(hurt.run);
      });
    }
  }

  /** ms after which what a stopped rank wrote before has been heard for sure. */
  protected abstract get silence(): number;
  /** A node dies with all that runs on it. */
  protected abstract killNode(node: NodeId): void | Promise<void>;
  /** To all ranks of a run. */
  protected abstract signal(run: RunId, name: NodeJS.Signals): void;

  protected killAttempt(run: RunId): void | Promise<void> {
    this.signal(run, 'SIGKILL');
  }

  protected async rest(): Promise<void> {
    await until(() => !this.engine.isBusy || this.engine.isClosed);
    for (const run of this.#runs) {
      const { phase, step } = this.engine.status(run);
      if (phase !== 'training' || this.#held.has(run) || this.engine.isClosed) continue;
      await until(() => this.engine.status(run).step !== step || this.engine.isClosed);
    }
    await until(() => !this.engine.isBusy || this.engine.isClosed);
  }

  /** What stopped ranks wrote before is still on its way, and would pass for progress later on. */
  async #hearTheLast(run: RunId): Promise<void> {
    for (let step: number | undefined = -1; step !== this.engine.status(run).step; ) {
      step = this.engine.status(run).step;
      await new Promise((resolve) => setTimeout(resolve, this.silence));
    }
  }
}
