import { readFileSync } from 'node:fs';
import type {
  Command,
  CommandBody,
  EventKind,
  EventOf,
  SupervisorEvent,
} from '@gigafactory/core/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import {
  builtAgent,
  cleanUp,
  newFolder,
  ranksIn,
  removeFolders,
  TestClock,
  TestEngine,
  type TestRun,
  testRun,
  until,
} from './engine.fixture.ts';
import type { LocalTelemetry } from './telemetry.ts';

const engines: TestEngine[] = [];

afterEach(async () => {
  for (const engine of engines.splice(0)) {
    cleanUp(engine);
    await until(() => ranksIn(engine).length === 0);
  }
  removeFolders();
}, 60_000);

/** An engine with the run `a`, and what a supervisor would say to it. */
class Bench {
  readonly engine: TestEngine;
  readonly said: SupervisorEvent[] = [];
  readonly seen: LocalTelemetry[] = [];
  #fence = { run: 'a', attempt: 0, epoch: 0 };
  #id = 0;

  constructor(engine: TestEngine, before?: Bench) {
    this.engine = engine;
    engines.push(engine);
    engine.subscribe((event) => this.said.push(event));
    engine.watch((telemetry) => this.seen.push(telemetry));
    if (before) {
      this.#fence = before.#fence;
      this.#id = before.#id;
    }
  }

  order(body: CommandBody): Command {
    const isUnderEpoch = /save|probe|shrink|diagnoseReplica|rejoin/.test(body.kind);
    const { run, attempt, epoch } = this.#fence;
    this.#fence = {
      run,
      attempt: attempt + (body.kind === 'launch' ? 1 : 0),
      epoch: epoch + (isUnderEpoch ? 0 : 1),
    };
    const command: Command = { id: ++this.#id, ...this.#fence, ...body };
    this.engine.execute(command);
    return command;
  }

  async hear<Kind extends EventKind>(kind: Kind, count = 1): Promise<EventOf<Kind>> {
    await until(() => this.heard(kind).length >= count);
    return this.heard(kind)[count - 1]!;
  }

  heard<Kind extends EventKind>(kind: Kind): EventOf<Kind>[] {
    return this.said.filter((event): event is EventOf<Kind> => event.kind === kind);
  }

  notes(): string[] {
    return this.seen.flatMap((each) => (each.kind === 'note' ? [each.text] : []));
  }

  async place(nodes: readonly number[]): Promise<void> {
    const count = this.heard('placed').length;
    this.order({ kind: 'place', add: nodes, remove: [] });
    await this.hear('placed', count + 1);
  }

  launch(work = 0, isRollback = false, replicas = 2): Command {
    return this.order({ kind: 'launch', work, isRollback, replicas, interval: 0.1 });
  }

  log(rank: number): string {
    return readFileSync(this.engine.status('a').logs[rank]!.path, 'utf8');
  }
}

async function newBench(
  changes: TestRun = {},
  folder = newFolder(),
  before?: Bench,
): Promise<Bench> {
  const engine = new TestEngine({
    folder,
    nodes: ['red', 'green', 'blue'],
    runs: [testRun(folder, changes)],
    clock: new TestClock(),
    agentScript: await builtAgent(),
  });
  return new Bench(engine, before);
}

describe('a run', () => {
  it('is placed, trains, writes checkpoints and finishes', async () => {
    const bench = await newBench({ totalSteps: 35 });
    await bench.place([0, 1]);
    bench.launch();
    expect((await bench.hear('launched')).work).toBe(0);
    expect((await bench.hear('checkpointed')).work).toBe(10 * 10_000);
    await bench.hear('finished');
    const works = bench.heard('checkpointed').map(({ work }) => work / 10_000);
    expect(works).toEqual([10, 20, 30, 35]);
    const steps = bench.seen.flatMap((each) => (each.kind === 'progress' ? [each.step] : []));
    expect(steps).toEqual(Array.from({ length: 35 }, (_, index) => index + 1));
    // The last three are kept.
    const { checkpoints, phase } = bench.engine.status('a');
    expect([phase, checkpoints.map(({ step }) => step)]).toEqual(['done', [20, 30, 35]]);
    bench.order({ kind: 'release' });
    await bench.hear('released');
    expect(ranksIn(bench.engine)).toEqual([]);
  });

  it('goes on from its newest checkpoint after it was stopped', async () => {
    const bench = await newBench();
    await bench.place([0, 1]);
    bench.launch();
    await bench.hear('checkpointed', 2);
    bench.order({ kind: 'stop' });
    await bench.hear('stopped');
    expect(ranksIn(bench.engine)).toEqual([]);
    const { work } = bench.heard('checkpointed').at(-1)!;
    bench.launch(work);
    expect((await bench.hear('launched', 2)).work).toBe(work);
    expect(bench.seen.find((each) => each.kind === 'started' && each.attempt === 2)).toMatchObject({
      step: work / 10_000,
    });
  });
});
