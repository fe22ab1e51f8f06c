import { execFile } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { JobRequest } from '../cluster/index.ts';
import { arraySubmission, gangSubmission, restBody, sbatchArguments } from './submission.ts';

const JOB: JobRequest = {
  name: 'gf-a-1',
  labels: { run: 'a', attempt: '1' },
  nodes: ['n0', 'n1', 'n5'],
  tasksPerNode: 8,
  script: "/shared/it's here/rank.sh",
  arguments: ['$HOME', 'a b', ''],
  secrets: { TOKEN: 's3cret', KEY: 'other' },
  gpusPerNode: 8,
  cwd: '/shared/a',
  output: '/shared/100%/slurm',
};
const PLACE = { partition: 'gpu' };

describe('gangSubmission', () => {
  it('never names a secret in arguments, script or comment', () => {
    const submission = gangSubmission(JOB, PLACE);
    const { secrets: _, ...shown } = submission;
    const text = JSON.stringify([shown, sbatchArguments(submission)]);
    expect(text).not.toContain('s3cret');
    expect(sbatchArguments(submission)).toContain('--export=PATH,TOKEN,KEY');
  });

  it('is never requeued, takes its nodes whole, and appends to its own output', () => {
    expect(sbatchArguments(gangSubmission(JOB, PLACE))).toEqual([
      '--parsable',
      '--job-name=gf-a-1',
      '--comment=run=a attempt=1',
      '--partition=gpu',
      '--no-requeue',
      '--export=PATH,TOKEN,KEY',
      '--chdir=/shared/a',
      '--output=/shared/100%%/slurm.out',
      '--open-mode=append',
      '--mem=0M',
      '--exclusive',
      '--nodes=3',
      '--nodelist=n[0-1,5]',
      '--ntasks-per-node=8',
      '--gpus-per-node=8',
    ]);
  });

  it('asks for account, time, memory and processors where they are given, and for no GPUs where there are none', () => {
    const job = { ...JOB, secrets: {}, gpusPerNode: 0, cpusPerTask: 4, memoryPerTask: 1.5e9 };
    const submission = gangSubmission(job, { ...PLACE, account: 'lab', timeLimit: 2_880 });
    const given = sbatchArguments(submission);
    expect(given).toEqual(
      expect.arrayContaining(['--account=lab', '--time=2880', '--export=PATH']),
    );
    expect(given).toEqual(expect.arrayContaining(['--mem=11445M', '--cpus-per-task=4']));
    expect(given.join(' ')).not.toContain('--gpus');
    expect(submission.script).toContain('--cpus-per-task=4');
  });

  it('writes a script that shells take apart as it was meant', async () => {
    const { script } = gangSubmission(JOB, PLACE);
    expect(script).toContain('--kill-on-bad-exit=1');
    const printing = 'srun() { for each in "$@"; do echo "<$each>"; done; }\n';
    const said = await shell(printing + script.replace('exec srun', 'srun'));
    expect(said.split('\n')).toEqual(
      expect.arrayContaining([
        '<--nodes=3>',
        '<--ntasks=24>',
        '<--ntasks-per-node=8>',
        "</shared/it's here/rank.sh>",
        '<$HOME>',
        '<a b>',
        '<>',
      ]),
    );
  });
});

describe('arraySubmission', () => {
  const { nodes: _, tasksPerNode: __, gpusPerNode: ___, ...rest } = JOB;
  const array = { ...rest, indices: [7, 0, 1, 2] };

  it('names indices in order, and how many run at once', () => {
    expect(arraySubmission(array, PLACE).array).toBe('0-2,7');
    const given = sbatchArguments(arraySubmission({ ...array, atOnce: 3 }, PLACE));
    expect(given).toContain('--array=0-2,7%3');
    expect(given).toContain('--output=/shared/100%%/slurm-%a.out');
    expect(given).not.toContain('--exclusive');
  });
});

describe('restBody', () => {
  it('says the same as the command line, with secrets in the environment only', () => {
    const body = restBody(gangSubmission(JOB, { ...PLACE, timeLimit: 60 }), '/usr/bin');
    expect(body).toMatchObject({
      job: {
        name: 'gf-a-1',
        partition: 'gpu',
        requeue: false,
        nodes: '3',
        required_nodes: ['n[0-1,5]'],
        tasks: 24,
        tasks_per_node: 8,
        tres_per_node: 'gres/gpu:8',
        shared: ['none'],
        time_limit: { set: true, number: 60 },
        environment: ['PATH=/usr/bin', 'TOKEN=s3cret', 'KEY=other'],
      },
    });
  });
});

function shell(script: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile('/bin/sh', [], (error, stdout) => {
      if (error) reject(error);
      else resolve(stdout);
    });
    child.stdin?.end(script);
  });
}
