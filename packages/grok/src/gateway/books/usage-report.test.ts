import { describe, expect, it } from 'vitest';
import { DEFAULT_CONFIG } from '../config/shape.ts';
import type { ApiKey } from '../keys/key-file.ts';
import type { AnswerEntry, BegunEntry } from './books.ts';
import { reportUsage, type UsageQuery, type UsageReport } from './usage-report.ts';

const ANSWER: AnswerEntry = {
  ...{ kind: 'answer', id: 'resp_1', key: 'k1', face: 'chat', model: 'm', upstream: 'u' },
  ...{ at: '2026-11-30T04:00:00.000Z', seconds: 1, status: 'completed' },
  ...{ input: 10, output: 5, isEstimated: false, cost: 1, lost: 0.25 },
};

function key(id: string, change: Partial<ApiKey> = {}): ApiKey {
  return { id, name: id, tier: 'premium', hash: '', madeAt: '', madeBy: '', ...change };
}

async function* textOf(entries: readonly (object | string)[]): AsyncGenerator<string> {
  for (const entry of entries) yield typeof entry === 'string' ? entry : JSON.stringify(entry);
}

async function report(
  entries: readonly (object | string)[],
  query: Partial<UsageQuery> = {},
): Promise<UsageReport> {
  const { tiers } = DEFAULT_CONFIG;
  const site = { moneyPerDay: 20, moneyPerMonth: 200 };
  const keys = [key('k1'), key('k2'), key('k3', { revokedAt: '2026-11-01' })];
  const read = await reportUsage(textOf(entries), {
    ...{ config: { tiers, site }, keys, today: '2026-11-30' },
    ...query,
  });
  if (!read.ok) throw new Error(read.problems[0]?.code);
  return read.value;
}

describe('a report of usage', () => {
  it.each(['{', '3', '{"kind":"answer"}'])('says which line is none: %s', async (line) => {
    await expect(report([ANSWER, line])).rejects.toThrow('books.broken');
  });

  it('of nothing has nothing, and all budgets', async () => {
    const { total, keys, site, budgets, underWay } = await report([]);
    expect([total.requests, keys, underWay]).toEqual([0, [], { answers: 0, most: 0 }]);
    expect(site).toMatchObject({ day: { most: 20, left: 20 }, month: { left: 200 } });
    expect(budgets.map(({ key }) => key)).toEqual(['k1', 'k2']);
  });

  it('sums by key, model, upstream and day', async () => {
    const { total, keys, models, upstreams, days } = await report([
      ANSWER,
      {
        ...ANSWER,
        id: 'resp_2',
        key: '',
        model: 'n',
        isEstimated: true,
        at: '2026-11-30T23:59:59Z',
      },
      {
        ...ANSWER,
        id: 'resp_3',
        upstream: '',
        status: 'failed',
        cost: 0,
        at: '2026-12-01T00:00:00Z',
      },
      { kind: 'cancelled', id: 'resp_1', key: 'k1', at: '2026-12-01T00:00:00Z' },
    ]);
    expect(total).toEqual({
      ...{ requests: 3, failed: 1, input: 30, output: 15, estimated: 1, cost: 2, lost: 0.75 },
    });
    expect(keys.map(({ of, requests }) => [of, requests])).toEqual([
      ['', 1],
      ['k1', 2],
    ]);
    expect(models.map(({ of, estimated }) => [of, estimated])).toEqual([
      ['m', 0],
      ['n', 1],
    ]);
    expect(upstreams.map(({ of }) => of)).toEqual(['', 'u']);
    expect(days.map(({ of, requests }) => [of, requests])).toEqual([
      ['2026-11-30', 2],
      ['2026-12-01', 1],
    ]);
  });

  it('counts what was asked from a day on, of one key, and budgets all the same', async () => {
    const entries = [
      { ...ANSWER, at: '2026-11-29T23:59:59.999Z' },
      { ...ANSWER, at: '2026-11-30T00:00:00.000Z' },
      { ...ANSWER, key: 'k2' },
    ];
    const since = await report(entries, { since: '2026-11-30', only: new Set(['k1']) });
    expect(since.total.requests).toBe(1);
    expect(since.site?.month.spent).toBe(3.75);
    expect(since.budgets).toMatchObject([
      { key: 'k1', day: { most: 5, spent: 1, left: 4 }, month: { spent: 2, left: 48 } },
    ]);
  });

  it('gives a new day and a new month their money again', async () => {
    const next = await report([ANSWER], { today: '2026-12-01' });
    expect(next.budgets[0]).toMatchObject({ day: { spent: 0 }, month: { spent: 0 } });
    const clockWentBack = await report([ANSWER], { today: '2026-11-29' });
    expect(clockWentBack.budgets[0]).toMatchObject({ day: { spent: 1 } });
  });

  it('tells what is under way at a price', async () => {
    const begun = (id: string): BegunEntry => ({
      ...{ kind: 'begun', id, key: 'k1', at: ANSWER.at, most: 0.5 },
    });
    const { underWay } = await report([begun('resp_1'), begun('resp_2'), ANSWER]);
    expect(underWay).toEqual({ answers: 1, most: 0.5 });
  });
});
