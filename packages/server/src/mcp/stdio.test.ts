import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { holding, INITIALIZE, partsOf, TEXT, toolCall } from './mcp.fixture.ts';
import { type LineServer, serveLines } from './stdio.ts';

interface Message {
  readonly id?: number | null;
  readonly method?: string;
  readonly params?: { readonly progress?: number; readonly total?: number };
  readonly error?: {
    readonly code: number;
    readonly message: string;
    readonly data?: { readonly code: string; readonly nearest?: string };
  };
  readonly result?: {
    readonly isError?: boolean;
    readonly content: readonly { readonly text: string }[];
    readonly structuredContent: {
      readonly value?: { readonly note: { readonly value: number } };
      readonly problems?: readonly { readonly code: string }[];
    };
    readonly tools: readonly object[];
    readonly contents: readonly { readonly text: string }[];
    readonly resources: readonly { readonly uri: string }[];
  };
}

/** One client over lines. */
class Talk {
  readonly input = new PassThrough();
  readonly lines: string[] = [];
  readonly held = holding();
  server!: LineServer;

  static async begin(text = TEXT): Promise<Talk> {
    const talk = new Talk();
    const write = (line: string) => void talk.lines.push(line);
    talk.server = serveLines(await partsOf(talk.held.run, text), { input: talk.input, write });
    return talk;
  }

  say(...messages: readonly (object | string)[]): void {
    for (const message of messages) {
      this.input.write(`${typeof message === 'string' ? message : JSON.stringify(message)}\n`);
    }
  }

  /** Everything that was written, each line a message. */
  heard(): Message[] {
    return this.lines.map((line) => {
      expect(line).toMatch(/^\{.*\}\n$/);
      const message = JSON.parse(line);
      expect(message.jsonrpc).toBe('2.0');
      return message;
    });
  }

  async answer(id: number): Promise<Message> {
    await expect.poll(() => this.heard().some((message) => message.id === id)).toBe(true);
    return this.heard().find((message) => message.id === id)!;
  }
}

let talk: Talk;

afterEach(() => talk.server.close());

async function begin(text?: string): Promise<void> {
  talk = await Talk.begin(text);
  talk.say(INITIALIZE, { jsonrpc: '2.0', method: 'notifications/initialized' });
  await talk.answer(0);
}

describe('lines that are no call', () => {
  it.each([
    ['junk', -32700],
    ['{"jsonrpc":"2.0"', -32700],
    ['[]', -32600],
    ['null', -32600],
    ['{}', -32600],
    ['{"jsonrpc":"1.0","id":1,"method":"ping"}', -32600],
    ['{"jsonrpc":"2.0","id":{},"method":"ping"}', -32600],
    ['\u0000\ufffd', -32700],
  ])('are refused, and the next is answered: %s', async (line, code) => {
    await begin();
    talk.say(line, { jsonrpc: '2.0', id: 9, method: 'ping' });
    expect(await talk.answer(9)).toMatchObject({ result: {} });
    expect(talk.heard().filter(({ error }) => error)).toMatchObject([{ error: { code } }]);
  });

  it('are refused for a method that is not there', async () => {
    await begin();
    talk.say({ jsonrpc: '2.0', id: 1, method: 'orders/give' });
    expect(await talk.answer(1)).toMatchObject({ error: { code: -32601 } });
  });

  it('may be longer than any call: nothing of them is kept', async () => {
    await begin();
    talk.say('x'.repeat(10_000_001), { jsonrpc: '2.0', id: 9, method: 'ping' });
    await talk.answer(9);
    expect(talk.heard()).toContainEqual(
      expect.objectContaining({ id: null, error: expect.objectContaining({ code: -32600 }) }),
    );
  });

  it('may come in pieces, cut anywhere', async () => {
    await begin();
    const bytes = Buffer.from(`${JSON.stringify(toolCall(1, 'explain', { path: 'wörk' }))}\n`);
    for (const byte of bytes) talk.input.write(Buffer.from([byte]));
    const { result } = await talk.answer(1);
    expect(result?.content[0]?.text).toContain('wörk');
  });
});

