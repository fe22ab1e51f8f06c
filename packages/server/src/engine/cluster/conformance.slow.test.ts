import { join } from 'node:path';
import {
  type Hurt,
  runConformance,
  type Setting,
  type Subject,
} from '@gigafactory/core/conformance';
import { type RunId, toMicros } from '@gigafactory/core/protocol';
import { afterEach, describe, it } from 'vitest';
import { newFolder, removeFolders, runOfSpec, TestClock, until } from '../gang/engine.fixture.ts';
import { ranksUnder, signalAll, TEST_PACE, TestClusterEngine } from './engine.fixture.ts';
import { TestSite } from './scheduler.fixture.ts';

/** s of the test's clock between which every attempt that is not held up makes a step. */
const SLICE = 30;
/** A line takes a few looks at the mailbox from a rank to the engine; on a busy machine, many. */
const ON_ITS_WAY_MS = 1000;

/** Real processes of a scheduler, under a clock that stands still until all that is under way is done. */
class ClusterSubject implements Subject {
  readonly patience = 100;
  readonly engine: TestClusterEngine;
  readonly #site: TestSite;
  readonly #runs: readonly RunId[];
  readonly #held = new Set<RunId>();

  constructor(engine: TestClusterEngine, site: TestSite, runs: readonly RunId[]) {
    this.engine = engine;
    this.#site = site;
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
      this.#site.killNode(engine.nodes()[hurt.node]!.name);
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

  #signal(run: RunId, name: NodeJS.Signals): void {
    signalAll(ranksUnder(this.engine.folder, run), name);
  }
}

const ends: (() => void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0)) end();
  removeFolders();
}, 60_000);

async function newClusterEngine({ topology, runs }: Setting): Promise<Subject> {
  const folder = newFolder();
  const nodes = Array.from({ length: topology.nodes }, (_, node) => `n${node}`);
  const site = new TestSite(nodes);
  const engine = new TestClusterEngine({
    ...{ folder, nodes, scheduler: site.open(), gpusPerNode: 0, pace: TEST_PACE },
    runs: runs.map((spec) => runOfSpec(folder, spec)),
    clock: new TestClock(),
    shared: join(folder, 'shared'),
  });
  ends.push(() => {
    engine.close();
    site.close();
  });
  await engine.attached;
  return new ClusterSubject(
    engine,
    site,
    runs.map(({ run }) => run),
  );
}

runConformance({ newEngine: newClusterEngine, frame: { describe, it } });
