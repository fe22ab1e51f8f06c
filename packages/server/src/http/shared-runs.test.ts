import { describe, expect, it } from 'vitest';
import { SharedRuns } from './shared-runs.ts';

/** Runs that end when the test says so. */
function bench() {
  const begun: { resolve: (value: string) => void; reject: (error: Error) => void }[] = [];
  const stopped: number[] = [];
  const runs = new SharedRuns<string>();
  const start = (signal: AbortSignal) => {
    const number = begun.length;
    signal.addEventListener('abort', () => stopped.push(number));
    return new Promise<string>((resolve, reject) => begun.push({ resolve, reject }));
  };
  const ask = (key: string, signal = new AbortController().signal) => runs.run(key, start, signal);
  return { ask, begun, stopped };
}

describe('SharedRuns', () => {
  it('begins nothing for a client that has already gone', async () => {
    const { ask, begun } = bench();
    await expect(ask('a', AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
    expect(begun).toHaveLength(0);
  });

  it('fails all clients that wait, and forgets the failure', async () => {
    const { ask, begun } = bench();
    const both = [ask('a'), ask('a')];
    begun[0]!.reject(new Error('broken'));
    for (const each of both) await expect(each).rejects.toThrow('broken');
    const again = ask('a');
    begun[1]!.resolve('well');
    expect(await again).toBe('well');
  });

  it('computes once what is asked four times at once, and other requests separately', async () => {
    const { ask, begun } = bench();
    const all = [ask('a'), ask('a'), ask('b'), ask('a'), ask('a')];
    expect(begun).toHaveLength(2);
    begun[0]!.resolve('A');
    begun[1]!.resolve('B');
    expect(await Promise.all(all)).toEqual(['A', 'A', 'B', 'A', 'A']);
  });

  it('continues while a client waits, and stops when the last has gone', async () => {
    const { ask, begun, stopped } = bench();
    const [first, second] = [new AbortController(), new AbortController()];
    const both = [ask('a', first.signal), ask('a', second.signal)];
    first.abort();
    await expect(both[0]).rejects.toMatchObject({ code: 'cancelled' });
    expect(stopped).toEqual([]);
    second.abort();
    await expect(both[1]).rejects.toMatchObject({ code: 'cancelled' });
    expect(stopped).toEqual([0]);
    // What was stopped is not joined again, even before it has ended.
    const anew = ask('a');
    begun[0]!.reject(new Error('stopped'));
    begun[1]!.resolve('new');
    expect(await anew).toBe('new');
  });
});
