import {
  type Hurt,
  runConformance,
  type Setting,
  type Subject,
} from '@gigafactory/core/conformance';
import { FLEET, type RunId, toMicros } from '@gigafactory/core/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { newFolder, removeFolders, runOfSpec, TestClock, until } from '../gang/engine.fixture.ts';
import { builtAgent, cleanUp, ranksIn, TestEngine } from './engine.fixture.ts';

/** s of the test's clock between which every attempt that is not held up makes a step. */
const SLICE = 30;
/** A line takes a few ms from a rank to the engine; a busy machine, hundreds. */
const ON_ITS_WAY_MS = 2000;

/** Real processes, under a clock that stands still until all that is under way is done. */
class LocalSubject implements Subject {
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
    await this.#rest();
    while (clock.now < end) {
      clock.passUntil(Math.min(end, clock.now + toMicros(SLICE)));
      await this.#rest();
    }
  }

  async hurt(hurt: Hurt): Promise<void> {
    const { engine } = this;
    if (hurt.what === 'node') {
      engine.execute({ id: 0, ...FLEET, kind: 'warm', node: hurt.node });
      await this.#rest();
      process.kill(this.#agentOf(hurt.node), 'SIGKILL');
      await until(() => engine.nodes()[hurt.node]!.state === 'broken');
    } else if (hurt.what === 'attempt') {
      this.#signal(hurt.run, 'SIGKILL');
      await until(() => engine.isClosed || engine.status(hurt.run).phase === 'failed');
    } else {
      this.#signal(hurt.run, 'SIGSTOP');
      this.#held.add(hurt.run);
      await this.#hearTheLast(hurt.run);
      engine.clock.after(toMicros(hurt.seconds), () => {
        this.#signal(hurt.run, 'SIGCONT');
        this.#held.delete(hurt.run);
      });
    }
  }

  async #rest(): Promise<void> {
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
      await new Promise((resolve) => setTimeout(resolve, ON_ITS_WAY_MS));
    }
  }

  #agentOf(node: number): number {
    const { agent } = this.engine.nodes()[node]!;
    expect(agent, `the agent of node ${node}`).toBeDefined();
    return agent!.pid;
  }

  #signal(run: RunId, name: NodeJS.Signals): void {
    const living = this.engine.status(run).ranks.filter(({ end }) => !end);
    for (const { process: found } of living) if (found) process.kill(found.pid, name);
  }
}

const engines: TestEngine[] = [];

afterEach(async () => {
  for (const engine of engines.splice(0)) {
    cleanUp(engine);
    await until(() => ranksIn(engine).length === 0);
  }
  removeFolders();
}, 60_000);

async function newLocalEngine({ topology, runs }: Setting): Promise<Subject> {
  const folder = newFolder();
  const engine = new TestEngine({
    folder,
    nodes: Array.from({ length: topology.nodes }, (_, node) => `node-${node}`),
    runs: runs.map((spec) => runOfSpec(folder, spec)),
    clock: new TestClock(),
    agentPatience: 60,
    agentScript: await builtAgent(),
  });
  engines.push(engine);
  await engine.attached;
  return new LocalSubject(
    engine,
    runs.map(({ run }) => run),
  );
}

runConformance({ newEngine: newLocalEngine, frame: { describe, it } });
