import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Questions } from './questions.ts';

/** Work that answers when told to. */
function heldWork() {
  const asked: {
    signal: AbortSignal;
    answer: (value: unknown) => void;
    fail: (e: Error) => void;
  }[] = [];
  const work = (signal: AbortSignal) =>
    new Promise<unknown>((answer, fail) => {
      asked.push({ signal, answer, fail });
      signal.addEventListener('abort', () => fail(new Error('aborted')));
    });
  return { asked, work };
}

const settled = (): Promise<void> => Promise.resolve().then(() => {});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('questions', () => {
  it('are asked once, whoever wants them, and never again', async () => {
    const questions = new Questions();
    const { asked, work } = heldWork();
    const told = vi.fn();
    questions.read('a', told);
    questions.want('a', work);
    questions.want('a', work);
    expect(asked).toHaveLength(1);
    expect(questions.known('a')).toEqual({});
    asked[0]!.answer(7);
    await settled();
    expect(questions.known('a')).toEqual({ data: 7 });
    expect(told).toHaveBeenCalledTimes(1);
    questions.want('a', work);
    expect(asked).toHaveLength(1);
  });

  it('are abandoned once nobody wants them, and begin again for the next', async () => {
    const questions = new Questions();
    const { asked, work } = heldWork();
    const leave = [questions.want('a', work), questions.want('a', work)];
    leave[0]!();
    expect(asked[0]!.signal.aborted).toBe(false);
    leave[1]!();
    expect(asked[0]!.signal.aborted).toBe(true);
    await settled();
    expect(questions.known('a')).toEqual({});
    questions.want('a', work);
    asked[1]!.answer('late');
    await settled();
    expect(questions.known('a')).toEqual({ data: 'late' });
  });

  it('are stopped for all, and begin again for whoever wants them anew', () => {
    const questions = new Questions();
    const { asked, work } = heldWork();
    const leave = questions.want('a', work);
    questions.cancel('a');
    expect(asked[0]!.signal.aborted).toBe(true);
    leave();
    questions.want('a', work);
    expect(asked).toHaveLength(2);
    questions.cancel('unheard of');
  });

  it('say why there is no answer, and are asked again', async () => {
    const questions = new Questions();
    const { asked, work } = heldWork();
    const leave = questions.want('a', work);
    asked[0]!.fail(new Error('The worker could not be loaded.'));
    await settled();
    const { error } = questions.known('a');
    expect(error?.message).toBe('The worker could not be loaded.');
    leave();
    questions.want('a', work);
    expect(asked).toHaveLength(2);
    expect(questions.known('a')).toEqual({});
  });

  it('are forgotten some time after the last has read them', async () => {
    const questions = new Questions();
    const { asked, work } = heldWork();
    const stop = questions.read('a', () => {}, 1000);
    questions.want('a', work)();
    questions.want('a', work);
    asked.at(-1)!.answer(1);
    await settled();
    stop();
    vi.advanceTimersByTime(999);
    const again = questions.read('a', () => {}, 1000);
    vi.advanceTimersByTime(5000);
    expect(questions.known('a')).toEqual({ data: 1 });
    again();
    vi.advanceTimersByTime(1000);
    expect(questions.known('a')).toEqual({});
  });
});
