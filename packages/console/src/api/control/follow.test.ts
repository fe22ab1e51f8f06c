import { describe, expect, it } from 'vitest';
import { type Connection, follow, type World } from './follow.ts';

/** One answer of the server to a request for a stream. */
type Answer = (url: string) => Response | Promise<Response>;

const entry = (offset: number) => ({ offset, text: `entry ${offset}` });
const lines = (...entries: object[]) => entries.map((each) => `${JSON.stringify(each)}\n`).join('');

/** A response that brings these pieces, and then ends, breaks or stays open. */
function streamOf(pieces: readonly string[], then: 'ends' | 'breaks' | 'stays'): Answer {
  return () => {
    const queue = [...pieces];
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        const piece = queue.shift();
        if (piece !== undefined) controller.enqueue(new TextEncoder().encode(piece));
        else if (then === 'breaks') controller.error(new TypeError('connection reset'));
        else if (then === 'ends') controller.close();
        else return new Promise(() => undefined);
        return undefined;
      },
    });
    return new Response(body, { headers: { 'content-type': 'application/x-ndjson' } });
  };
}

/** Follows a stream in a world whose time passes only when nothing else happens. */
function followIn(answers: Answer[], { isOver = (): boolean => true, query = {} } = {}) {
  const urls: string[] = [];
  const taken: number[] = [];
  const told: Connection[] = [];
  const waits: number[] = [];
  const hidings = new Set<() => void>();
  const timers = new Set<{ readonly ms: number; readonly act: () => void }>();
  let hidden = false;
  const leave = new AbortController();
  const world: World = {
    wires: {
      fetch: async (url, { signal }) => {
        urls.push(new URL(url).search);
        const answer = answers.shift();
        if (!answer) leave.abort();
        signal?.throwIfAborted();
        const response = await answer!(url);
        // As in a browser, an aborted request breaks its body.
        signal?.addEventListener(
          'abort',
          () => void response.body?.cancel().catch(() => undefined),
        );
        return abortable(response, signal ?? undefined);
      },
      token: () => 'secret',
      base: () => 'http://127.0.0.1/',
    },
    now: () => 1000 * urls.length,
    after: (ms, act) => {
      const timer = { ms, act };
      timers.add(timer);
      if (ms < 20_000) {
        waits.push(ms);
        queueMicrotask(() => timers.has(timer) && act());
      }
      return () => timers.delete(timer);
    },
    isHidden: () => hidden,
    onHiding: (act) => {
      hidings.add(act);
      return () => hidings.delete(act);
    },
  };
  const done = follow<ReturnType<typeof entry>>(
    {
      path: '/runs/nano/events',
      query,
      take: (entries) => taken.push(...entries.map(({ offset }) => offset)),
      tell: (connection) => told.push(connection),
      isOver,
      signal: leave.signal,
    },
    world,
  );
  const hide = (now: boolean): void => {
    hidden = now;
    for (const act of [...hidings]) act();
  };
  const silence = (): void => {
    for (const { ms, act } of [...timers]) if (ms >= 20_000) act();
  };
  return { done, urls, taken, told, waits, hide, silence, leave, timers };
}

function abortable(response: Response, signal: AbortSignal | undefined): Response {
  const reader = response.body?.getReader();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const aborted = new Promise<never>((_, reject) => {
        signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
      });
      const { done, value } = await Promise.race([reader!.read(), aborted]);
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
  const { status, headers } = response;
  return new Response(body, { status, headers });
}

const states = (told: readonly Connection[]) => told.map(({ state }) => state);
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('follow', () => {
  it('gives up where trying again cannot help, and says why', async () => {
    const wrong = () =>
      Response.json({ problems: [{ code: 'x', message: 'no' }] }, { status: 401 });
    const { done, told, urls } = followIn([wrong]);
    await done;
    expect(told.at(-1)).toMatchObject({ state: 'stale', fault: { reason: 'token' } });
    expect(urls).toHaveLength(1);
  });

  it('takes every entry once, over broken connections and cut lines', async () => {
    const { done, urls, taken, told } = followIn([
      streamOf([lines(entry(1), entry(2)), '{"offset": 3, "te'], 'breaks'),
      streamOf(
        [lines(entry(3)).slice(0, 9), lines(entry(3)).slice(9), '\n\n', lines(entry(4))],
        'ends',
      ),
    ]);
    await done;
    expect(taken).toEqual([1, 2, 3, 4]);
    expect(urls).toEqual(['?follow=1', '?after=2&follow=1']);
    expect(states(told)).toEqual(['connecting', 'live', 'stale', 'live', 'over']);
  });

  it('starts with what was asked for, and then only goes on', async () => {
    const { done, urls } = followIn([streamOf([lines(entry(7))], 'breaks'), streamOf([], 'ends')], {
      query: { rank: 1, since: 600 },
    });
    await done;
    expect(urls).toEqual(['?rank=1&since=600&follow=1', '?rank=1&after=7&follow=1']);
  });

  it('says since when it is stale, and waits longer each time', async () => {
    const refuse = () => Promise.reject(new TypeError('failed to fetch'));
    const { done, told, waits } = followIn([
      streamOf([lines(entry(1))], 'breaks'),
      ...Array.from({ length: 7 }, () => refuse),
      streamOf([], 'ends'),
    ]);
    await done;
    const stale = told.filter((each) => each.state === 'stale');
    expect(new Set(stale.map(({ since }) => since))).toEqual(new Set([1000]));
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  });

  it('takes an end for the end only if nothing more can come', async () => {
    let isOver = false;
    const { done, taken, told } = followIn(
      [
        streamOf([lines(entry(1))], 'ends'),
        (url) => {
          isOver = true;
          return streamOf([lines(entry(2))], 'ends')(url);
        },
      ],
      { isOver: () => isOver },
    );
    await done;
    expect(taken).toEqual([1, 2]);
    expect(states(told)).toEqual(['connecting', 'live', 'live', 'over']);
  });

  it('connects again when a stream says nothing, not even that it is there', async () => {
    const { done, urls, silence, told } = followIn([
      streamOf([lines(entry(1))], 'stays'),
      streamOf([], 'ends'),
    ]);
    await turn();
    silence();
    await done;
    expect(urls).toEqual(['?follow=1', '?after=1&follow=1']);
    expect(states(told)).toContain('stale');
  });

  it('reads nothing while the tab is hidden, and goes on where it was', async () => {
    const { done, urls, hide, told, taken } = followIn([
      streamOf([lines(entry(1))], 'stays'),
      streamOf([lines(entry(2))], 'ends'),
    ]);
    await turn();
    hide(true);
    await turn();
    expect(urls).toHaveLength(1);
    hide(false);
    await done;
    expect(taken).toEqual([1, 2]);
    expect(states(told)).toEqual(['connecting', 'live', 'paused', 'live', 'over']);
  });

  it('leaves nothing behind when the page is left', async () => {
    const { done, leave, timers } = followIn([streamOf([lines(entry(1))], 'stays')]);
    await turn();
    leave.abort();
    await done;
    expect(timers.size).toBe(0);
  });
});
