import { describe, expect, it } from 'vitest';
import { JobBook } from './job-book.ts';
import { readJobsText } from './read-text.ts';
import { recordedText } from './recorded.fixture.ts';
import type { JobRow } from './rows.ts';

const NOW = 1_795_998_400;

function rowsOf(snapshot: string, name: string): readonly JobRow[] {
  const all = readJobsText(recordedText(`24.11-jobs-${snapshot}`));
  return all.filter((row) => row.name === name);
}

const ROW: JobRow = {
  id: '7',
  name: 'gf-a',
  states: ['RUNNING'],
  reason: 'None',
  submitted: NOW - 100,
  restarts: 0,
  nodes: 'n[0-1]',
};
const JOB = { id: '7', since: String(NOW - 100) };

describe('JobBook', () => {
  it('follows a job that somebody requeues: its first run is over when the second is cancelled', () => {
    const book = new JobBook();
    const [first] = book.read(rowsOf('running', 'gf-requeued'), NOW).sights;
    expect(first?.state).toBe('running');
    const steps = ['requeuing', 'requeued', 'ended'].map((snapshot) =>
      book.read(rowsOf(snapshot, 'gf-requeued'), NOW),
    );
    // A requeued job has a new submit time; the job that was started is meant all the same.
    expect(steps.map(({ sights }) => sights[0]?.job)).toEqual([first?.job, first?.job, first?.job]);
    expect(steps.map(({ sights }) => sights[0]?.state)).toEqual(['ending', 'ending', 'ended']);
    expect(steps.map(({ sights }) => sights[0]?.end)).toEqual(Array(3).fill('requeued'));
    expect(steps.map(({ unwanted }) => unwanted)).toEqual([['40'], ['40'], []]);
    expect(steps.flatMap(({ unexplained }) => unexplained)).toEqual([]);
  });

  it('leaves a job held whose prolog failed: it never ran', () => {
    const { sights, unwanted } = new JobBook().read(rowsOf('running', 'gf-launch'), NOW);
    expect(sights).toMatchObject([{ state: 'stuck' }]);
    expect(sights[0]?.why).toContain('launch failed requeued held');
    expect(unwanted).toEqual([]);
  });

  it('keeps the older of two live jobs of a name, whichever is listed first', () => {
    const older = { ...ROW, id: '7' };
    const younger = { ...ROW, id: '8', states: ['PENDING'], submitted: ROW.submitted + 1 };
    for (const rows of [
      [older, younger],
      [younger, older],
    ]) {
      const { sights, unwanted } = new JobBook().read(rows, NOW);
      expect(sights.map(({ job }) => job.id)).toEqual(['7']);
      expect(unwanted).toEqual(['8']);
    }
    const ended = { ...older, states: ['FAILED'] };
    expect(new JobBook().read([ended, younger], NOW).unwanted).toEqual([]);
  });

  it('asks why a job was cancelled that nobody here cancelled, once', () => {
    const book = new JobBook();
    const rows = rowsOf('ended', 'gf-prolog');
    const [asked] = book.read(rows, NOW).unexplained;
    expect(asked).toMatchObject({ nodes: 'n5', submitted: 1_795_997_934 });
    book.explain(asked!.sight.job, ['n5']);
    const after = book.read(rows, NOW);
    expect(after.unexplained).toEqual([]);
    expect(after.sights).toMatchObject([{ state: 'ended', end: 'node', badNodes: ['n5'] }]);
    expect(after.sights[0]?.why).toBe('its prolog failed on n5; Slurm says CANCELLED');
  });

  it('leaves a scancel of somebody what it is, and does not ask about one of ours', () => {
    const cancelled = [{ ...ROW, states: ['CANCELLED'] }];
    const book = new JobBook();
    book.explain(JOB, []);
    expect(book.read(cancelled, NOW)).toMatchObject({
      sights: [{ end: 'cancelled' }],
      unexplained: [],
    });
    const own = new JobBook();
    own.endIsOrdered(JOB);
    expect(own.read(cancelled, NOW).unexplained).toEqual([]);
  });

  it('tells a job from another that was given its id', () => {
    const book = new JobBook();
    book.read([ROW], NOW);
    expect(book.isSame(ROW, JOB)).toBe(true);
    expect(book.isSame({ ...ROW, submitted: NOW }, JOB)).toBe(false);
    expect(book.isSame({ ...ROW, submitted: NOW, restarts: 1 }, JOB)).toBe(true);
    expect(book.isSame({ ...ROW, id: '8' }, JOB)).toBe(false);
  });

  it('sees an array as one job', () => {
    const see = (...states: readonly string[]) => {
      const rows = states.map((state) => ({ ...ROW, states: [state] }));
      const { state, end } = new JobBook().read(rows, NOW).sights[0]!;
      return end ?? state;
    };
    expect(see('PENDING', 'COMPLETED')).toBe('running');
    expect(see('RUNNING', 'FAILED')).toBe('running');
    expect(see('COMPLETING', 'COMPLETED')).toBe('ending');
    expect(see('COMPLETED', 'FAILED', 'COMPLETED')).toBe('failed');
    expect(see('COMPLETED', 'COMPLETED')).toBe('done');
    const [recorded] = new JobBook().read(rowsOf('running', 'gf-array'), NOW).sights;
    expect(recorded).toMatchObject({ name: 'gf-array', state: 'running' });
  });
});
