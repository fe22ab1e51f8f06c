import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { killGroup } from '../../process/processes.ts';
import { until } from '../gang/engine.fixture.ts';
import { closeBenches, type LocalBench, newBench } from './bench.fixture.ts';
import { ranksIn } from './engine.fixture.ts';

afterEach(closeBenches, 60_000);

/** Processes of the ranks that have one. */
function pidsOf(bench: LocalBench): number[] {
  return bench.engine.status('a').ranks.flatMap(({ process }) => process?.pid ?? []);
}

const REPLICA = { recovery: 'replica' } as const;

async function inventoryOf(bench: LocalBench) {
  bench.engine.inventory();
  return bench.hear('inventory');
}

describe('an engine that is attached after another was killed', () => {
  it('finds what is running, which has noticed nothing', async () => {
    const first = await newBench();
    await first.start();
    // The agent of one node may be heard after the gang's first step.
    await until(() => pidsOf(first).length === 2);
    const pids = pidsOf(first);
    const second = await first.restart();
    const { gangs, broken } = await inventoryOf(second);
    expect([gangs[0], broken]).toMatchObject([
      { attempt: 1, epoch: 2, health: 'ok', nodes: [0, 1] },
      [],
    ]);
    await until(() => pidsOf(second).length === 2);
    expect(pidsOf(second)).toEqual(pids);
    const { step } = second.engine.status('a');
    await until(() => second.engine.status('a').step! > step!);
    second.order({ kind: 'stop' });
    await second.hear('stopped');
    expect(ranksIn(second.engine)).toEqual([]);
  });

  it('answers again what was done, and refuses what is older', async () => {
    const first = await newBench();
    await first.place([0, 1]);
    const launch = first.launch();
    await first.hear('launched');
    const second = await first.restart();
    second.engine.execute({ ...launch, id: launch.id - 1, epoch: launch.epoch - 1 });
    second.engine.execute(launch);
    expect(await second.hear('launched')).toMatchObject({ attempt: 1, epoch: launch.epoch });
    expect(second.heard('launched')).toHaveLength(1);
    await until(() => ranksIn(second.engine).length === 2);
  });

  it('hears of a rank that died, and of checkpoints written, while nobody was there', async () => {
    const first = await newBench();
    await first.start();
    const second = await first.restart({}, async () => {
      const folder = join(first.engine.folder, 'checkpoints-a');
      await until(() => readdirSync(folder).some((name) => name > 'step-00000050'));
      await first.killRank(1);
      await until(() => ranksIn(first.engine).length === 1);
    });
    const failed = await second.hear('observed');
    expect([failed.health, failed.diagnosis?.cause]).toEqual(['failed', 'killed by SIGKILL']);
    expect(second.heard('checkpointed').at(-1)!.work).toBeGreaterThanOrEqual(50 * 10_000);
  });

  it('kills the ranks of an agent that died while nobody was there', async () => {
    const first = await newBench();
    await first.start();
    const second = await first.restart({}, async () => {
      first.killAgent(1);
      await new Promise((resolve) => setTimeout(resolve, 100));
    });
    expect(await second.hear('nodeFailed')).toMatchObject({ node: 1 });
    expect((await second.hear('observed')).health).toBe('failed');
    expect(ranksIn(second.engine)).toHaveLength(1);
  });

  it('reports what the other had heard of, and not reported when it was killed', async () => {
    const first = await newBench({ environment: { FAIL: '1:30:1' } });
    await first.start();
    await first.hear('observed');
    const path = join(first.engine.folder, 'engine.json');
    const second = await first.restart({}, async () => {
      // As it was after the end was heard, and before it was judged.
      const state = JSON.parse(readFileSync(path, 'utf8'));
      state.runs[0].attempt.phase = 'training';
      state.runs[0].reported = [];
      writeFileSync(path, JSON.stringify(state));
    });
    expect((await second.hear('observed')).diagnosis?.cause).toBe('software');
    expect((await second.hear('checkpointed')).work).toBeGreaterThan(0);
  });

  it('does not hear again what ranks said before', async () => {
    const changes = { environment: { SAY: '{"note":"once"}\n' } };
    const first = await newBench(changes);
    await first.start();
    await first.hear('checkpointed', 2);
    // One rank trains without the other, which may still be on its way.
    await until(() => first.notes().length === 2);
    const second = await first.restart(changes);
    await second.hear('checkpointed');
    expect([first.notes(), second.notes()]).toEqual([['once', 'once'], []]);
  });

  it('finishes a launch that was cut off', async () => {
    const first = await newBench({ environment: { STEP_MS: '20' } });
    await first.place([0, 1]);
    first.launch();
    await until(() => first.engine.status('a').phase === 'starting');
    const second = await first.restart({ environment: { STEP_MS: '20' } });
    await second.hear('launched');
    await until(() => ranksIn(second.engine).length === 2);
  });

  it('hears that all is done from a run that finished without it', async () => {
    const first = await newBench({ totalSteps: 60 });
    await first.start();
    const second = await first.restart({ totalSteps: 60 }, () =>
      until(() => ranksIn(first.engine).length === 0),
    );
    await second.hear('finished');
  });

  it('keeps the members of an attempt', async () => {
    const first = await newBench(REPLICA);
    await first.start();
    await first.killRank(1);
    await first.hear('observed');
    first.order({ kind: 'shrink', replica: 1 });
    await first.hear('shrunk');
    const second = await first.restart(REPLICA);
    expect((await inventoryOf(second)).gangs[0]).toMatchObject({ health: 'ok', lost: [1] });
    second.order({ kind: 'rejoin', replica: 1, add: [], remove: [] });
    await second.hear('rejoined');
  });

  it('begins anew where the state cannot be read, and ends what it cannot know', async () => {
    const first = await newBench();
    await first.start();
    const { folder } = first.engine;
    first.engine.close();
    writeFileSync(join(folder, 'engine.json'), '{"format":"gigaf');
    const second = await newBench({}, { folder, before: first });
    expect((await inventoryOf(second)).gangs[0]).toMatchObject({ attempt: 0, nodes: [] });
    expect(ranksIn(second.engine)).toEqual([]);
    await second.start();
    await until(() => ranksIn(second.engine).length === 2);
  });

  it('leaves an agent that does not answer alone, and its ranks', async () => {
    const first = await newBench();
    await first.start();
    const agent = first.engine.nodes()[1]!.agent!;
    const second = await first.restart({}, async () => void process.kill(agent.pid, 'SIGSTOP'));
    await second.engine.attached;
    expect(second.engine.nodes()[1]!.state).toBe('silent');
    expect((await inventoryOf(second)).broken).toEqual([]);
    second.order({ kind: 'probe' });
    expect((await second.hear('observed')).health).toBe('unknown');
    process.kill(agent.pid, 'SIGCONT');
    await until(() => second.engine.nodes()[1]!.state === 'up');
    second.order({ kind: 'probe' });
    expect((await second.hear('observed', 2)).health).toBe('ok');
  });

  it('keeps timers and cordons', async () => {
    const first = await newBench();
    await first.engine.attached;
    first.order({ kind: 'cordon', node: 2 });
    first.order({ kind: 'setTimer', timer: 'watch', after: 50 });
    first.order({ kind: 'setSweep', after: 80 });
    await new Promise((resolve) => setTimeout(resolve, 200));
    const second = await first.restart();
    expect((await inventoryOf(second)).cordoned).toEqual([2]);
    second.engine.clock.passUntil(49e6);
    expect([second.heard('timer'), second.heard('sweepDue')]).toEqual([[], []]);
    second.engine.clock.passUntil(90e6);
    expect([second.heard('timer').length, second.heard('sweepDue').length]).toEqual([1, 1]);
  });
});