describe('a call', () => {
  it('of explain has the derivation, as data and as text', async () => {
    await begin();
    talk.say(toolCall(1, 'explain', { path: 'power.facility' }));
    const { result } = await talk.answer(1);
    expect(result?.structuredContent.value?.note).toMatchObject({ formula: 'it * pue' });
    expect(JSON.parse(result!.content[0]!.text)).toEqual(result!.structuredContent);
    expect(result?.isError).toBeUndefined();
  });

  it.each(['constructor', '__proto__', 'explian', ''])('of "%s" is refused', async (name) => {
    await begin();
    talk.say(toolCall(1, name, {}));
    expect(await talk.answer(1)).toMatchObject({
      error: { code: -32602, data: { code: 'tool.unknown' } },
    });
  });

  it.each([
    [{ path: 7 }, 'request.invalid'],
    [{ path: 'power.facility', text: 'gigafactory: 1' }, 'tool.fixed'],
    [{ path: 'power.facilty' }, 'explain.path'],
    [{}, 'request.invalid'],
  ])('with %j is an error with a code, as data and in words', async (given, code) => {
    await begin();
    talk.say(toolCall(1, 'explain', given));
    const { result } = await talk.answer(1);
    expect(result).toMatchObject({ isError: true, structuredContent: { problems: [{ code }] } });
    expect(result?.content[0]?.text).toContain(code);
  });

  it('nested very deep is refused', async () => {
    await begin();
    const deep = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`;
    talk.say(
      `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"plan","arguments":${deep}}}`,
    );
    const { result } = await talk.answer(1);
    expect(result?.structuredContent.problems).toMatchObject([{ code: 'request.depth' }]);
  });

  it('of a file as long as one may be is cut, and says so', async () => {
    await begin(`${TEXT}\n${'# a comment\n'.repeat(20_000)}`);
    talk.say(toolCall(1, 'edit', { edits: { 'site.pue': '1.3' } }));
    const { result } = await talk.answer(1);
    expect(JSON.stringify(result).length).toBeLessThan(60_000);
    expect(result?.content[1]?.text).toMatch(
      /^The answer has 2\d+ characters and was cut to 20000/,
    );
  });

  it('of a file with 4 MB is refused, which is no end of the server', async () => {
    await begin(`${TEXT}\n${'# a comment\n'.repeat(330_000)}`);
    talk.say(toolCall(1, 'plan', {}), toolCall(2, 'begin', {}));
    const { result } = await talk.answer(1);
    expect(result?.structuredContent.problems).toMatchObject([{ code: 'file.size' }]);
    expect((await talk.answer(2)).result?.isError).toBeUndefined();
  });

  it('tells how far it is to who asks for that, and only grows', async () => {
    await begin();
    talk.say(
      toolCall(1, 'optimise', { lives: 4, days: 2, over: ['recovery'] }, { progressToken: 'p' }),
    );
    await talk.answer(1);
    const told = talk.heard().filter(({ method }) => method === 'notifications/progress');
    const counts = told.map(({ params }) => params!.progress!);
    expect(counts.length).toBeGreaterThan(3);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(told.every(({ params }) => params!.total === undefined)).toBe(true);
  });

  it('waits for no other', async () => {
    await begin();
    talk.say(toolCall(1, 'twin', { run: 'slow' }), toolCall(2, 'explain', { path: 'fleet.gpus' }));
    await talk.answer(2);
    expect(talk.heard().some(({ id }) => id === 1)).toBe(false);
  });

  it('that is cancelled ends, and nothing more is said of it', async () => {
    await begin();
    talk.say(toolCall(1, 'twin', { run: 'slow' }, { progressToken: 1 }));
    await expect.poll(talk.held.waiting).toBeGreaterThan(0);
    talk.say({
      ...{ jsonrpc: '2.0', method: 'notifications/cancelled' },
      params: { requestId: 1, reason: 'enough' },
    });
    await expect.poll(talk.held.waiting).toBe(0);
    const before = talk.lines.length;
    talk.say(toolCall(2, 'explain', { path: 'fleet.gpus' }));
    await talk.answer(2);
    expect(
      talk
        .heard()
        .slice(before)
        .map(({ id }) => id),
    ).toEqual([2]);
  });
});

describe('what is read', () => {
  it('is the factory file and the documents, and no other file', async () => {
    await begin();
    const read = (id: number, uri: string) =>
      talk.say({ jsonrpc: '2.0', id, method: 'resources/read', params: { uri } });
    talk.say({ jsonrpc: '2.0', id: 1, method: 'resources/list' });
    const { result } = await talk.answer(1);
    const uris = ['gigafactory://factory.yaml', 'gigafactory://docs/docs/a.md'];
    expect(result?.resources.map(({ uri }) => uri)).toEqual(uris);
    read(2, uris[0]!);
    expect((await talk.answer(2)).result?.contents).toMatchObject([{ text: TEXT }]);
    read(3, uris[1]!);
    expect((await talk.answer(3)).result?.contents).toMatchObject([{ text: '# A\n' }]);
    for (const [index, uri] of [
      'file:///etc/passwd',
      `${uris[1]}/../../a`,
      '__proto__',
    ].entries()) {
      read(10 + index, uri);
      expect((await talk.answer(10 + index)).error?.code).toBeLessThan(0);
    }
  });
});

describe('the end of the input', () => {
  it('comes after the answers to what was asked', async () => {
    talk = await Talk.begin();
    talk.say(INITIALIZE, toolCall(1, 'explain', { path: 'fleet.gpus' }));
    talk.input.end(JSON.stringify(toolCall(2, 'plan', {})));
    await talk.server.ended;
    expect(talk.heard().map(({ id }) => id)).toEqual([0, 1, 2]);
  });

  it('ends a server that nothing was asked of', async () => {
    talk = await Talk.begin();
    talk.input.end();
    await talk.server.ended;
    expect(talk.lines).toEqual([]);
  });

  it('of a client that has gone ends what it asked for', async () => {
    await begin();
    talk.say(toolCall(1, 'twin', { run: 'slow' }));
    await expect.poll(talk.held.waiting).toBeGreaterThan(0);
    await talk.server.close();
    await expect.poll(talk.held.waiting).toBe(0);
  });
});
