import { describe, expect, it } from 'vitest';
import { compared, headlineOf, resultsOf } from './evaluation.ts';

describe('resultsOf', () => {
  it('makes nothing of nothing, and leaves lists to files', () => {
    expect(resultsOf({})).toEqual([]);
    expect(resultsOf({ rows: [{ question: 'x' }], group: {} })).toEqual([]);
  });

  it('shows shares of questions as such, other figures as they are, and what was not measured', () => {
    const [group] = resultsOf({ operationRight: 0.953, questions: 300, nll: 2.34567, best: null });
    expect(group?.title).toBe('');
    expect(group?.results.map(({ label, text }) => `${label}: ${text}`)).toEqual([
      'Right operation: 95.3%',
      'Questions: 300',
      'Loss per token: 2.346',
      'Best: –',
    ]);
  });

  it('shortens a hash, and no other text', () => {
    const [group] = resultsOf({ witness: 'ab'.repeat(32), questions: 'cd'.repeat(40) });
    expect(group?.results.map(({ text }) => text)).toEqual(['abababababab…', 'cd'.repeat(40)]);
  });

  it('keeps the sets of an evaluation apart', () => {
    const groups = resultsOf({
      program: 'x',
      build: { operationRight: 1 },
      'release-2': { validJson: 1, more: { refusedRight: 0.5 } },
    });
    expect(groups.map(({ title }) => title)).toEqual(['', 'Build', 'Release 2', 'Release 2, more']);
    expect(groups.at(-1)?.results).toEqual([
      {
        key: 'Release 2.More.refusedRight',
        label: 'Refused what is outside its skill',
        text: '50.0%',
      },
    ]);
  });
});

describe('compared', () => {
  const group = (title: string, ...labels: string[]) => ({
    title,
    results: labels.map((label) => ({ key: `${title}.${label}`, label, text: '1' })),
  });

  it('compares sets of which the same was measured, and nothing else', () => {
    expect(compared([group('', 'Questions'), group('Build', 'A')])).toBeUndefined();
    expect(compared([group('Build', 'A'), group('Release', 'B')])).toBeUndefined();
    const found = compared([group('', 'Q'), group('Build', 'A', 'B'), group('Release', 'A')]);
    expect(found?.measures).toEqual(['A', 'B']);
    expect(found?.sets.map(({ title }) => title)).toEqual(['Build', 'Release']);
  });
});

describe('headlineOf', () => {
  it('finds what says most wherever it stands, and nothing where there is none', () => {
    expect(headlineOf({ loss: 1 })).toEqual([]);
    const found = headlineOf({ release: { refusedRight: 0.9, operationRight: 0.8 } });
    expect(found.map(({ label, text }) => [label, text])).toEqual([
      ['Right operation', '80.0%'],
      ['Refused what is outside its skill', '90.0%'],
    ]);
  });
});
