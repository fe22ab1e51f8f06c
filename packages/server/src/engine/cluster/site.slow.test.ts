import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { until } from '../gang/engine.fixture.ts';
import { closeSites, newSiteBench, type SiteBench } from './bench.fixture.ts';
import { signalAll } from './engine.fixture.ts';

afterEach(closeSites, 60_000);

const REPLICA = { recovery: 'replica' } as const;

/** Real ms in which an engine that were wrong would have said so. */
function aWhile(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 400));
}

function submissions({ site }: SiteBench): string[] {
  return site.requests.map(({ name }) => name);
}

/** Attempts that have a mailbox. */
function attemptsIn({ shared }: SiteBench): string[] {
  return readdirSync(join(shared, 'a', 'attempts'));
}

describe('a run on a site', () => {
  it('trains, keeps logs, finishes, and leaves nothing in the shared folder', async () => {
    const bench = await newSiteBench({ totalSteps: 35, environment: { SAY: 'hello\n' } });
    await bench.start();
    await bench.hear('finished');
    const works = bench.heard('checkpointed').map(({ work }) => work / 10_000);
    expect(works.at(-1)).toBe(35);
    const steps = bench.seen.flatMap((each) => (each.kind === 'progress' ? [each.step] : []));
    expect(steps).toEqual(Array.from({ length: 35 }, (_, index) => index + 1));
    expect(bench.log(1)).toMatch(/ o hello\n(.*\n)*.* = ended with exit code 0\n$/);
    bench.order({ kind: 'release' });
    await bench.hear('released');
    expect(attemptsIn(bench)).toEqual([]);
    expect(submissions(bench)).toHaveLength(1);
  });

  it('has no secret on disk or in a command line', async () => {
    const bench = await newSiteBench({ environment: { PATH: process.env['PATH'] ?? '' } });
    await bench.start();
    const secret = bench.site.requests[0]!.secrets['GIGAFACTORY_SECRET']!;
    expect(secret).toMatch(/^[0-9a-f]{48}$/);
    const found = spawnSync('grep', ['-rlF', secret, bench.shared], { encoding: 'utf8' }).stdout;
    expect(found).toBe('');
  });

  it('is not started twice when the answer to its submission is lost', async () => {
    const bench = await newSiteBench();
    await bench.place([0, 1]);
    bench.site.trouble.losesAnswers = true;
    const launch = bench.launch();
    await until(() => bench.site.calls.includes('submit'));
    await until(() => bench.notes().some((note) => note.includes('does not answer')));
    bench.site.trouble.losesAnswers = false;
    bench.engine.execute(launch);
    await bench.hear('launched');
    expect(submissions(bench)).toHaveLength(1);
    // The last of them may begin later on a busy machine; none is there twice.
    await until(() => bench.living().length === 2);
    await aWhile();
    expect(bench.living()).toHaveLength(2);
  });

  it('is not known to have failed while the scheduler is silent', async () => {
    const bench = await newSiteBench();
    await bench.start();
    bench.site.trouble.isSilent = true;
    bench.order({ kind: 'probe' });
    expect(await bench.hear('observed')).toMatchObject({ health: 'unknown' });
    const { step = 0 } = bench.engine.status('a');
    await until(() => (bench.engine.status('a').step ?? 0) > step);
    bench.site.trouble.isSilent = false;
    bench.order({ kind: 'probe' });
    expect(await bench.hear('observed', 2)).toMatchObject({ health: 'ok' });
  });

  it('is not stopped before the scheduler says so', async () => {
    const bench = await newSiteBench();
    await bench.start();
    bench.site.trouble.isSilent = true;
    bench.order({ kind: 'stop' });
    // Its ranks read the order in the folder; whether they are gone is another question.
    await until(() => bench.living().length === 0);
    await aWhile();
    expect(bench.heard('stopped')).toEqual([]);
    bench.site.trouble.isSilent = false;
    await bench.hear('stopped');
  });
});

