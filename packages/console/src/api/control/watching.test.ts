import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ControlAnswer, ControlFault } from './client.ts';
import { Watching } from './watching.ts';

let asked: AbortSignal[];
let answers: ControlAnswer<unknown>[];
let isSeen: boolean;

beforeEach(() => {
  vi.useFakeTimers();
  [asked, answers, isSeen] = [[], [], true];
});

afterEach(() => void vi.useRealTimers());

function watch() {
  return new Watching({
    ask: async (_path, signal) => {
      asked.push(signal);
      return answers.shift() ?? { ok: true, value: asked.length };
    },
    isSeen: () => isSeen,
    now: () => 5,
  });
}

const faultOf = (reason: ControlFault['reason']): ControlAnswer<unknown> => ({
  ok: false,
  fault: { reason, message: reason },
});

describe('watching', () => {
  it('asks once for all readers, again and again, until the last has left', async () => {
    const watching = watch();
    const told = vi.fn();
    const leave = [watching.read('/state', 100, told), watching.read('/state', 100, () => {})];
    await vi.advanceTimersByTimeAsync(0);
    expect(watching.watched('/state')).toEqual({ value: 1, at: 5, fault: undefined });
    await vi.advanceTimersByTimeAsync(100);
    expect([asked.length, told.mock.calls.length]).toEqual([2, 2]);
    leave[0]!();
    leave[1]!();
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toHaveLength(2);
    // What was known is still there for one who comes back.
    expect(watching.watched('/state').value).toBe(2);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(watching.watched('/state').value).toBeUndefined();
  });

  it('keeps what it knows beside a fault, and asks less often', async () => {
    const watching = watch();
    answers = [{ ok: true, value: 'good' }, faultOf('lost')];
    watching.read('/state', 100, () => {});
    await vi.advanceTimersByTimeAsync(100);
    expect(watching.watched('/state')).toMatchObject({ value: 'good', fault: { reason: 'lost' } });
    await vi.advanceTimersByTimeAsync(4999);
    expect(asked).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(watching.watched('/state')).toMatchObject({ value: 3, fault: undefined });
  });

  it.each(['token', 'none'] as const)('does not ask again by itself after "%s"', async (reason) => {
    const watching = watch();
    answers = [faultOf(reason)];
    watching.read('/state', 100, () => {});
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(1);
    watching.askAgain();
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toHaveLength(2);
  });

  it('asks nothing while nobody sees the page, and at once when told to', async () => {
    const watching = watch();
    watching.read('/state', 100, () => {});
    isSeen = false;
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toHaveLength(1);
    watching.askAgain();
    watching.askAgain();
    // The newest question counts: an order may have been given in between.
    expect(asked.map(({ aborted }) => aborted)).toEqual([false, true, false]);
  });
});
