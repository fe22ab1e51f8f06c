import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findProcess } from '../../process/processes.ts';
import { until } from '../gang/engine.fixture.ts';
import { parseLogLine } from '../gang/log-file.ts';
import { closeBenches, newBench } from './bench.fixture.ts';
import { ranksIn } from './engine.fixture.ts';

afterEach(closeBenches, 60_000);

const REPLICA = { recovery: 'replica' } as const;

describe('a rank that ends', () => {
  it.each([
    [1, 'software', []],
    [76, 'data', []],
    [77, 'hardware', [1]],
    [75, 'left', []],
  ])('with exit code %d has failed of %s', async (code, cause, nodes) => {
    const bench = await newBench({ environment: { FAIL: `1:5:${code}` } });
    await bench.place([0, 1]);
    // On a busy machine it may end before the other rank has begun, and the launch is never confirmed.
    bench.launch();
    expect(await bench.hear('observed')).toMatchObject({
      health: 'failed',
      attempt: 1,
      diagnosis: { cause, nodes },
    });
    bench.order({ kind: 'stop' });
    await bench.hear('stopped');
    expect(ranksIn(bench.engine)).toEqual([]);
    bench.order({ kind: 'diagnose' });
    expect((await bench.hear('diagnosed')).diagnosis).toEqual({ cause, nodes });
  });

  it('by a signal is named with it, and the others go with the attempt', async () => {
    const bench = await newBench();
    await bench.start();
    await bench.killRank(0);
    const { diagnosis } = await bench.hear('observed');
    expect(diagnosis).toEqual({ cause: 'killed by SIGKILL', nodes: [] });
    bench.order({ kind: 'stop' });
    await bench.hear('stopped');
    expect(ranksIn(bench.engine)).toEqual([]);
  });

  it('because there is no such program fails the launch, and says why', async () => {
    const bench = await newBench({ argv: ['/none/such "; true'] });
    await bench.place([0, 1]);
    bench.launch();
    expect((await bench.hear('observed')).diagnosis?.cause).toBe('not started');
    expect(bench.rank(0).end?.detail).toMatch(/ENOENT/);
    expect(bench.log(0)).toMatch(/could not be started/);
    expect(bench.notes()).toEqual([
      expect.stringMatching(/^Rank [01] on \w+ (\(and 1 more\) )?was not started: .*ENOENT\.$/),
    ]);
  });

  it('because it held too much memory is said to', async () => {
    const hoard = 'const all = []; setInterval(() => all.push(Buffer.alloc(8e6, 1)), 5)';
    const bench = await newBench({
      argv: [process.execPath, '-e', hoard],
      limits: { memoryPerRank: 150e6 },
    });
    await bench.place([0, 1]);
    bench.launch();
    expect((await bench.hear('observed')).diagnosis?.cause).toBe('out of memory');
    // Either rank may have been the first.
    await until(() => /killed: held \d+ MB of the 150 MB/.test(bench.log(0) + bench.log(1)));
  });

  it('takes its children with it', async () => {
    const family = `const { spawn } = require('node:child_process');
      spawn(process.execPath, ['-e', 'setTimeout(() => {}, 3e5)'], { stdio: 'inherit' });
      console.log('{"start":0}'); setTimeout(() => process.exit(1), 300)`;
    const bench = await newBench({ argv: [process.execPath, '-e', family] });
    await bench.place([0, 1]);
    bench.launch();
    await bench.hear('observed');
    await until(() => ranksIn(bench.engine).length === 0);
    // The other rank may have ended first.
    await until(() => bench.rank(0).end !== undefined);
    expect(bench.rank(0).end).toMatchObject({ code: 1, why: 'exit' });
  });
});

