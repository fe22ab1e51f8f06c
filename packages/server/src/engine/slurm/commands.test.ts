import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandRunner, isSilence, understandFailure } from './commands.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slurm-commands-'));
  const write = async (name: string, body: string): Promise<void> => {
    await writeFile(join(folder, name), `#!/bin/sh\n${body}\n`);
    await chmod(join(folder, name), 0o700);
  };
  await write('sbatch', 'cat; env | sort; for each in "$@"; do echo "<$each>"; done');
  await write('squeue', 'exec sleep 60');
  await write('sinfo', 'echo "sinfo: error: Invalid partition name specified" >&2; exit 1');
  await write('scancel', 'exit 0');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function runner(patience = 20) {
  const environment = { PATH: process.env['PATH'], DATABASE_URL: 'hidden', SBATCH_EXPORT: 'ALL' };
  return commandRunner({ commands: folder, environment, patience });
}

describe('commandRunner', () => {
  it('says what to do about a command that is not there', async () => {
    const answer = await runner()({ command: 'scontrol', args: [] });
    expect(answer).toMatchObject({ ok: false, problems: [{ code: 'slurm.missing' }] });
  });

  it('takes a command that does not end for silence', async () => {
    const answer = await runner(0.2)({ command: 'squeue', args: [] });
    expect(answer).toMatchObject({ ok: false, problems: [{ code: 'slurm.silent' }] });
  });

  it('says what Slurm said', async () => {
    const answer = await runner()({ command: 'sinfo', args: [] });
    const message = 'Slurm refuses sinfo: Invalid partition name specified.';
    expect(answer).toEqual({ ok: false, problems: [{ code: 'slurm.refused', message }] });
  });

  it('survives a command that reads nothing', async () => {
    const input = 'x'.repeat(1 << 20);
    expect(await runner()({ command: 'scancel', args: ['1'], input })).toEqual({
      ok: true,
      value: '',
    });
  });

  it('passes arguments and input as they are, secrets in the environment, and of its own only what is needed', async () => {
    const answer = await runner()({
      command: 'sbatch',
      args: ['--comment=$HOME; `id`', 'a b'],
      input: '#!/bin/sh\n',
      secrets: { TOKEN: 's3cret' },
    });
    const lines = answer.ok ? answer.value.split('\n') : [];
    expect(lines[0]).toBe('#!/bin/sh');
    expect(lines).toContain('<--comment=$HOME; `id`>');
    expect(lines).toContain('<a b>');
    expect(lines).toContain('TOKEN=s3cret');
    expect(lines).toContain('SLURM_TIME_FORMAT=%s');
    expect(lines.filter((line) => /DATABASE_URL|SBATCH_EXPORT/.test(line))).toEqual([]);
  });
});

describe('understandFailure', () => {
  // Printed by 24.11 and 22.05.
  it.each([
    'slurm_load_jobs error: Socket timed out on send/recv operation',
    'slurm_load_partitions: Unable to contact slurm controller (connect failure)',
    'sbatch: error: Batch job submission failed: Unable to contact slurm controller (connect failure)',
    'scancel: error: Kill job error on job id 4: Socket timed out on send/recv operation',
  ])('knows silence: %s', (stderr) => {
    expect(isSilence(understandFailure('squeue', stderr))).toBe(true);
  });

  it.each([
    'slurm_update error: Invalid user id',
    'scancel: error: Kill job error on job id 3: Access/permission denied',
  ])('knows what is not allowed: %s', (stderr) => {
    expect(understandFailure('scontrol', stderr).code).toBe('slurm.permission');
  });

  it.each([
    'sbatch: error: Batch job submission failed: Invalid node name specified',
    'sbatch: error: Batch job submission failed: Requested node configuration is not available',
    'allocation failure: Requested node configuration is not available',
    'sbatch: error: Batch job submission failed: Invalid job array specification',
  ])('takes the rest for a refusal: %s', (stderr) => {
    const problem = understandFailure('sbatch', stderr);
    expect(problem.code).toBe('slurm.refused');
    expect(problem.message).toContain(stderr.split(': ').at(-1));
  });
});
