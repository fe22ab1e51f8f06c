import { dispatch } from '@gigafactory/core/api';
import type { DoctorFinding, Patient } from '@gigafactory/server/doctor';
import type { RunOperation } from '@gigafactory/server/threads';
import { describe, expect, it } from 'vitest';
import { runMain, type Surroundings } from '../io.fixture.ts';

const run: RunOperation = async (name, input) => dispatch(name, input);

const WELL: DoctorFinding = { code: 'a', about: 'Node.js', verdict: 'ok', found: 'v22.' };
const DOUBT: DoctorFinding = {
  ...{ code: 'b', about: 'clocks', verdict: 'warning', found: 'n3 is 60 s behind.' },
  advice: 'Let all follow one time server.',
};
const BROKEN: DoctorFinding = { ...DOUBT, code: 'c', about: 'folder', verdict: 'broken' };

/** Runs the command against a doctor that finds these things, and asks to try nodes. */
async function doctor(
  argv: string,
  findings: readonly DoctorFinding[] = [WELL],
  around: Surroundings = {},
) {
  const seen: Patient[] = [];
  const tried: boolean[] = [];
  const ended = await runMain(['doctor', ...argv.split(' ').filter(Boolean)], {
    run,
    examine: async function* (patient) {
      seen.push(patient);
      yield { part: 'This machine', findings };
      if (patient.run) tried.push(await patient.mayTry(['n0', 'n1']));
    },
    ...around,
  });
  return { ...ended, patient: seen[0], tried: tried[0] };
}

describe('a site that is looked at', () => {
  it.each([
    ['--partition gpu', 'name the engine to look at with --engine'],
    ['--set engine.nodes=2', 'name the engine to look at with --engine'],
    ['--engine slurm --shared /x', '"partition" is missing'],
    ['--engine slurm --partition gpu --shared x', 'an absolute path'],
    ['--engine slurm --queue q', '--queue is for --engine kubernetes'],
    ['nothing.yaml', 'There is no file "nothing.yaml"'],
  ])('is not with %s', async (argv, message) => {
    const { code, err, patient } = await doctor(argv);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(patient).toBeUndefined();
  });

  it('is this machine alone, unless something else is named', async () => {
    const { code, out, patient } = await doctor('');
    expect(code).toBe(0);
    expect(patient?.run).toBeUndefined();
    expect(out).toBe(
      'This machine\n  ok       Node.js          v22.\nNothing stands in the way of a run.\n',
    );
  });

  it('is a cluster of which there is no file yet', async () => {
    const { patient } = await doctor(
      '--engine slurm --partition gpu --nodes n[0-7] --shared /lustre/gf --set engine.gpusPerNode=4',
    );
    expect(patient?.run?.desired.engine).toMatchObject({
      kind: 'slurm',
      partition: 'gpu',
      pattern: 'n[0-7]',
      shared: '/lustre/gf',
      nodes: 1,
      gpusPerNode: 4,
    });
    expect(patient?.run?.file).toBeUndefined();
  });

  it('has things that will not work: exit code 1, and what to do', async () => {
    const { code, out } = await doctor('', [WELL, DOUBT, BROKEN]);
    expect(code).toBe(1);
    expect(out).toContain('  warning  clocks           n3 is 60 s behind.\n');
    expect(out).toContain(`${' '.repeat(28)}Let all follow one time server.\n`);
    expect(out).toContain('1 thing will not work; 1 warning.\n');
  });

  it('is told as JSON', async () => {
    const { code, out } = await doctor('--json', [WELL, DOUBT]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      verdict: 'warning',
      parts: [{ part: 'This machine', findings: [WELL, DOUBT] }],
    });
  });
});

describe('a job on nodes', () => {
  const SITE = '--engine slurm --partition gpu --shared /lustre/gf';

  it.each([
    ['yes', SITE, { answers: ['y'] }, true],
    ['no', SITE, { answers: ['n'] }, false],
    ['asked of nobody', SITE, {}, false],
    ['--jobs', `${SITE} --jobs`, {}, true],
    ['--json, which leaves no room to ask', `${SITE} --json`, { answers: ['y'] }, false],
  ])('is started as a person wants: %s', async (_, argv, around, expected) => {
    const { tried, err } = await doctor(argv, [WELL], around);
    expect(tried).toBe(expected);
    if (argv === SITE && 'answers' in around) {
      expect(err).toContain('Start a job of a few seconds on 2 nodes (n0, n1)? [y/N]');
    }
  });
});