describe('an agent that is killed', () => {
  it('is a broken node whose ranks are dead, until it is repaired', async () => {
    const bench = await newBench();
    await bench.start();
    bench.killAgent(1);
    expect(await bench.hear('nodeFailed')).toMatchObject({ node: 1, cause: 'agent died' });
    const { diagnosis } = await bench.hear('observed');
    expect(diagnosis).toEqual({ cause: 'agent died', nodes: [1] });
    bench.order({ kind: 'stop' });
    await bench.hear('stopped');
    expect(ranksIn(bench.engine)).toEqual([]);
    bench.order({ kind: 'repair', node: 1 });
    await bench.hear('repaired');
    expect(bench.engine.nodes()[1]).toMatchObject({ state: 'up', isCordoned: true });
    bench.order({ kind: 'uncordon', node: 1 });
    await bench.hear('uncordoned');
    bench.launch(bench.heard('checkpointed').at(-1)?.work ?? 0);
    await bench.hear('launched', 2);
  });

  it('while it holds a replica costs that replica alone', async () => {
    const bench = await newBench(REPLICA);
    await bench.start();
    bench.killAgent(1);
    expect(await bench.hear('observed')).toMatchObject({ health: 'failed', replica: 1 });
    expect(bench.rank(0).end).toBeUndefined();
  });
});

describe('a replica', () => {
  it('is left out within a step, and comes back on another node', async () => {
    const bench = await newBench(REPLICA);
    await bench.start();
    await bench.killRank(0);
    expect(await bench.hear('observed')).toMatchObject({ health: 'failed', replica: 0 });
    bench.order({ kind: 'shrink', replica: 0 });
    await bench.hear('shrunk');
    const { step = 0 } = bench.engine.status('a');
    await until(() => (bench.engine.status('a').step ?? 0) > step);
    bench.order({ kind: 'rejoin', replica: 0, add: [2], remove: [0] });
    await bench.hear('rejoined');
    const { ranks, lost } = bench.engine.status('a');
    expect([lost, ranks.map(({ node }) => node)]).toEqual([[], [2, 1]]);
    const changes = bench.seen.flatMap((each) => (each.kind === 'members' ? [each] : []));
    expect(changes.map(({ generation, replicas }) => [generation, replicas])).toEqual([
      [1, [1]],
      [2, [0, 1]],
    ]);
  });

  it('that fails again before it has come back is reported again', async () => {
    const bench = await newBench(REPLICA);
    await bench.start();
    await bench.killRank(1);
    await bench.hear('observed');
    bench.order({ kind: 'shrink', replica: 1 });
    await bench.hear('shrunk');
    bench.order({ kind: 'rejoin', replica: 1, add: [], remove: [] });
    await until(() => bench.rank(1).process !== undefined && bench.rank(1).end === undefined);
    await bench.killRank(1);
    expect(await bench.hear('observed', 2)).toMatchObject({ health: 'failed', replica: 1 });
    bench.order({ kind: 'shrink', replica: 1 });
    await bench.hear('shrunk', 2);
  });

  it('that is the last one ends the attempt', async () => {
    const bench = await newBench(REPLICA);
    await bench.start();
    await bench.killRank(0);
    await bench.hear('observed');
    bench.order({ kind: 'shrink', replica: 0 });
    await bench.hear('shrunk');
    await bench.killRank(1);
    const last = await bench.hear('observed', 2);
    expect([last.health, last.replica]).toEqual(['failed', undefined]);
  });
});

describe('an order to save', () => {
  it('is done once all ranks have saved and left', async () => {
    const bench = await newBench();
    await bench.start();
    await until(() => (bench.engine.status('a').step ?? 0) > 3);
    bench.order({ kind: 'save' });
    const { work } = await bench.hear('saved');
    expect(work).toBe(bench.engine.status('a').checkpoints.at(-1)!.work);
    expect(bench.engine.status('a').phase).toBe('saved');
    expect(bench.heard('observed')).toEqual([]);
  });
});

