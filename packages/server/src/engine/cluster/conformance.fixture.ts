import type { Hurt, Setting, Subject } from '@gigafactory/core/conformance';
import { type RunId, toMicros } from '@gigafactory/core/protocol';
import { TestClock, testRun, until } from '../gang/engine.fixture.ts';
import type { EngineRun } from '../gang/options.ts';
import { ranksUnder, signalAll, TestClusterEngine } from './engine.fixture.ts';
import { jobPrefixOf } from './job.ts';
import type { Pace } from './options.ts';
import type { Scheduler } from './scheduler.ts';

/** A site on which the promises of an engine are tried. */
export interface ConformanceSite {
  /** Names of its nodes; at least as many as the topology of the setting. */
  readonly nodes: readonly string[];
  /** A folder of this engine alone, which all nodes see. */
  readonly folder: string;
  readonly gpusPerNode: number;
  readonly pace: Pace;
  /** ms after which what a stopped rank wrote before has been heard for sure. */
  readonly silence: number;
  /** ms after which the engine has heard what became of a node; without it that is at once. */
  readonly news?: number | undefined;
  /** How the program of the suite is started there; without it as here. */
  readonly argv?: EngineRun['program']['argv'] | undefined;
  /** Why ranks cannot be held up, where they are no processes of this machine. */
  readonly noDoubt?: string | undefined;
  open(prefix: string): Scheduler;
  /** The node dies with all that runs on it, and is repaired once it is drained. */
  killNode(name: string): void | Promise<void>;
  /** Kills all ranks of a run, where they are no processes of this machine. */
  killAttempt?(run: RunId): void | Promise<void>;
  close(): void | Promise<void>;
}

/** A case that cannot be played on a site, and why. */
export class NotHere extends Error {}

/** s of the test's clock between which every attempt that is not held up makes a step. */
const SLICE = 30;

/** Real processes of a scheduler, under a clock that stands still until all that is under way is done. */
export class ClusterSubject implements Subject {
  readonly patience = 100;
  readonly engine: TestClusterEngine;
  readonly #site: ConformanceSite;
  readonly #runs: readonly RunId[];
  readonly #held = new Set<RunId>();

  constructor(engine: TestClusterEngine, site: ConformanceSite, runs: readonly RunId[]) {
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
    if (this.engine.nodes().some(({ state }) => state === 'broken')) await this.#hearOfNodes();
  }

  /** A repair is seen when the scheduler tells it, in its time and not in the test's. */
  async #hearOfNodes(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, this.#site.news ?? 0));
    await this.#rest();
  }

  async hurt(hurt: Hurt): Promise<void> {
    const { engine } = this;
    if (hurt.what === 'node') {
      await this.#site.killNode(engine.nodes()[hurt.node]!.name);
      await until(() => engine.nodes()[hurt.node]!.state === 'broken');
    } else if (hurt.what === 'attempt') {
      if (this.#site.killAttempt) await this.#site.killAttempt(hurt.run);
      else this.#signal(hurt.run, 'SIGKILL');
      await until(() => engine.isClosed || engine.status(hurt.run).phase === 'failed');
    } else {
      if (this.#site.noDoubt !== undefined) throw new NotHere(this.#site.noDoubt);
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
      await new Promise((resolve) => setTimeout(resolve, this.#site.silence));
    }
  }

  #signal(run: RunId, name: NodeJS.Signals): void {
    signalAll(ranksUnder(this.#site.folder, run), name);
  }
}

/** An engine on such a site. */
export async function openSubject(
  site: ConformanceSite,
  { topology, runs }: Setting,
): Promise<ClusterSubject> {
  const { argv, folder, gpusPerNode, pace } = site;
  const { length: most } = site.nodes;
  if (most < topology.nodes) throw new NotHere(`it needs ${topology.nodes} nodes, of ${most}`);
  const shared = `${folder}/shared`;
  const engine = new TestClusterEngine({
    ...{ folder: `${folder}/engine`, shared, gpusPerNode, pace },
    nodes: site.nodes.slice(0, topology.nodes),
    scheduler: site.open(jobPrefixOf(shared)),
    runs: runs.map(({ run, replicas, nodesPerReplica, policy: { recovery, hangTimeout } }) => {
      const shape = { run, replicas, nodesPerReplica, recovery, hangTimeout };
      return testRun(folder, { ...shape, ...(argv && { argv }) });
    }),
    clock: new TestClock(),
  });
  await engine.attached;
  return new ClusterSubject(
    engine,
    site,
    runs.map(({ run }) => run),
  );
}