describe('what others do to a job', () => {
  it.each([
    ['cancelled', 'cancelled at the site'],
    ['time', 'time limit of the site'],
    ['evicted', 'evicted by the site'],
    ['memory', 'out of memory'],
  ] as const)('"%s" is diagnosed as %s', async (end, cause) => {
    const bench = await newSiteBench();
    await bench.start();
    bench.site.cancelAll(end);
    expect(await bench.hear('observed')).toMatchObject({
      health: 'failed',
      diagnosis: { cause, nodes: [] },
    });
  });

  it('a job that is requeued never runs a second time', async () => {
    const bench = await newSiteBench();
    await bench.start();
    bench.site.requeueAll();
    const { diagnosis } = await bench.hear('observed');
    expect(diagnosis).toEqual({ cause: 'requeued at the site', nodes: [] });
    await aWhile();
    expect(bench.living()).toEqual([]);
    bench.order({ kind: 'stop' });
    await bench.hear('stopped');
    bench.launch(bench.heard('checkpointed').at(-1)?.work ?? 0);
    await bench.hear('launched', 2);
  });

  it('a job that the scheduler has forgotten is lost', async () => {
    const bench = await newSiteBench();
    await bench.start();
    bench.site.forget();
    const { diagnosis } = await bench.hear('observed');
    expect(diagnosis?.cause).toBe('lost by the scheduler');
  });

  it('one that waits is waited for, with the reason said once', async () => {
    const bench = await newSiteBench();
    await bench.place([0, 1]);
    bench.site.trouble.isFull = true;
    bench.launch();
    await until(() => bench.notes().some((note) => note.includes('waits: Resources')));
    await aWhile();
    expect(bench.heard('launched')).toEqual([]);
    bench.site.begin();
    await bench.hear('launched');
    expect(bench.notes().filter((note) => note.includes('waits'))).toHaveLength(1);
  });
});

describe('a program that makes no progress', () => {
  /** Answers probes at these times, s, with something done before each of them. */
  async function probed(program: string, before: (bench: SiteBench) => void | Promise<void>) {
    const bench = await newSiteBench({
      argv: ['/bin/sh', '-c', `echo '{"start":0}'; ${program}`],
    });
    await bench.start();
    bench.engine.clock.passUntil(61e6);
    await bench.hear('observed');
    for (const [count, time] of [
      [2, 70e6],
      [3, 200e6],
    ] as const) {
      bench.engine.clock.passUntil(time);
      await before(bench);
      bench.order({ kind: 'probe' });
      await bench.hear('observed', count);
    }
    return bench.heard('observed').map(({ health, diagnosis }) => diagnosis?.cause ?? health);
  }

  it('is in doubt, and hung once no rank computes any more', async () => {
    expect(await probed('sleep 300', () => {})).toEqual(['unknown', 'unknown', 'hang']);
  });

  it('while it computes stays in doubt', async () => {
    const computes = async (bench: SiteBench) => {
      const used = () => bench.living().reduce((sum, { cpuTime }) => sum + cpuTime, 0);
      const before = used();
      await until(() => used() > before + 0.5);
    };
    const found = await probed('while :; do :; done', computes);
    expect(found).toEqual(['unknown', 'unknown', 'unknown']);
  });

  it('while someone has stopped it stays in doubt', async () => {
    const stops = (bench: SiteBench) => signalAll(bench.living(), 'SIGSTOP');
    expect(await probed('sleep 300', stops)).toEqual(['unknown', 'unknown', 'unknown']);
  });
});

