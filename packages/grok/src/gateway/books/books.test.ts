import { describe, expect, it } from 'vitest';
import { MemoryBooks } from '../gateway.fixture.ts';
import { Account } from './account.ts';
import { type AnswerEntry, Books } from './books.ts';
import { Bucket } from './bucket.ts';

const ENTRY: AnswerEntry = {
  ...{ kind: 'answer', id: 'resp_1', key: 'k', face: 'chat', model: 'm', upstream: 'u' },
  ...{ at: '2026-11-30T04:00:00.000Z', seconds: 1, status: 'completed' },
  ...{ input: 1, output: 1, isEstimated: false, cost: 1, lost: 0.25 },
};

describe('an account', () => {
  const limits = { moneyPerDay: 5, moneyPerMonth: 8 };

  it('has a new day at midnight and a new month at its first', () => {
    const account = new Account();
    account.book('2026-11-29', 4);
    expect(account.left('2026-11-29', limits)).toBe(1);
    expect(account.left('2026-11-30', limits)).toBe(4);
    account.book('2026-11-30', 4);
    expect(account.left('2026-11-30', limits)).toBe(0);
    expect(account.left('2026-12-01', limits)).toBe(5);
  });

  it('does not give a day again when the clock goes back', () => {
    const account = new Account();
    account.book('2026-11-30', 4);
    account.book('2026-11-29', 1);
    expect(account.left('2026-11-29', limits)).toBe(0);
  });
});

describe('a bucket', () => {
  it('never gives two minutes at once, and waits after it was overdrawn', () => {
    const bucket = new Bucket(60, 0);
    expect(bucket.left(60, 600_000)).toBe(60);
    bucket.draw(90);
    expect(bucket.left(60, 600_000)).toBe(-30);
    expect(bucket.secondsUntil(1, 60)).toBeCloseTo(31, 9);
    expect(bucket.left(60, 631_000)).toBeCloseTo(1, 9);
    expect(bucket.left(60, 600_000)).toBeCloseTo(1, 9);
    expect(bucket.left(60, 631_000)).toBeCloseTo(1, 9);
  });
});

describe('books', () => {
  it('are the same after they were closed, summed up or not', async () => {
    const store = new MemoryBooks();
    const first = await Books.open(store);
    await first.settle(ENTRY);
    const left = (books: Books) => [
      books.account('k').left('2026-11-30', { moneyPerDay: 10, moneyPerMonth: 10 }),
      books.site.left('2026-11-30', { moneyPerDay: 10, moneyPerMonth: 10 }),
    ];
    expect(left(first)).toEqual([9, 8.75]);
    // A crash: nothing was summed up.
    const second = await Books.open(store);
    expect(left(second)).toEqual([9, 8.75]);
    await second.close();
    expect(left(await Books.open(store))).toEqual([9, 8.75]);
  });

  it('owe nothing for an answer that could not be written down', async () => {
    const store = new MemoryBooks();
    store.append = () => Promise.reject(new Error('disk full'));
    const books = await Books.open(store);
    const begun = { id: 'resp_1', key: 'k', at: ENTRY.at, most: 1 };
    await expect(books.begin(begun)).rejects.toThrow('disk full');
    expect(books.begun).toEqual([]);
  });

  it('are summed up every 5,000 lines', async () => {
    const store = new MemoryBooks();
    const books = await Books.open(store);
    for (let at = 0; at < 5010; at++) await books.settle({ ...ENTRY, id: `resp_${at}` });
    let lines = 0;
    for await (const _ of (await store.open()).lines) lines++;
    expect(lines).toBe(10);
    const account = (await Books.open(store)).account('k');
    expect(account.spent.ofDay).toBeCloseTo(5010, 6);
  });
});
