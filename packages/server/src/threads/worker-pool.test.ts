import { afterEach, describe, expect, it } from 'vitest';
import { createWorkerLanes } from './worker-lanes.ts';
import { createWorkerPool, type WorkerPool } from './worker-pool.ts';

/** A worker that does what the text of its input says; one that hangs never answers, but leaves the cores alone. */
const ENTRY = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort, threadId } from 'node:worker_threads';
    const cell = new Int32Array(new SharedArrayBuffer(4));
    parentPort.on('message', ({ name, input: { text } }) => {
      if (text === 'hang') for (;;) Atomics.wait(cell, 0, 0, 100);
      if (text === 'throw') throw new Error('broken');
      if (text === 'exit') process.exit(3);
      parentPort.postMessage({ ok: true, value: { name, text, threadId } });
    });
  `)}`,
);

let pool: WorkerPool;

afterEach(() => pool.close());

function open(options: { limitMs?: number; size?: number; waiting?: number } = {}) {
  pool = createWorkerPool({ size: 1, entry: ENTRY, ...options });
  return (text: string, signal?: AbortSignal) => pool.run('check', { text }, signal);
}

/** A list in a list in a list. */
function nested(depth: number): unknown {
  let list: unknown[] = [];
  for (let level = 1; level < depth; level++) list = [list];
  return list;
}

describe('createWorkerPool', () => {
  it('stops what takes too long and goes on with the next', async () => {
    // The limit counts the start of a thread too, which takes a busy machine a second or two.
    const run = open({ limitMs: 5_000 });
    await expect(run('hang')).rejects.toMatchObject({ code: 'timeout' });
    expect(await run('next')).toMatchObject({ ok: true, value: { text: 'next' } });
  });

  it.each(['throw', 'exit'])('outlives a worker that ends with %s', async (text) => {
    const run = open();
    await expect(run(text)).rejects.toMatchObject({ code: 'crashed' });
    expect(await run('next')).toMatchObject({ ok: true });
  });

  it('outlives an input that cannot be copied to a thread, also one that had to wait', async () => {
    const run = open();
    const deep = { text: nested(100_000) };
    const before = run('before');
    const waiting = pool.run('check', deep as unknown as { text: string });
    await expect(waiting).rejects.toMatchObject({ code: 'crashed' });
    const first = await before;
    // Its worker is free again at once.
    const { value } = first as unknown as { value: { threadId: number } };
    expect(await run('next')).toMatchObject({
      ok: true,
      value: { text: 'next', threadId: value.threadId },
    });
  });

  it('turns away more than may wait', async () => {
    const run = open({ waiting: 1 });
    const running = run('hang');
    const waiting = run('a');
    await expect(run('b')).rejects.toMatchObject({ code: 'busy' });
    await pool.close();
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('stops what is no longer awaited, running or not', async () => {
    const run = open();
    const first = new AbortController();
    const second = new AbortController();
    const running = run('hang', first.signal);
    const waiting = run('a', second.signal);
    second.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    first.abort();
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    expect(await run('next')).toMatchObject({ ok: true });
    await expect(run('late', first.signal)).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('answers each request with its own answer, on as many threads as it may', async () => {
    const run = open({ size: 2 });
    const texts = Array.from({ length: 12 }, (_, index) => `t${index}`);
    const answers = await Promise.all(texts.map((text) => run(text)));
    const values = answers.map((answer) => (answer as { value: unknown }).value) as {
      text: string;
      threadId: number;
    }[];
    expect(values.map(({ text }) => text)).toEqual(texts);
    expect(new Set(values.map(({ threadId }) => threadId)).size).toBeLessThanOrEqual(2);
  });
});

describe('createWorkerLanes', () => {
  it('answers what is quick while slow requests hold every worker of theirs, and more wait', async () => {
    pool = createWorkerLanes({ size: 2, entry: ENTRY });
    const slow = Array.from({ length: 4 }, () => pool.run('twin', { text: 'hang' }));
    const ended = Promise.allSettled(slow);
    for (const name of ['plan', 'check', 'edit'] as const) {
      expect(await pool.run(name, { text: name })).toMatchObject({ ok: true, value: { name } });
    }
    await pool.close();
    for (const each of await ended) expect(each).toMatchObject({ reason: { code: 'cancelled' } });
  });

  it('counts those who wait by lane', async () => {
    pool = createWorkerLanes({ size: 1, waiting: 1, entry: ENTRY });
    const slow = [1, 2, 3].map(() => pool.run('twin', { text: 'hang' }));
    const ended = Promise.allSettled(slow);
    await expect(slow[2]).rejects.toMatchObject({ code: 'busy' });
    expect(await pool.run('plan', { text: 'quick' })).toMatchObject({ ok: true });
    await pool.close();
    await ended;
  });
});