describe('a folder that a node does not share', () => {
  it('fails the attempt before anything runs, and says so', async () => {
    const bench = await newSiteBench();
    bench.site.trouble.unshared = new Set(['green']);
    await bench.place([0, 1]);
    bench.launch();
    expect(await bench.hear('observed')).toMatchObject({ health: 'failed' });
    const ends = bench.engine.status('a').ranks.map(({ end }) => end?.detail);
    expect(ends).toContain('the shared folder is not the same on all nodes');
  });

  it('that is away for a while costs doubt, not the run', async () => {
    const bench = await newSiteBench();
    await bench.start();
    const attempts = join(bench.shared, 'a', 'attempts');
    renameSync(attempts, `${attempts}-away`);
    await until(() => bench.notes().some((note) => note.includes('cannot be read')));
    bench.order({ kind: 'probe' });
    expect(await bench.hear('observed')).toMatchObject({ health: 'unknown' });
    renameSync(`${attempts}-away`, attempts);
    const { step = 0 } = bench.engine.status('a');
    await until(() => (bench.engine.status('a').step ?? 0) > step);
    bench.order({ kind: 'probe' });
    expect(await bench.hear('observed', 2)).toMatchObject({ health: 'ok' });
  });
});

describe('a node of a site', () => {
  it('that dies fails the attempt, and is named', async () => {
    const bench = await newSiteBench();
    await bench.start();
    bench.site.killNode('green');
    expect(await bench.hear('nodeFailed')).toMatchObject({ node: 1, cause: 'not responding' });
    const { diagnosis } = await bench.hear('observed');
    expect(diagnosis?.nodes).toEqual([1]);
    bench.order({ kind: 'stop' });
    await bench.hear('stopped');
    expect(bench.living()).toEqual([]);
  });

  it('that is taken for dead is left only once its ranks are gone', async () => {
    const bench = await newSiteBench();
    await bench.start();
    bench.site.loseNode('green');
    await bench.hear('observed');
    expect(bench.living(1)).toHaveLength(1);
    bench.order({ kind: 'stop' });
    await bench.hear('stopped');
    expect(bench.living()).toEqual([]);
    expect(attemptsIn(bench)).toEqual([]);
  });

  it('that is taken for dead and comes back ends what is left on it', async () => {
    const bench = await newSiteBench();
    await bench.start();
    await until(() => bench.living(1).length === 1);
    // Twice: one may have been starting another.
    bench.site.signalNode('green', 'SIGSTOP');
    await aWhile();
    bench.site.signalNode('green', 'SIGSTOP');
    bench.site.loseNode('green');
    await bench.hear('observed');
    bench.order({ kind: 'stop' });
    await bench.hear('stopped');
    expect(bench.notes().join('\n')).toContain('Rank 1 on green left no word.');
    expect(bench.living(1)).toHaveLength(1);
    const [attempt] = attemptsIn(bench);
    const left = readdirSync(join(bench.shared, 'a', 'attempts', attempt!));
    expect(left.filter((name) => !name.endsWith('.orders'))).toEqual([]);
    bench.site.signalNode('green', 'SIGCONT');
    await until(() => bench.living(1).length === 0);
  });

  it('that is down when it is placed is not placed', async () => {
    const bench = await newSiteBench();
    await bench.engine.attached;
    bench.site.killNode('green');
    bench.order({ kind: 'place', add: [0, 1], remove: [] });
    await bench.hear('nodeFailed');
    await until(() => !bench.engine.isBusy);
    expect(bench.heard('placed')).toEqual([]);
    await bench.place([0, 2]);
  });

  it('is drained in our name for a repair, and given back by us', async () => {
    const bench = await newSiteBench();
    await bench.engine.attached;
    bench.site.killNode('blue');
    await bench.hear('nodeFailed');
    bench.order({ kind: 'cordon', node: 2 });
    await bench.hear('cordoned');
    expect(bench.site.drainOf('blue')).toEqual({
      isOurs: true,
      why: 'gigafactory: a: not responding',
    });
    bench.order({ kind: 'repair', node: 2 });
    await bench.hear('repaired');
    const { id } = bench.order({ kind: 'uncordon', node: 2 });
    expect(await bench.hear('uncordoned')).toMatchObject({ node: 2, answers: id });
    expect(bench.site.drainOf('blue')).toBeUndefined();
  });

  it('that a person drains is due, and comes back with their resume, unasked', async () => {
    const bench = await newSiteBench();
    await bench.start();
    bench.site.drain('green', 'new firmware');
    expect(await bench.hear('drainDue')).toMatchObject({ nodes: [1], reason: 'new firmware' });
    bench.order({ kind: 'cordon', node: 1 });
    await bench.hear('cordoned');
    bench.order({ kind: 'repair', node: 1 });
    await until(() => !bench.engine.isBusy);
    expect(bench.heard('repaired')).toEqual([]);
    expect(bench.site.drainOf('green')).toEqual({ isOurs: false, why: 'new firmware' });
    bench.site.resume('green');
    await bench.hear('repaired');
    await until(() => bench.living().length === 2);
  });

  it('that another run of ours drains is due, and not placed, as with one of a person', async () => {
    const bench = await newSiteBench();
    await bench.engine.attached;
    bench.site.cordon('green', 'gigafactory: other: xid 79');
    expect(await bench.hear('drainDue')).toMatchObject({ nodes: [1] });
    bench.order({ kind: 'place', add: [0, 1], remove: [] });
    await until(() => !bench.engine.isBusy);
    expect(bench.heard('placed')).toEqual([]);
    await bench.place([0, 2]);
    expect(bench.site.drainOf('green')?.why).toBe('gigafactory: other: xid 79');
  });

  it('that was drained for a run is given back when the run is over, unless it is bad', async () => {
    const bench = await newSiteBench();
    await bench.engine.attached;
    for (const node of [1, 2]) bench.order({ kind: 'cordon', node });
    await bench.hear('cordoned', 2);
    bench.site.drain('red', 'new firmware');
    await bench.engine.dismiss();
    expect(['red', 'green', 'blue'].map((name) => bench.site.drainOf(name)?.why)).toEqual([
      'new firmware',
      undefined,
      undefined,
    ]);
  });

  it('whose drain of ours a person undoes is repaired, unasked', async () => {
    const bench = await newSiteBench();
    await bench.engine.attached;
    bench.order({ kind: 'cordon', node: 2 });
    await bench.hear('cordoned');
    await until(() => !bench.engine.isBusy);
    bench.site.resume('blue');
    expect(await bench.hear('repaired')).toEqual({ at: 0, kind: 'repaired', node: 2 });
    expect(await bench.hear('uncordoned')).toEqual({ at: 0, kind: 'uncordoned', node: 2 });
  });
});