describe('a program that does not save when it is told to', () => {
  const trainer = (onTerm: string) => `let step = 0; ${onTerm}
    console.log('{"start":0}'); setInterval(() => console.log(JSON.stringify({ step: ++step })), 5); setTimeout(() => process.exit(1), 3e5)`;

  it.each([
    ['exits with 0 though steps are left', "process.on('SIGTERM', () => process.exit(0));"],
    ['dies of the signal', ''],
  ])('and %s has left, and is not done', async (_, onTerm) => {
    const bench = await newBench({ argv: [process.execPath, '-e', trainer(onTerm)] });
    await bench.start();
    bench.order({ kind: 'save' });
    expect((await bench.hear('saved')).work).toBe(0);
    expect(bench.heard('finished')).toEqual([]);
  });
});

describe('a program that makes no progress', () => {
  it('is in doubt, and hung once no rank computes any more', async () => {
    const sleeper = `console.log('{"start":0}'); setTimeout(() => {}, 3e5)`;
    const bench = await newBench({ argv: [process.execPath, '-e', sleeper] });
    await bench.start();
    bench.engine.clock.passUntil(61e6);
    expect((await bench.hear('observed')).health).toBe('unknown');
    bench.order({ kind: 'probe' });
    expect((await bench.hear('observed', 2)).health).toBe('unknown');
    bench.engine.clock.passUntil(200e6);
    bench.order({ kind: 'probe' });
    const third = await bench.hear('observed', 3);
    expect([third.health, third.diagnosis?.cause]).toEqual(['failed', 'hang']);
  });

  it('while it computes stays in doubt', async () => {
    const spinner = `console.log('{"start":0}'); const end = Date.now() + 3e5; setTimeout(() => { while (Date.now() < end); }, 50)`;
    const bench = await newBench({ argv: [process.execPath, '-e', spinner] });
    await bench.start();
    for (const [count, time] of [
      [1, 61e6],
      [2, 200e6],
      [3, 300e6],
      [4, 400e6],
    ] as const) {
      bench.engine.clock.passUntil(time);
      if (count > 1) {
        const before = cpuTimeOf(bench.rank(0).process!.pid);
        await until(() => cpuTimeOf(bench.rank(0).process!.pid) > before + 0.3);
        bench.order({ kind: 'probe' });
      }
      expect((await bench.hear('observed', count)).health).toBe('unknown');
    }
  });
});

