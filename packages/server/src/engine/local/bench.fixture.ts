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
import type { Wire } from './agent-link.ts';
import { builtAgent, cleanUp, ranksIn, TestLocalEngine } from './engine.fixture.ts';

const engines: TestLocalEngine[] = [];

/** Ends what the benches of a test started; to be called after each. */
export async function closeBenches(): Promise<void> {
  for (const engine of engines.splice(0)) {
    cleanUp(engine);
    await until(() => ranksIn(engine).length === 0);
  }
  removeFolders();
}

/** A bench of agents. */
export class LocalBench extends Bench<TestLocalEngine> {
  constructor(engine: TestLocalEngine, run: string, before?: LocalBench) {
    super(engine, run, before);
    engines.push(engine);
  }

  /** By what lives: an engine on a busy machine may not have heard of it yet, and its agent not have begun it. */
  async killRank(rank: number): Promise<void> {
    await until(() => ranksIn(this.engine, rank).length > 0);
    process.kill(ranksIn(this.engine, rank)[0]!.pid, 'SIGKILL');
  }

  killAgent(node: number): void {
    process.kill(this.engine.nodes()[node]!.agent!.pid, 'SIGKILL');
  }

  /** Ends the engine as `kill -9` does, which writes nothing, and attaches another in its place. */
  async restart(
    changes: TestRun = {},
    whileAway: () => Promise<void> = async () => {},
  ): Promise<LocalBench> {
    const { folder } = this.engine;
    const state = join(folder, 'engine.json');
    const kept = `${state}.kept`;
    copyFileSync(state, kept);
    this.engine.close();
    copyFileSync(kept, state);
    await whileAway();
    return newBench(changes, { folder, before: this });
  }
}

interface BenchOptions {
  readonly folder?: string;
  /** The bench whose orders it goes on from. */
  readonly before?: LocalBench;
  readonly wire?: Wire;
  readonly logs?: { readonly bytes: number; readonly files: number };
}

export async function newBench(
  changes: TestRun = {},
  options: BenchOptions = {},
): Promise<LocalBench> {
  const { folder = newFolder(), before, wire, logs } = options;
  const clock = new TestClock();
  if (before) clock.now = before.engine.clock.now;
  const engine = new TestLocalEngine(
    {
      folder,
      nodes: ['red', 'green', 'blue'],
      runs: [testRun(folder, changes)],
      clock,
      logs,
      agentPatience: 60,
      agentScript: await builtAgent(),
    },
    wire,
  );
  return new LocalBench(engine, changes.run ?? 'a', before);
}