describe('an engine that is attached after another was killed', () => {
  it('finds what is running, which has noticed nothing', async () => {
    const first = await newSiteBench();
    await first.start();
    const pids = first.living().map(({ pid }) => pid);
    const second = await first.restart();
    second.engine.inventory();
    expect((await second.hear('inventory')).gangs[0]).toMatchObject({
      attempt: 1,
      health: 'ok',
      nodes: [0, 1],
    });
    expect(second.living().map(({ pid }) => pid)).toEqual(pids);
    const { step = 0 } = second.engine.status('a');
    await until(() => (second.engine.status('a').step ?? 0) > step);
    second.order({ kind: 'stop' });
    await second.hear('stopped');
    expect(second.living()).toEqual([]);
    expect(submissions(second)).toHaveLength(1);
  });

  it('hears of a rank that died while nobody was there', async () => {
    const first = await newSiteBench();
    await first.start();
    const second = await first.restart({}, async () => {
      await first.killRank(1);
      await until(() => first.living().length === 0);
    });
    const failed = await second.hear('observed');
    expect([failed.health, failed.diagnosis?.cause]).toEqual(['failed', 'killed by SIGKILL']);
  });

  it('adopts the job whose submission nobody had heard the answer to', async () => {
    const first = await newSiteBench();
    await first.place([0, 1]);
    first.site.trouble.losesAnswers = true;
    first.launch();
    await until(() => first.notes().some((note) => note.includes('does not answer')));
    const second = await first.restart({}, () => {
      first.site.trouble.losesAnswers = false;
    });
    await second.hear('launched');
    expect(submissions(second)).toHaveLength(1);
    await until(() => second.living().length === 2);
  });

  it('cancels jobs that no attempt has', async () => {
    const first = await newSiteBench();
    await first.start();
    const second = await first.restart({}, () => {
      rmSync(join(first.engine.folder, 'engine.json'));
    });
    await until(() => second.living().length === 0);
    expect(second.notes().some((note) => note.includes('no attempt has it'))).toBe(true);
  });

  it('waits for a scheduler that does not answer, and takes nothing for lost', async () => {
    const first = await newSiteBench();
    await first.start();
    first.site.trouble.isSilent = true;
    const second = await first.restart();
    second.engine.inventory();
    await aWhile();
    expect([...second.heard('inventory'), ...second.heard('observed')]).toEqual([]);
    await until(() => second.living().length === 2);
    first.site.trouble.isSilent = false;
    expect((await second.hear('inventory')).gangs[0]?.health).toBe('ok');
  });

  it('reads on where the other was, with no line twice', async () => {
    const first = await newSiteBench({ environment: { STEP_MS: '20' } });
    await first.start();
    await until(() => (first.engine.status('a').step ?? 0) > 10);
    const folder = first.engine.folder;
    first.engine.close();
    const second = await newSiteBench(
      { environment: { STEP_MS: '20' } },
      { folder, site: first.site, before: first },
    );
    await until(() => (second.engine.status('a').step ?? 0) > 30);
    const steps = second
      .log(0)
      .split('\n')
      .flatMap((line) => /"step":(\d+),"loss"/.exec(line)?.[1] ?? []);
    expect(new Set(steps).size).toBe(steps.length);
    expect(steps.slice(0, 30).map(Number)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  });
});

describe('replicas', () => {
  it('are jobs of their own: one is lost, left out, and comes back on another node', async () => {
    const bench = await newSiteBench(REPLICA);
    await bench.start();
    expect(submissions(bench)).toHaveLength(2);
    const [kept] = bench.living(1).map(({ pid }) => pid);
    await bench.killRank(0);
    expect(await bench.hear('observed')).toMatchObject({ health: 'failed', replica: 0 });
    bench.order({ kind: 'shrink', replica: 0 });
    await bench.hear('shrunk');
    bench.order({ kind: 'rejoin', replica: 0, add: [2], remove: [0] });
    await bench.hear('rejoined');
    expect(bench.engine.status('a').ranks.map(({ node }) => node)).toEqual([2, 1]);
    expect(bench.living(1).map(({ pid }) => pid)).toEqual([kept]);
    expect(submissions(bench)).toHaveLength(3);
    const joined = readFileSync(bench.engine.status('a').logs[0]!.path, 'utf8');
    expect(joined).toMatch(/ended with SIGKILL\n(.*\n)*.*"members"/);
  });

  it('whose script is killed alone ends too', async () => {
    const bench = await newSiteBench(REPLICA);
    await bench.start();
    bench.site.killScript('red');
    expect(await bench.hear('observed')).toMatchObject({ health: 'failed', replica: 0 });
    await until(() => bench.living(0).length === 0);
    expect(bench.living(1)).toHaveLength(1);
  });

  it('save as one, and leave', async () => {
    const bench = await newSiteBench(REPLICA);
    await bench.start();
    bench.order({ kind: 'save' });
    expect((await bench.hear('saved')).work).toBeGreaterThan(0);
    bench.order({ kind: 'stop' });
    await bench.hear('stopped');
    expect(existsSync(join(bench.shared, 'a', 'attempts', '1'))).toBe(false);
  });
});
