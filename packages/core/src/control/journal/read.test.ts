import { describe, expect, it } from 'vitest';
import { flatTopology } from '../protocol/index.ts';
import { readJournal } from './index.ts';

const HEADER = {
  format: 'gigafactory-journal',
  version: 1,
  horizon: 3600,
  topology: flatTopology(8),
  runs: [
    {
      run: 'a',
      kind: 'train',
      work: 1e6,
      replicas: 1,
      nodesPerReplica: 4,
      policy: { hangTimeout: 60 },
    },
  ],
};
const FENCE = { run: 'a', attempt: 1, epoch: 1 };

function text(...lines: readonly unknown[]): string {
  const written = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  return `${[JSON.stringify(HEADER), ...written].join('\n')}\n`;
}

function problemOf(journal: string) {
  const read = readJournal(journal);
  if (read.ok) throw new Error('accepted');
  return read.problem;
}

describe('readJournal', () => {
  it.each([
    ['nothing at all', ''],
    ['no JSON', 'hello\n'],
    ['another format', JSON.stringify({ ...HEADER, format: 'log' })],
    ['another version', JSON.stringify({ ...HEADER, version: 2 })],
    ['no time', JSON.stringify({ ...HEADER, horizon: 0 })],
    ['no fleet', JSON.stringify({ ...HEADER, topology: { nodes: 0 } })],
    ['domains without nodes', JSON.stringify({ ...HEADER, topology: { nodes: 8, size: {} } })],
    ['no runs', JSON.stringify({ ...HEADER, runs: [] })],
    ['a run without a policy', JSON.stringify({ ...HEADER, runs: [{ run: 'a' }] })],
  ])('refuses a header with %s', (_, journal) => {
    expect(problemOf(journal)).toMatchObject({ code: 'journal.header', at: { line: 1 } });
  });

  it.each([
    ['{"at": 1', 'is no JSON'],
    ['[]', 'is no event'],
    [{ kind: 'sweepDue' }, 'has no time'],
    [{ at: -1, kind: 'sweepDue' }, 'has no time'],
    [{ at: 1, kind: 'exploded' }, 'unknown kind "exploded"'],
    [{ at: 1, kind: 'constructor' }, 'unknown kind'],
    [{ at: 1, kind: 'nodeFailed', node: 8, cause: 'x' }, 'a node 8 that the fleet of 8'],
    [{ at: 1, kind: 'nodeFailed', node: 0.5, cause: 'x' }, 'a node 0.5'],
    [{ at: 1, kind: 'nodeFailed', node: 1 }, 'has no cause'],
    [{ at: 1, kind: 'placed', run: 'b', attempt: 1, epoch: 1 }, 'a run "b" that the header'],
    [{ at: 1, kind: 'placed', run: 'a' }, 'no attempt and epoch'],
    [{ at: 1, kind: 'diagnosed', ...FENCE }, 'has no diagnosis'],
    [
      { at: 1, kind: 'diagnosed', ...FENCE, diagnosis: { cause: 'x', nodes: [9] } },
      'is about a node 9',
    ],
    [{ at: 1, kind: 'observed', ...FENCE, health: 'ill' }, 'has no health'],
    [{ at: 1, kind: 'slowed', ...FENCE, slowdown: 0.5, nodes: [] }, 'no slowdown of 1'],
    [{ at: 1, kind: 'domainFailed', domain: { kind: 'rack', index: 3 }, cause: 'x' }, 'a rack 3'],
    [{ at: 1, kind: 'domainFailed', domain: { kind: 'row', index: 0 }, cause: 'x' }, '"row"'],
    [{ at: 1, kind: 'timer', ...FENCE, timer: 'tea' }, 'no known timer'],
  ])('refuses the line %j and names it', (line, message) => {
    const problem = problemOf(text({ at: 0, kind: 'sweepDue' }, line, { at: 2, kind: 'sweepDue' }));
    expect(problem).toMatchObject({ code: 'journal.line', at: { line: 3 } });
    expect(problem.message).toContain(message);
  });

  it('refuses lines that are out of order', () => {
    const journal = text({ at: 5, kind: 'sweepDue' }, '', { at: 4, kind: 'sweepDue' });
    expect(problemOf(journal)).toMatchObject({ code: 'journal.order', at: { line: 4 } });
  });

  it('leaves a last line out that was cut off, and says so', () => {
    const whole = text({ at: 1, kind: 'sweepDue' }, { at: 2, kind: 'sweepDue' });
    for (let cut = 2; cut < 20; cut++) {
      const read = readJournal(whole.slice(0, -cut));
      if (!read.ok) throw new Error(read.problem.message);
      expect(read.value.entries).toHaveLength(1);
      expect(read.value.notes).toEqual(['Line 3, the last, is cut off and was left out.']);
    }
  });

  it('gives the events of a whole journal, each with its line', () => {
    const read = readJournal(
      text({ at: 1, kind: 'sweepDue' }, { at: 1, kind: 'placed', ...FENCE }),
    );
    expect(read).toMatchObject({
      ok: true,
      value: { entries: [{ line: 2 }, { line: 3, event: { kind: 'placed' } }], notes: [] },
    });
  });
});
