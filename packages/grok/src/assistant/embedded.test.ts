import { dispatch } from '@gigafactory/core/api';
import type { ChatPiece } from '@gigafactory/core/chats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunOperation, Skill } from '../skill/index.ts';
import { type Asked, answerOf, only, requestOf, shippedSkill } from './embedded.fixture.ts';
import { embeddedAnswerer } from './embedded.ts';
import type { Passages } from './port.ts';

let skill: Skill;

beforeAll(async () => {
  skill = await shippedSkill();
});

afterAll(() => skill.close());

const answer = (asked?: Asked): Promise<readonly ChatPiece[]> => answerOf(skill, asked);

describe('the answerer of this machine', () => {
  it('refuses what it is not built for, and calls nothing', async () => {
    const pieces = await answer({ question: 'who won the world cup?' });
    expect(pieces.map(({ kind }) => kind)).not.toContain('call');
    expect(only(pieces, 'figure')).toEqual([]);
    expect(pieces.at(-1)).toEqual({ kind: 'end', reason: 'done' });
  });

  it('gives the same pieces again, so that it can be computed again', async () => {
    const question = 'what if we had 128 GPUs?';
    const first = await answer({ question });
    expect(await answer({ question })).toEqual(first);
    expect(only(first, 'proposal')).toMatchObject([{ edits: { 'fleet.gpus': '128' } }]);
    expect(only(first, 'figure').length).toBeGreaterThan(3);
  });

  it('goes on from the figure that the page shows', async () => {
    const pieces = await answer({ question: 'why is it so high?', figure: 'power.facility' });
    expect(only(pieces, 'call')).toMatchObject([{ name: 'explain' }]);
  });

  it('lets go of the operation that is under way when it is stopped', async () => {
    const stop = new AbortController();
    let seen: AbortSignal | undefined;
    const run: RunOperation = (name, input, signal) => {
      if (name !== 'twin') return Promise.resolve(dispatch(name, input));
      seen = signal;
      return new Promise((_, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('let go')));
        stop.abort();
      });
    };
    const answerer = embeddedAnswerer({ skill, run });
    const pieces = answerer.answer(requestOf('simulate sft for 3 days'), stop.signal);
    const read = (async () => {
      for await (const piece of pieces) expect(piece.kind).not.toBe('result');
    })();
    await expect(read).rejects.toThrow('let go');
    expect(seen?.aborted).toBe(true);
  });

  it('answers how things work from documents, and by an operation only where none says so', async () => {
    const question = 'how does the twin work?';
    const passage = { id: 'docs.2', document: 'twin.md', heading: 'Twin', text: 'It lives…' };
    const asked: unknown[] = [];
    const found: Passages = {
      find: async (_, notes) => {
        asked.push(notes);
        return { found: [passage] };
      },
    };
    const quoted = await answer({ question, passages: found });
    expect(only(quoted, 'citation')).toMatchObject([{ document: 'twin.md' }]);
    expect(only(quoted, 'call')).toMatchObject([{ name: 'search' }]);
    expect(asked).toEqual([undefined]);
    const called = await answer({ question, passages: { find: async () => ({ found: [] }) } });
    expect(only(called, 'call')).toMatchObject([{ name: 'twin' }]);
  });

  it('quotes the notes that an explained figure rests on, and finds notes of the plan', async () => {
    const explained = await answer({ question: 'why is the facility power that high?' });
    const quotes = only(explained, 'citation');
    expect(quotes.length).toBeGreaterThan(0);
    for (const quote of quotes) expect(quote).toMatchObject({ path: expect.any(String) });
    const asked: unknown[] = [];
    const passages: Passages = {
      find: async (_, notes) => {
        asked.push(Object.keys(notes ?? {}).length > 100);
        return { found: [] };
      },
    };
    await answer({ question: 'who won the world cup?', passages });
    expect(asked).toEqual([true]);
  });

  it('quotes passages where no operation answers, and says what they are', async () => {
    const passage = { id: 'docs.1', document: 'gateway.md', heading: 'Keys', text: 'Keys are…' };
    const passages: Passages = { find: async () => ({ found: [passage] }) };
    const pieces = await answer({ question: 'who won the world cup?', passages });
    expect(only(pieces, 'citation')).toMatchObject([{ quote: 'Keys are…', id: 'docs.1' }]);
    const problem = 'The encoder is not installed.';
    const none: Passages = { find: async () => ({ found: [], problem }) };
    const without = await answer({ question: 'who won the world cup?', passages: none });
    expect(only(without, 'citation')).toEqual([]);
    expect(only(without, 'result')).toMatchObject([{ ok: false, text: problem }]);
  });
});