describe('what a program prints', () => {
  it('is logged with time and stream and read for nothing but the contract, garbage or not', async () => {
    const garbage = [
      '{"step":-1}',
      '{"step":"2"}',
      '{"step":1e99}',
      '{',
      '\u0007\u001b[31m',
      '{"note":"hello"}',
    ];
    const bench = await newBench({ environment: { SAY: `${garbage.join('\n')}\nno end` } });
    await bench.start();
    await until(() => bench.notes().includes('hello'));
    const lines = bench.log(0).split('\n').slice(0, -1).map(parseLogLine);
    expect(lines.every((line) => line !== undefined)).toBe(true);
    expect(lines[0]).toMatchObject({ stream: '=' });
    expect(lines.slice(1, 7).map((line) => line!.text)).toEqual(garbage);
    expect(lines[1]!.stream).toBe('o');
  });

  it('without end neither fills memory nor disk, and progress is heard behind it', async () => {
    const flood = `const line = 'x'.repeat(99) + '\\n'; const chunk = line.repeat(1e4);
      process.stdout.write('{"start":0}\\n');
      let left = 100; const go = () => left-- > 0 ? process.stdout.write(chunk, go)
        : process.stdout.write('y'.repeat(1e6) + '\\n{"step":7,"loss":1}\\n', () => setTimeout(() => {}, 3e5)); go();`;
    const logs = { bytes: 1e6, files: 3 };
    const bench = await newBench({ argv: [process.execPath, '-e', flood] }, { logs });
    await bench.start();
    await until(() => bench.engine.status('a').step === 7);
    const { path } = bench.engine.status('a').logs[0]!;
    const files = ['rank-0.log', 'rank-0.log.1', 'rank-0.log.2'];
    const kept = () => readdirSync(join(path, '..')).filter((name) => name.startsWith(files[0]!));
    await until(() => kept().sort().join() === files.join());
    // The log still turns behind its reader: a file may be renamed between being listed and read.
    for (const name of files)
      await until(() => {
        const size = statSync(join(path, '..', name), { throwIfNoEntry: false })?.size;
        expect(size ?? 0).toBeLessThan(4e6);
        return size !== undefined;
      });
    const agent = bench.engine.nodes()[0]!.agent!.pid;
    const [, peak] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${agent}/status`, 'utf8')) ?? [];
    if (peak) expect(Number(peak)).toBeLessThan(300_000);
  });
});

describe('a checkpoint', () => {
  const corrupt = (path: string) => writeFileSync(join(path, 'weights'), 'something else');

  it('that is corrupt is passed over for the one before, and that is said', async () => {
    const bench = await newBench();
    await bench.start();
    await bench.hear('checkpointed', 3);
    bench.order({ kind: 'stop' });
    await bench.hear('stopped');
    const all = bench.engine.status('a').checkpoints;
    const [before, newest] = all.slice(-2);
    corrupt(newest!.path);
    bench.launch(before!.work);
    expect((await bench.hear('launched', 2)).work).toBe(before!.work);
    const passed = bench.seen.flatMap((each) => (each.kind === 'passedOver' ? [each] : []));
    expect(passed).toMatchObject([
      { path: newest!.path, why: expect.stringMatching(/^weights has \d+ B/) },
    ]);
  });

  it('that was counted on and is corrupt makes the run go back, and no further than it must', async () => {
    const bench = await newBench();
    await bench.start();
    await bench.hear('checkpointed', 3);
    bench.order({ kind: 'stop' });
    await bench.hear('stopped');
    const [before, newest] = bench.engine.status('a').checkpoints.slice(-2);
    writeFileSync(join(newest!.path, 'manifest.json'), '{"format":');
    bench.launch(newest!.work);
    expect(await bench.hear('corrupted')).toMatchObject({
      cleanWork: before!.work,
      diagnosis: { cause: 'unreadable checkpoint', nodes: [] },
    });
    bench.order({ kind: 'stop' });
    bench.launch(before!.work, true);
    expect((await bench.hear('launched', 2)).work).toBe(before!.work);
    expect(existsSync(newest!.path)).toBe(false);
  });

  it('that the program did not start from is a failure', async () => {
    const bench = await newBench({ environment: { IGNORE_RESUME: '1' } });
    await bench.start();
    await bench.hear('checkpointed', 1);
    bench.order({ kind: 'stop' });
    await bench.hear('stopped');
    bench.launch(bench.heard('checkpointed').at(-1)!.work);
    expect((await bench.hear('observed')).diagnosis?.cause).toBe('software');
    expect(bench.notes().some((note) => /starts at step 0, not from/.test(note))).toBe(true);
  });

  it('is kept by the rule', async () => {
    const bench = await newBench({ totalSteps: 80, keep: { last: 2, every: 3 } });
    await bench.start();
    await bench.hear('finished');
    const steps = bench.engine.status('a').checkpoints.map(({ step }) => step);
    expect(steps).toEqual([30, 60, 70, 80]);
  });
});

describe('a name full of shell characters', () => {
  it('is a name', async () => {
    const run = 'a; touch "$HOME"/x && `id` | ../..';
    const say = 'console.log(JSON.stringify({ note: process.env.GIGAFACTORY_RUN }))';
    const bench = await newBench({ run, argv: [process.execPath, '-e', say, '$(id)'] });
    await bench.place([0, 1]);
    bench.launch();
    await bench.hear('finished');
    expect(bench.notes()).toContain(run);
    const { path } = bench.engine.status(run).logs[0]!;
    expect(path).toBe(join(bench.engine.folder, 'logs', encodeURIComponent(run), 'rank-0.log'));
    expect(existsSync(path)).toBe(true);
  });
});

function cpuTimeOf(pid: number): number {
  return findProcess(pid)?.cpuTime ?? Number.POSITIVE_INFINITY;
}
