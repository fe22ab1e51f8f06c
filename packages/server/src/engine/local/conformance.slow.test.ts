import { runConformance, type Setting, type Subject } from '@gigafactory/core/conformance';
import { FLEET, type NodeId, type RunId } from '@gigafactory/core/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { ProcessSubject } from '../gang/conformance.fixture.ts';
import { newFolder, removeFolders, runOfSpec, TestClock, until } from '../gang/engine.fixture.ts';
import { builtAgent, cleanUp, ranksIn, TestLocalEngine } from './engine.fixture.ts';

/** Agents and their ranks. */
class LocalSubject extends ProcessSubject {
  /** A line takes a few ms from a rank to the engine; a busy machine, hundreds. */
  protected readonly silence = 2000;

  protected async killNode(node: NodeId): Promise<void> {
    this.engine.execute({ id: 0, ...FLEET, kind: 'warm', node });
    await this.rest();
    const { agent } = this.engine.nodes()[node]!;
    expect(agent, `the agent of node ${node}`).toBeDefined();
    process.kill(agent!.pid, 'SIGKILL');
  }

  protected signal(run: RunId, name: NodeJS.Signals): void {
    const living = this.engine.status(run).ranks.filter(({ end }) => !end);
    for (const { process: found } of living) if (found) process.kill(found.pid, name);
  }
}

const engines: TestLocalEngine[] = [];

afterEach(async () => {
  for (const engine of engines.splice(0)) {
    cleanUp(engine);
    await until(() => ranksIn(engine).length === 0);
  }
  removeFolders();
}, 60_000);

async function newLocalEngine({ topology, runs }: Setting): Promise<Subject> {
  const folder = newFolder();
  const engine = new TestLocalEngine({
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
