import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { all, orderOf, PlaneFixture, TEXT, until } from './plane.fixture.ts';
import { RunFolder } from './run-folder.ts';
import { siteName } from './sites.ts';

let own: PlaneFixture;
let shared: string;
beforeEach(async () => {
  own = new PlaneFixture();
  shared = mkdtempSync(join(tmpdir(), 'gf-shared-'));
  await own.open();
});
afterEach(async () => {
  await own.dispose();
  rmSync(shared, { recursive: true, force: true });
});

/** The run of the fixture on Slurm, or another engine. */
function onCluster(
  engine = `{ kind: slurm, partition: gpu, nodes: { pattern: "n[0-3]" }, ranksPerNode: 8, shared: ${shared} }`,
  text = TEXT,
) {
  return orderOf({ text: text.replace(/^engine: .*$/m, `engine: ${engine}`) });
}

async function refusal(order: ReturnType<typeof orderOf>) {
  const started = await own.control.start(order);
  if (started.ok) throw new Error('it was started');
  return started.problems;
}

const folderOf = (name: string) => new RunFolder(join(own.folder.runs, name));

describe('a run that a cluster cannot run', () => {
  it.each([
    [
      'a shared folder that is not here',
      () =>
        onCluster('{ kind: slurm, partition: gpu, nodes: 2, ranksPerNode: 8, shared: /no/such }'),
      'engine.shared',
      'mount it here',
    ],
    [
      'checkpoints that nodes do not see',
      () =>
        onCluster(
          undefined,
          TEXT.replace('environmentFrom:', 'checkpoints: ./ck, environmentFrom:'),
        ),
      'checkpoints.notShared',
      'name one below it',
    ],
    [
      'a token that is not set',
      () =>
        onCluster(
          `{ kind: slurm, partition: gpu, nodes: 2, ranksPerNode: 8, shared: ${shared}, rest: { url: "http://h:1", tokenFrom: JWT } }`,
        ),
      'program.secret',
      'engine.rest.tokenFrom',
    ],
    [
      'a program beside the file, for an image',
      () =>
        onCluster(
          `{ kind: kubernetes, namespace: ml, image: a, nodes: 2, ranksPerNode: 8, shared: ${shared} }`,
          TEXT.replace('command: [sh,', 'command: [./sh,'),
        ),
      'program.image',
      'write its absolute path there',
    ],
  ])('%s', async (_, order, code, says) => {
    own.engines.pool = ['n0', 'n1'];
    const [problem] = await refusal(order());
    expect(problem).toMatchObject({ code });
    expect(problem!.message).toContain(says);
    expect(readdirSync(own.folder.runs)).toEqual([]);
    expect(readdirSync(shared)).toEqual([]);
  });

  it('leaves nothing in the shared folder if the site refuses it', async () => {
    own.engines.pool = ['n0', 'n1'];
    own.engines.problems = [{ code: 'slurm.partition', message: 'There is no partition gpu.' }];
    expect(await refusal(onCluster())).toMatchObject([{ code: 'slurm.partition' }]);
    expect(readdirSync(shared)).toEqual([]);
    expect(readdirSync(own.folder.runs)).toEqual([]);
  });
});

