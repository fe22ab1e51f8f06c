import { describe, expect, it } from 'vitest';
import type { Question } from './answering.ts';
import { Lane, type WorkerLike } from './lane.ts';
import type { Answer, OperationName } from './types.ts';

/** A worker that answers when told to. */
class HeldWorker implements WorkerLike {
  onmessage: WorkerLike['onmessage'] = null;
  onerror: WorkerLike['onerror'] = null;
  readonly asked: Question[] = [];
  ended = false;

  postMessage(question: Question): void {
    this.asked.push(question);
  }

  terminate(): void {
    this.ended = true;
  }

  answer(question: Question | undefined, text = ''): void {
    const answer = { ok: true, value: { text } } as Answer<OperationName>;
    this.onmessage?.({ data: { id: question?.id ?? -1, answer } });
  }
}

function laneOf(interruptible: boolean) {
  const workers: HeldWorker[] = [];
  const lane = new Lane(() => {
    workers.push(new HeldWorker());
    return workers.at(-1)!;
  }, interruptible);
  return { lane, workers };
}

const input = { text: '' };

describe('a lane', () => {
  it('answers one question at a time, in order', async () => {
    const { lane, workers } = laneOf(false);
    const first = lane.ask('edit', input);
    const second = lane.ask('edit', input);
    expect(workers[0]?.asked).toHaveLength(1);
    workers[0]?.answer(workers[0].asked[0], 'one');
    expect(await first).toEqual({ ok: true, value: { text: 'one' } });
    workers[0]?.answer(workers[0].asked[1], 'two');
    expect(await second).toEqual({ ok: true, value: { text: 'two' } });
    expect(workers).toHaveLength(1);
  });

  it('never asks what was abandoned while it waited', async () => {
    const { lane, workers } = laneOf(false);
    const running = lane.ask('plan', input);
    const abandoned = new AbortController();
    const stale = lane.ask('plan', input, abandoned.signal);
    abandoned.abort();
    await expect(stale).rejects.toThrow();
    workers[0]?.answer(workers[0].asked[0]);
    await running;
    expect(workers[0]?.asked).toHaveLength(1);
  });

  it('refuses a question that is abandoned already', async () => {
    const { lane, workers } = laneOf(false);
    await expect(lane.ask('plan', input, AbortSignal.abort())).rejects.toThrow();
    expect(workers).toHaveLength(0);
  });

  it('drops the answer to what was abandoned while it ran, and goes on', async () => {
    const { lane, workers } = laneOf(false);
    const abandoned = new AbortController();
    const stale = lane.ask('plan', input, abandoned.signal);
    const next = lane.ask('plan', input);
    abandoned.abort();
    await expect(stale).rejects.toThrow();
    workers[0]?.answer(workers[0].asked[0], 'stale');
    workers[0]?.answer(workers[0].asked[1], 'next');
    expect(await next).toEqual({ ok: true, value: { text: 'next' } });
    expect(workers[0]?.ended).toBe(false);
  });

  it('ends the worker of an abandoned question when it may be interrupted', async () => {
    const { lane, workers } = laneOf(true);
    const abandoned = new AbortController();
    const stale = lane.ask('twin', input, abandoned.signal);
    const next = lane.ask('twin', input);
    abandoned.abort();
    await expect(stale).rejects.toThrow();
    expect(workers[0]?.ended).toBe(true);
    workers[1]?.answer(workers[1].asked[0], 'next');
    expect(await next).toEqual({ ok: true, value: { text: 'next' } });
  });

  it('says so when the worker cannot be loaded, and starts another for the next question', async () => {
    const { lane, workers } = laneOf(false);
    const lost = lane.ask('plan', input);
    workers[0]?.onerror?.({ message: 'not found' });
    await expect(lost).rejects.toThrow('not found');
    const next = lane.ask('plan', input);
    workers[1]?.answer(workers[1].asked[0], 'next');
    expect((await next).ok).toBe(true);
  });
});
