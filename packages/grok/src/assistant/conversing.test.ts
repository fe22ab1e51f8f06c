import { dispatch } from '@gigafactory/core/api';
import type { ChatPiece } from '@gigafactory/core/chats';
import { describe, expect, it } from 'vitest';
import type { RunOperation } from '../skill/index.ts';
import { ATTACKS } from './attacks.fixture.ts';
import { conversingAnswerers } from './conversing.ts';
import type { ModelDoor } from './model-door.ts';
import type { AnswerTurn, KeptFile } from './port.ts';

const TEXT = `gigafactory: 1
hardware: { gpu: h100-sxm }
fleet: { gpus: 64 }
`;

type Said = Awaited<ReturnType<ReturnType<ModelDoor['respond']>[typeof Symbol.asyncIterator]>>;
type Event = ModelDoor extends { respond(...given: never): AsyncIterable<infer One> } ? One : Said;
type Request = Parameters<ModelDoor['respond']>[0];

interface Asked {
  readonly file?: string;
  readonly files?: readonly KeptFile[];
  /** Of earlier questions. */
  readonly known?: readonly KeptFile[];
  readonly before?: readonly AnswerTurn[];
}

/** A model that says what it is told to, round by round, and what it was asked. */
function scripted(...rounds: readonly (readonly Event[])[]) {
  const requests: Request[] = [];
  const ran: string[] = [];
  const run: RunOperation = async (name, input) => {
    ran.push(name);
    return dispatch(name, input);
  };
  const door: ModelDoor = {
    models: () => [{ id: 'm', goesTo: 'far (far.example)', price: '', sees: true }],
    async *respond(request) {
      requests.push({ ...request, turns: [...request.turns] });
      yield* rounds[requests.length - 1] ?? rounds.at(-1) ?? [];
    },
  };
  const ask = async (
    question: string,
    { file = 'factory.yaml', files = [], known = [], before = [] }: Asked = {},
  ): Promise<readonly ChatPiece[]> => {
    const [answerer] = conversingAnswerers({ door, run });
    const turns = [...before, { role: 'person' as const, text: question, events: [], files }];
    const attached = async (id: string) => [...known, ...files].find((each) => each.id === id);
    const request = { turns, file: { text: TEXT, file }, about: { file }, attached };
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
  it('says what it cost, where it has a price', async () => {
    const cost = 0.25;
    const dear = scripted([calls('check', {}), { ...USAGE, cost }], [{ ...USAGE, cost }, DONE]);
    expect((await dear.ask('hello')).at(-1)).toMatchObject({
      ...{ tokens: { input: 20, output: 10 }, cost: 0.5 },
    });
    const free = await scripted([USAGE, DONE]).ask('hello');
    expect(free.at(-1)).not.toHaveProperty('cost');
  });

  it('shows an order as a command that a person may type, and only one that can be given', async () => {
    const { ask } = scripted(
      [calls('propose', { order: 'drain', node: 'n7', why: 'hot' })],
      [calls('propose', { order: 'drain', node: '--all' })],
      [DONE],
    );
    const orders = only(await ask('drain n7'), 'order');
    expect(orders).toMatchObject([{ command: 'gigafactory drain n7 --why=hot' }]);
  });

  it('draws what its calls answered as a series', async () => {
    const { ask } = scripted([calls('power', {})], [DONE]);
    expect(only(await ask('power?'), 'chart')).toEqual([]);
    const with_ = [{ name: 'less', edits: { 'fleet.gpus': '32' } }];
    const { ask: again } = scripted([calls('compare', { with: with_ })], [DONE]);
    expect(only(await again('and with 32?'), 'chart')).toMatchObject([
      { call: 'call_1' },
      { call: 'call_1' },
    ]);
  });

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

describe('a picture', () => {
  const picture: KeptFile = {
    ...{ id: 'file_0123456789abcdef01234567', name: 'pod.png', kind: 'picture', format: 'png' },
    ...{ bytes: 3, content: new Uint8Array([1, 2, 3]) },
  };
  const seen = {
    isDiagram: true,
    nodes: [
      { id: 'l3', label: 'Leaf 3', group: 'f' },
      { id: 'n', label: 'Node "3"\n8 GPUs', group: null },
    ],
    edges: [{ from: 'l3', to: 'n', label: '4 x 400G', directed: false }],
    groups: [{ id: 'f', label: 'Fabric', parent: null }],
  };

  it.each([
    ['no JSON', 'I see a nice picture', /other than JSON/],
    ['another form', '{"isDiagram":true}', /another form/],
    [
      'edges to nowhere',
      JSON.stringify({ ...seen, edges: [{ from: 'l3', to: 'x', label: '', directed: true }] }),
      /did not name/,
    ],
    [
      'containers in each other',
      JSON.stringify({
        ...seen,
        groups: [
          { id: 'f', label: '', parent: 'g' },
          { id: 'g', label: '', parent: 'f' },
        ],
      }),
      /into each other/,
    ],
    [
      'one id for two things',
      JSON.stringify({ ...seen, groups: [{ id: 'n', label: '', parent: null }] }),
      /one id/,
    ],
  ])('in which a model sees %s is no diagram', async (_, said, problem) => {
    const { ask } = scripted([text(said), DONE], [text('Well.'), DONE]);
    const pieces = await ask('what is that?', { files: [picture] });
    expect(only(pieces, 'result')).toMatchObject([{ ok: false, text: problem }]);
    expect(only(pieces, 'diagram')).toEqual([]);
    expect(textOf(pieces)).toBe('Well.');
  });

  it('becomes a graph first, of which questions are asked by its id', async () => {
    const { ask, requests } = scripted(
      [text(`\`\`\`json\n${JSON.stringify(seen)}\n\`\`\``), USAGE, DONE],
      [
        calls('graph', { text: picture.id, ask: { what: 'neighbours', of: 'leaf 3' } }),
        USAGE,
        DONE,
      ],
      [text('One.'), USAGE, DONE],
    );
    const pieces = await ask('what is linked to leaf 3?', { files: [picture] });
    const [first, second] = requests;
    expect(first).toMatchObject({ tools: [], format: { kind: 'schema' } });
    for (const request of [first, second])
      expect(JSON.stringify(request?.turns)).toContain('"mime":"image/png","data":"AQID"');
    expect(only(pieces, 'result')).toMatchObject([
      { ok: true, text: '2 nodes and 1 edge, as m sees them.' },
      { ok: true, text: expect.stringContaining('Leaf 3 has 1 neighbour') },
    ]);
    const [diagram] = only(pieces, 'diagram');
    const dot = diagram?.kind === 'diagram' ? (diagram.dot ?? '') : '';
    expect(dispatch('diagram', { text: dot })).toMatchObject({
      ok: true,
      value: {
        nodes: [
          { label: 'Leaf 3', group: 'cluster_f' },
          { label: 'Node "3"\n8 GPUs', group: null },
        ],
        edges: [{ label: '4 x 400G', directed: false }],
      },
    });
    expect(pieces.at(-1)).toMatchObject({ tokens: { input: 30, output: 15 } });
  });

  it('that was read before is not read again', async () => {
    const { ask, requests } = scripted(
      [calls('graph', { text: picture.id, ask: { what: 'count', by: 'kind' } }), DONE],
      [text('Two.'), DONE],
    );
    const dot = 'graph { a -- b }';
    const before: AnswerTurn[] = [
      { role: 'person', text: 'read it', events: [], files: [picture] },
      {
        ...{ role: 'assistant', text: '', files: [] },
        events: [{ kind: 'diagram', call: 'read_1', file: picture.id, dot, offset: 1 }],
      },
    ];
    const pieces = await ask('how many?', { before, known: [picture] });
    expect(requests).toHaveLength(2);
    expect(only(pieces, 'result')).toMatchObject([
      { ok: true, text: expect.stringContaining('2 nodes') },
    ]);
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
    const pieces = await ask(`Read this: ${attack}`, { file: `${attack.slice(0, 40)}.yaml` });
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