describe('a state that cannot be written', () => {
  it('stops no run, is said once, and is written when it can be', async () => {
    const bench = await newBench();
    await bench.place([0, 1]);
    const path = join(bench.engine.folder, 'engine.json');
    // A folder in its place takes no file, whoever writes.
    mkdirSync(join(`${path}.new`, 'in the way'), { recursive: true });
    bench.launch();
    await bench.hear('checkpointed', 2);
    const said = bench.notes().filter((note) => note.startsWith('The state of the engine cannot'));
    expect(said).toHaveLength(1);
    rmSync(`${path}.new`, { recursive: true });
    await until(() => readFileSync(path, 'utf8').includes('"phase":"training"'));
  });
});

describe('secrets', () => {
  it('of the environment reach the ranks, and no file', async () => {
    const secret = 'hunter2-not-to-be-written';
    const tell =
      'console.log(JSON.stringify({ note: String(process.env.TOKEN.length) })); setTimeout(() => {}, 3e5)';
    const bench = await newBench({
      argv: [process.execPath, '-e', tell],
      environment: { TOKEN: secret },
    });
    await bench.place([0, 1]);
    bench.launch();
    await until(() => bench.notes().includes(String(secret.length)));
    const { folder } = bench.engine;
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) =>
      each.isFile(),
    );
    const holding = files.filter((each) =>
      readFileSync(join(each.parentPath, each.name), 'utf8').includes(secret),
    );
    expect(holding.map(({ name }) => name)).toEqual([]);
    // Ranks that never say that they train are ended all the same.
    bench.order({ kind: 'stop' });
    await bench.hear('stopped');
    expect(ranksIn(bench.engine)).toEqual([]);
  });
});

describe('free agents', () => {
  it('leave when they are dismissed, and no node is broken for it', async () => {
    const bench = await newBench();
    await bench.place([0, 1]);
    await bench.engine.dismiss();
    expect(bench.engine.nodes().map(({ state }) => state)).toEqual(['off', 'off', 'off']);
    expect(bench.heard('nodeFailed')).toEqual([]);
    const second = await bench.restart();
    expect((await inventoryOf(second)).broken).toEqual([]);
    await second.start();
  });

  it('are killed as a group, with nothing left', async () => {
    const bench = await newBench();
    await bench.place([0]);
    const agent = bench.engine.nodes()[0]!.agent!;
    expect(killGroup(agent)).toBe(true);
    await bench.hear('nodeFailed');
    expect(killGroup(agent)).toBe(false);
  });
});
