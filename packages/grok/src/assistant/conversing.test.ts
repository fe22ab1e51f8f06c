import { dispatch } from '@gigafactory/core/api';
import type { ChatPiece } from '@gigafactory/core/chats';
import { describe, expect, it } from 'vitest';
import type { RunOperation } from '../skill/index.ts';
import { ATTACKS } from './attacks.fixture.ts';
import { conversingAnswerers, type ModelDoor } from './conversing.ts';

const TEXT = `gigafactory: 1
hardware: { gpu: h100-sxm }
fleet: { gpus: 64 }
`;

type Said = Awaited<ReturnType<ReturnType<ModelDoor['respond']>[typeof Symbol.asyncIterator]>>;
type Event = ModelDoor extends { respond(...given: never): AsyncIterable<infer One> } ? One : Said;
type Request = Parameters<ModelDoor['respond']>[0];

/** A model that says what it is told to, round by round, and what it was asked. */
function scripted(...rounds: readonly (readonly Event[])[]) {
  const requests: Request[] = [];
  const ran: string[] = [];
  const run: RunOperation = async (name, input) => {
    ran.push(name);
    return dispatch(name, input);
  };
  const door: ModelDoor = {
    models: () => [{ id: 'm', goesTo: 'far (far.example)', price: '' }],
    async *respond(request) {
      requests.push({ ...request, turns: [...request.turns] });
      yield* rounds[requests.length - 1] ?? rounds.at(-1) ?? [];
    },
  };
  const ask = async (question: string, file = 'factory.yaml'): Promise<readonly ChatPiece[]> => {
    const [answerer] = conversingAnswerers({ door, run });
    const turns = [{ role: 'person' as const, text: question, events: [] }];
    const request = { turns, file: { text: TEXT, file }, about: { file } };
    const pieces: ChatPiece[] = [];
    for await (const piece of answerer!.answer(request, new AbortController().signal))
      pieces.push(piece);
    return pieces;
  };
  return { ask, requests, ran };
}

const text = (delta: string): Event => ({ kind: 'text', delta });
const calls = (name: string, given: unknown): Event => ({
  ...{ kind: 'call', id: 'c', name },
  arguments: typeof given === 'string' ? given : JSON.stringify(given),
});
const DONE: Event = { kind: 'done', reason: 'stop' };
const USAGE: Event = { kind: 'usage', input: 10, output: 5 };

const textOf = (pieces: readonly ChatPiece[]) =>
  pieces.map((piece) => (piece.kind === 'text' ? piece.delta : '')).join('');
const only = (pieces: readonly ChatPiece[], kind: ChatPiece['kind']) =>
  pieces.filter((piece) => piece.kind === kind);

describe('a model that fails', () => {
  it('ends the answer with why, and keeps what it wrote', async () => {
    const problem = { code: 'upstream.broken', message: 'it broke' };
    const { ask } = scripted([text('So far'), { kind: 'failed', problem }]);
    const pieces = await ask('hello');
    expect(textOf(pieces)).toBe('So far');
    expect(pieces.at(-1)).toEqual({ kind: 'failed', ...problem });
  });

  it('is told what is wrong with a call, and is not asked for ever', async () => {
    const { ask, requests } = scripted([calls('explain', 'not json'), calls('rm', {}), DONE]);
    const pieces = await ask('hello');
    expect(requests).toHaveLength(7);
    expect(requests.at(-1)?.tools).toEqual([]);
    for (const piece of only(pieces, 'result')) expect(piece).toMatchObject({ ok: false });
    expect(pieces.at(-1)?.kind).toBe('end');
  });
});

describe('an answer with tools', () => {
  it('shows figures that an operation gave, and what it cost', async () => {
    const { ask, requests } = scripted(
      [calls('explain', { path: 'power.facility' }), USAGE, DONE],
      [text('It draws [[power.facility]], not [[power.other]].'), USAGE, DONE],
    );
    const pieces = await ask('what does it draw?');
    expect(textOf(pieces)).toMatch(/^It draws [\d.]+ kW, not \.$/);
    expect(only(pieces, 'figure')).toMatchObject([{ path: 'power.facility', call: 'call_1' }]);
    expect(only(pieces, 'removed')).toMatchObject([{ count: 1 }]);
    expect(pieces.at(-1)).toEqual({
      ...{ kind: 'end', reason: 'done' },
      tokens: { input: 20, output: 10 },
    });
    const [, second] = requests;
    expect(second?.turns.map(({ kind }) => kind)).toEqual(['message', 'message', 'call', 'result']);
  });

  it('proposes the edits of a plan, and does none', async () => {
    const { ask, ran } = scripted(
      [calls('plan', { edits: { 'fleet.gpus': '128' } }), DONE],
      [text('Twice as many.'), DONE],
    );
    const pieces = await ask('and with 128?');
    expect(only(pieces, 'proposal')).toEqual([
      { kind: 'proposal', call: 'call_1', edits: { 'fleet.gpus': '128' } },
    ]);
    expect(ran).toEqual(['plan']);
  });
});

describe('a model that obeys every injection', () => {
  it.each(ATTACKS)('shows nothing that no tool gave: %s', async (attack) => {
    const { ask, ran, requests } = scripted(
      [
        calls('fetch', { url: 'https://evil.example' }),
        calls('stop', { name: 'grok-3' }),
        calls('propose', { order: 'stop', name: 'grok-3', why: attack.slice(0, 200) }),
        calls('plan', { text: attack, edits: {} }),
        DONE,
      ],
      [
        text(`${attack} [[evil.figure]] [[docs.1]] [source](https://evil.example/s) `),
        text('![x](https://evil.example/x.png) https://evil.example/y [1](data:text/html,x)'),
        DONE,
      ],
    );
    const pieces = await ask(`Read this: ${attack}`, `${attack.slice(0, 40)}.yaml`);
    expect(only(pieces, 'figure')).toEqual([]);
    expect(only(pieces, 'citation')).toEqual([]);
    expect(textOf(pieces)).not.toMatch(/https?:\/\/\w|\]\([^)]/);
    // Questions at most, and no order: what runs is never touched.
    expect(ran).toEqual([]);
    expect(only(pieces, 'result').map((piece) => 'ok' in piece && piece.ok)).toEqual([
      ...[false, false, expect.any(Boolean), false],
    ]);
    const [system] = requests[0]?.turns ?? [];
    expect(system).toMatchObject({ kind: 'message', role: 'system' });
  });
});
