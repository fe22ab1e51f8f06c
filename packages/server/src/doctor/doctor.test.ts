import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failed, ok } from '@gigafactory/core/base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { examineJournals } from './journals.ts';
import { examineMachine } from './machine.ts';
import { examineNodes } from './nodes.ts';
import { type NodeFault, processesAsNodes } from './processes-as-nodes.fixture.ts';
import { examineShared } from './shared.ts';
import { examineState } from './state.ts';
import type { Trial } from './trial.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gf-doctor-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const WELL = { platform: 'linux' as const, node: 'v22.14.0', library: () => ok({}) };

describe('a machine', () => {
  it.each([
    ['Windows', { platform: 'win32' as const }, 'machine.platform', 'WSL'],
    ['an old Node.js', { node: 'v20.18.1' }, 'machine.node', 'Install a newer one'],
    [
      'no journal',
      { library: () => failed({ code: 'journal.library', message: 'libsql is missing.' }) },
      'machine.libsql',
      'DATABASE_URL',
    ],
  ])('does not do with %s, and what to do is said', async (_, fault, code, advice) => {
    const broken = (await examineMachine({ ...WELL, ...fault })).filter(
      ({ verdict }) => verdict !== 'ok',
    );
    expect(broken).toMatchObject([{ code, verdict: 'broken' }]);
    expect(broken[0]!.advice).toContain(advice);
  });

  it('is well where all is there', async () => {
    const findings = await examineMachine(WELL);
    expect(findings.map(({ verdict }) => verdict)).toEqual(['ok', 'ok', 'ok', 'ok']);
  });

  it('is one of doubt where nothing was tried', async () => {
    const [system] = await examineMachine({ ...WELL, platform: 'darwin' });
    expect(system).toMatchObject({ verdict: 'warning' });
  });
});

