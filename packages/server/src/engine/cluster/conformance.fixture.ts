import type { Hurt, Setting } from '@gigafactory/core/conformance';
import type { NodeId, RunId } from '@gigafactory/core/protocol';
import { ProcessSubject } from '../gang/conformance.fixture.ts';
import { TestClock, testRun } from '../gang/engine.fixture.ts';
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

/** Ranks that a scheduler started. */
export class ClusterSubject extends ProcessSubject {
  readonly #site: ConformanceSite;

  constructor(engine: TestClusterEngine, site: ConformanceSite, runs: readonly RunId[]) {
    super(engine, runs);
    this.#site = site;
  }

  /** A repair is seen when the scheduler tells it, in its time and not in the test's. */
  override async pass(seconds: number): Promise<void> {
    await super.pass(seconds);
    if (!this.engine.nodes().some(({ state }) => state === 'broken')) return;
    await new Promise((resolve) => setTimeout(resolve, this.#site.news ?? 0));
    await this.rest();
  }

  override async hurt(hurt: Hurt): Promise<void> {
    const { noDoubt } = this.#site;
    if (hurt.what === 'doubt' && noDoubt !== undefined) throw new NotHere(noDoubt);
    await super.hurt(hurt);
  }

  protected get silence(): number {
    return this.#site.silence;
  }

  protected async killNode(node: NodeId): Promise<void> {
    await this.#site.killNode(this.engine.nodes()[node]!.name);
  }

  protected override async killAttempt(run: RunId): Promise<void> {
    if (this.#site.killAttempt) await this.#site.killAttempt(run);
    else await super.killAttempt(run);
  }

  protected signal(run: RunId, name: NodeJS.Signals): void {
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