describe('a run on a cluster', () => {
  it('has the nodes of the site, looked up once, under their names', async () => {
    own.engines.pool = ['n3', 'n0', 'n1', 'n2'];
    own.engines.trains = false;
    expect(await own.control.start(onCluster())).toMatchObject({
      ok: true,
      value: { engine: 'slurm', nodes: 4 },
    });
    const detail = await own.control.run('tiny');
    if (!detail.ok) throw new Error('it is not there');
    expect(detail.value.fleet.map(({ node }) => node)).toEqual(['n3', 'n0', 'n1', 'n2']);
    expect(detail.value.topology.nodes).toBe(4);
    expect(own.engines.checked[0]!.nodes).toEqual(['n3', 'n0', 'n1', 'n2']);
    // The pool is another when the next control plane comes; the run keeps its own.
    own.engines.pool = ['n7'];
    await own.close();
    await own.open();
    const later = await own.control.run('tiny');
    expect(later).toMatchObject({
      ok: true,
      value: { nodes: 4, fleet: [{ node: 'n3' }, {}, {}, {}] },
    });
  });

  it('keeps checkpoints and the job where all nodes see them, and its secrets nowhere there', async () => {
    own.engines.pool = ['n0', 'n1'];
    own.engines.trains = false;
    await own.control.start(onCluster());
    const [name] = readdirSync(shared);
    expect(name).toMatch(/^gf-tiny-[0-9a-f]{8}$/);
    const [request] = own.engines.checked;
    const place = join(shared, name!);
    expect(request!.site).toEqual({ nodes: ['n0', 'n1'], shared: place });
    const [run] = request!.runs;
    expect(run).toMatchObject({
      job: join(place, 'job.json'),
      checkpoints: join(place, 'checkpoints'),
    });
    expect(JSON.parse(readFileSync(run!.job, 'utf8'))).toMatchObject({ run: 'tiny' });
    expect(run!.program.secrets).toEqual({ SECRET: 'swordfish' });
    expect(run!.program.environment).toEqual({ PATH: process.env['PATH'] });
    for (const file of readdirSync(place)) {
      expect(readFileSync(join(place, file), 'utf8')).not.toContain('swordfish');
    }
  });

  it('gives the program of an image nothing of this machine', async () => {
    own.engines.pool = ['n0', 'n1'];
    own.engines.trains = false;
    await own.control.start(
      onCluster(
        `{ kind: kubernetes, namespace: ml, image: a, nodes: 2, ranksPerNode: 8, shared: ${shared} }`,
      ),
    );
    const { program } = own.engines.checked[0]!.runs[0]!;
    expect(program.argv[0]).toBe('sh');
    expect(program.environment).toEqual({});
    expect(program.cwd).toBe(own.engines.checked[0]!.site!.shared);
  });

  it('takes orders about nodes by the names of the site', async () => {
    own.engines.pool = ['n0', 'n1', 'n2'];
    own.engines.trains = false;
    await own.control.start(onCluster());
    await until(async () => (await own.control.state()).runs[0]!.phase === 'running');
    const unknown = await own.control.drain('tiny', { by: 'ada', node: 'n9' });
    expect(unknown).toMatchObject({ ok: false, problems: [{ code: 'node.unknown' }] });
    if (!unknown.ok) expect(unknown.problems[0]!.message).toContain('it has n0, n1, n2.');
    expect(await own.control.drain('tiny', { by: 'ada', node: 'n1' })).toMatchObject({ ok: true });
    await until(async () => {
      const detail = await own.control.run('tiny');
      return detail.ok && detail.value.fleet[1]!.state === 'cordoned';
    });
    const detail = await own.control.run('tiny');
    expect(detail).toMatchObject({ ok: true, value: { orders: [{ order: 'drain n1' }] } });
    const words = readFileSync(folderOf('tiny').events, 'utf8');
    expect(words).toContain('Node n1 takes no more work.');
    expect(words).not.toContain('tiny:1');
  });

  it('packs what the scheduler printed into a support archive, and no environment', async () => {
    own.engines.pool = ['n0', 'n1'];
    own.engines.trains = false;
    await own.control.start(onCluster());
    const { site } = folderOf('tiny').record()!;
    const attempt = join(site!.shared, 'tiny/attempts/3');
    mkdirSync(attempt, { recursive: true });
    writeFileSync(join(attempt, 'job-0.out'), 'srun: error: Node failure on n1, said swordfish\n');
    writeFileSync(join(attempt, 'environment'), 'SECRET=other\n');
    const packed = gunzipSync(Buffer.concat(await all(own.control.support('tiny')))).toString();
    expect(packed).toContain('tiny-support/scheduler/3/job-0.out');
    expect(packed).toContain('Node failure on n1, said [SECRET]');
    expect(packed).not.toContain('SECRET=other');
  });

  it('pauses while the disk of the shared folder is full, though the one here is not', async () => {
    own.engines.pool = ['n0', 'n1'];
    own.engines.trains = false;
    await own.control.start(onCluster());
    await until(async () => (await own.control.state()).runs[0]!.phase === 'running');
    const [name] = readdirSync(shared);
    own.freeShareOf = (folder) => (folder === join(shared, name!) ? 0.01 : 1);
    const reason = async () => (await own.control.state()).runs[0]!.reason;
    await until(async () => (await reason()).startsWith(`Only 1.0 % of the disk of ${shared}`));
    own.freeShareOf = () => 1;
    await until(async () => !(await reason()).startsWith('Only'));
  });

  it('goes on from the checkpoints of the earlier run of its name', async () => {
    own.engines.pool = ['n0', 'n1'];
    await own.control.start(onCluster());
    await until(async () => (await own.control.state()).runs[0]!.state === 'finished');
    const before = folderOf('tiny').record()!;
    mkdirSync(join(before.checkpoints, 'step-7'), { recursive: true });
    writeFileSync(join(before.checkpoints, 'step-7', 'data'), 'x');
    own.engines.trains = false;
    const started = await own.control.start({ ...onCluster(), resume: true });
    expect(started.ok).toBe(true);
    const after = folderOf('tiny').record()!;
    expect(after.checkpoints).not.toBe(before.checkpoints);
    expect(readFileSync(join(after.checkpoints, 'step-7', 'data'), 'utf8')).toBe('x');
    expect(existsSync(before.checkpoints)).toBe(false);
  });
});

describe('the name of a run on a site', () => {
  it('is a DNS label that is of this run alone', () => {
    const name = siteName('Grok_Nano.with-a-very-long-name-indeed', 1, '/state/a');
    expect(name).toMatch(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/);
    expect(name.length).toBeLessThanOrEqual(36);
    expect(siteName('a', 1, '/state/a')).not.toBe(siteName('a', 1, '/state/b'));
    expect(siteName('a', 1, '/state/a')).not.toBe(siteName('a', 2, '/state/a'));
  });
});