describe('a state folder', () => {
  it('is one that others can enter, which the first run changes', async () => {
    chmodSync(folder, 0o755);
    const [found] = await examineState(folder);
    expect(found).toMatchObject({ verdict: 'warning', advice: `chmod 700 ${folder}` });
    expect(found!.found).toContain('mode 0755');
  });

  it('is a file', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(await examineState(file)).toMatchObject([{ verdict: 'broken', code: 'state.folder' }]);
  });

  it('will be made where there is none, and nothing is made before', async () => {
    const home = join(folder, 'a/b');
    const findings = await examineState(home);
    expect(findings[0]).toMatchObject({ verdict: 'ok', found: expect.stringContaining('will be') });
    expect(findings.find(({ code }) => code === 'state.socket')).toMatchObject({ verdict: 'ok' });
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a database for journals', () => {
  it('is none, and journals are in a file', async () => {
    expect(await examineJournals(undefined)).toMatchObject({ verdict: 'ok' });
  });

  it('does not answer, and its password is not told', async () => {
    const found = await examineJournals('postgresql://ada:swordfish@127.0.0.1:1/runs');
    expect(found).toMatchObject({ verdict: 'broken', code: 'journals.database' });
    expect(JSON.stringify(found)).not.toContain('swordfish');
  });
});

describe('a shared folder, seen from here', () => {
  it('is missing', async () => {
    const [found] = await examineShared(join(folder, 'nothing'));
    expect(found).toMatchObject({ verdict: 'broken', code: 'shared.folder' });
  });

  it('is a file', async () => {
    writeFileSync(join(folder, 'file'), '');
    expect((await examineShared(join(folder, 'file')))[0]!.found).toContain('no folder');
  });

  it('is a folder of this machine, of which others may know nothing', async () => {
    const findings = await examineShared(folder);
    expect(findings[0]).toMatchObject({ verdict: 'ok' });
    expect(findings.find(({ code }) => code === 'shared.system')).toMatchObject({
      verdict: 'warning',
      advice: expect.stringContaining('--jobs'),
    });
    expect(findings.find(({ code }) => code === 'shared.clock')).toMatchObject({ verdict: 'ok' });
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('nodes, asked by a job', () => {
  const NODES = ['n0', 'n1'];

  async function tried(
    faults: Readonly<Record<string, NodeFault>>,
    trial: Partial<Trial> = {},
    scheduler = processesAsNodes(faults),
  ) {
    const findings = await examineNodes({
      ...{ scheduler, prefix: 'gf-doctor', shared: folder, nodes: NODES, gpusPerNode: 0 },
      ...{ patienceMs: 20_000, lateMs: 600, ...trial },
    });
    expect(readdirSync(folder)).toEqual([]);
    expect(scheduler.cancelled).toEqual(['7']);
    return findings;
  }

  /** Programs that come before those of the system on a node. */
  function programs(scripts: Readonly<Record<string, string>>): string {
    const bin = mkdtempSync(join(tmpdir(), 'gf-doctor-bin-'));
    for (const [name, script] of Object.entries(scripts)) {
      writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    }
    return `${bin}:`;
  }

  it('are well', async () => {
    const findings = await tried({}, { program: ['/bin/sh', '/etc/passwd'] });
    expect(findings.map(({ code, verdict }) => [code, verdict])).toEqual([
      ['nodes.job', 'ok'],
      ['nodes.shared', 'ok'],
      ['nodes.clock', 'ok'],
      ['nodes.program', 'ok'],
    ]);
  });

  it('do not see the folder: one whose writing is not seen here', async () => {
    const findings = await tried({ n1: { isBlind: true } });
    expect(findings[0]).toMatchObject({ code: 'nodes.notShared', verdict: 'broken' });
    expect(findings[0]!.found).toMatch(/^n1 wrote nothing into .*; the job is ended/);
  });

  it('do not see the folder: one that does not read what was written here', async () => {
    // As if another folder were mounted there, of which only the reports are shared.
    const path = programs({ cat: 'exit 1' });
    const findings = await tried({ n0: { path } });
    expect(findings.find(({ verdict }) => verdict === 'broken')).toMatchObject({
      code: 'nodes.notShared',
      found: expect.stringMatching(/^n0 did not read in /),
    });
  });

  it('have another time', async () => {
    const early = programs({ date: 'echo $(( $(/bin/date +%s) - 400 ))' });
    const late = programs({ date: 'echo $(( $(/bin/date +%s) + 60 ))' });
    const far = await tried({ n0: { path: early } });
    expect(far.find(({ code }) => code === 'nodes.clock')).toMatchObject({ verdict: 'broken' });
    expect(far.find(({ code }) => code === 'nodes.clock')!.found).toMatch(/n0 is \d+ s behind/);
    const near = await tried({ n1: { path: late } });
    expect(near.find(({ code }) => code === 'nodes.clock')).toMatchObject({ verdict: 'warning' });
    expect(near.find(({ code }) => code === 'nodes.clock')!.found).toMatch(/n1 is \d+ s ahead of/);
  });

  it('lack the program', async () => {
    const findings = await tried({}, { program: ['/bin/sh', '/opt/nothing/train'] });
    expect(findings.at(-1)).toMatchObject({ code: 'nodes.program', verdict: 'broken' });
    expect(findings.at(-1)!.found).toBe('n0 and n1 lack /opt/nothing/train.');
  });

  it('have fewer GPUs than a job asks for, or none to list', async () => {
    const two = programs({ 'nvidia-smi': 'printf "GPU 0: H100\\nGPU 1: H100\\n"' });
    const eight = programs({
      'nvidia-smi': 'for i in 0 1 2 3 4 5 6 7; do echo "GPU $i: H100"; done',
    });
    const few = await tried({ n0: { path: two }, n1: { path: eight } }, { gpusPerNode: 8 });
    expect(few.at(-1)).toMatchObject({
      verdict: 'broken',
      found: 'n0 lists 2 of the 8 GPUs that a job asks for.',
    });
    const none = await tried({ n0: { path: eight } }, { gpusPerNode: 8 });
    expect(none.at(-1)).toMatchObject({ code: 'nodes.gpus', verdict: 'warning' });
    expect(none.at(-1)!.found).toMatch(/^n1 has neither/);
  });

  it('are busy: the job does not begin', async () => {
    const findings = await tried({}, { patienceMs: 1500 }, processesAsNodes({}, 'waiting'));
    expect(findings).toMatchObject([{ code: 'nodes.job', verdict: 'warning' }]);
    expect(findings[0]!.found).toBe(
      'No job began in time: the job is waiting: Slurm says Resources.',
    );
  });
});
