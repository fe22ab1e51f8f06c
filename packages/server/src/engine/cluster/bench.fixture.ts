import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { Bench } from '../gang/bench.fixture.ts';
import {
  newFolder,
  removeFolders,
  TestClock,
  type TestRun,
  testRun,
  until,
} from '../gang/engine.fixture.ts';
import { ranksUnder, signalAll, TEST_PACE, TestClusterEngine } from './engine.fixture.ts';
import { TestSite } from './scheduler.fixture.ts';

const sites: TestSite[] = [];
const benches: SiteBench[] = [];

/** Ends what the benches of a test started; to be called after each. */
export async function closeSites(): Promise<void> {
  for (const { engine } of benches.splice(0)) engine.close();
  for (const site of sites.splice(0)) site.close();
  removeFolders();
}

/** An engine over a made-up site, and what a supervisor would say to it. */
export class SiteBench extends Bench<TestClusterEngine> {
  readonly site: TestSite;
  readonly shared: string;

  constructor(engine: TestClusterEngine, run: string, parts: SiteParts) {
    super(engine, run, parts.before);
    this.site = parts.site;
    this.shared = parts.shared;
    benches.push(this);
  }

  /** Programs of ranks that live. */
  living(rank?: number) {
    return ranksUnder(this.engine.folder, undefined, rank);
  }

  async killRank(rank: number): Promise<void> {
    await until(() => this.living(rank).length > 0);
    signalAll(this.living(rank), 'SIGKILL');
  }

  /** Ends the engine as `kill -9` does, which writes nothing, and attaches another in its place. */
  async restart(
    changes: TestRun = {},
    whileAway: () => void | Promise<void> = () => {},
  ): Promise<SiteBench> {
    const { folder } = this.engine;
    const files = ['engine.json', 'tails.json'].map((name) => join(folder, name));
    for (const file of files) copyIfThere(file, `${file}.kept`);
    this.engine.close();
    for (const file of files) copyIfThere(`${file}.kept`, file);
    await whileAway();
    return newSiteBench(changes, { folder, site: this.site, before: this });
  }
}

interface SiteParts {
  readonly site: TestSite;
  readonly shared: string;
  readonly before?: SiteBench | undefined;
}

interface SiteOptions extends Partial<SiteParts> {
  readonly folder?: string;
  readonly kind?: 'slurm' | 'kubernetes';
}

/** Three nodes and one run, called `a` by default. */
export async function newSiteBench(
  changes: TestRun = {},
  options: SiteOptions = {},
): Promise<SiteBench> {
  const { folder = newFolder(), before, kind } = options;
  const nodes = ['red', 'green', 'blue'];
  const site = options.site ?? new TestSite(nodes);
  if (!options.site) sites.push(site);
  const shared = join(folder, 'shared');
  const clock = new TestClock();
  if (before) clock.now = before.engine.clock.now;
  const engine = new TestClusterEngine({
    ...{ folder, nodes, shared, clock, gpusPerNode: 0, pace: TEST_PACE },
    scheduler: site.open(kind),
    runs: [testRun(folder, changes)],
  });
  return new SiteBench(engine, changes.run ?? 'a', { site, shared, before });
}

function copyIfThere(from: string, to: string): void {
  try {
    copyFileSync(from, to);
  } catch {
    // It was not written yet.
  }
}
