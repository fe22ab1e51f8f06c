import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pictureSet } from '@gigafactory/grok/sight';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runMain } from '../io.fixture.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'diagram-set-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

const evaluate = (...args: string[]) => runMain(['evaluate', '--diagrams', ...args]);

describe('options that do not go together', () => {
  it.each([
    [['--upstream', 'http://127.0.0.1:1/v1'], /--model/],
    [['--model', 'm'], /--upstream/],
    [['--key-env', 'KEY'], /--upstream/],
    [['--questions', 'q.csv'], /--questions/],
    [['factory.yaml'], /FILE/],
    [['--limit', '0'], /limit/],
    [['--upstream', 'file:///etc/passwd', '--model', 'm', '--limit', '1'], /address/],
    [
      ['--upstream', 'http://127.0.0.1:1/v1', '--model', 'm', '--key-env', 'NONE', '--limit', '1'],
      /NONE/,
    ],
  ])('%j are refused', async (args, words) => {
    const { code, out, err } = await evaluate(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(words);
  });

  it('--limit without --diagrams is refused', async () => {
    const { code, err } = await runMain(['evaluate', '--questions', 'q.csv', '--limit', '3']);
    expect(code).toBe(2);
    expect(err).toContain('--diagrams');
  });
});

describe('the readers of the program', () => {
  it('are rated by format, and asked the questions', async () => {
    const { code, out } = await evaluate('--limit', '10', '--json');
    expect(code).toBe(0);
    const { reader, by, all } = JSON.parse(out);
    expect(reader).toBe('program');
    expect(Object.keys(by)).toEqual(['svg', 'mermaid', 'dot', 'drawio']);
    expect(all).toMatchObject({ drawings: 40, failed: 0, nodeF1: { mean: 1 }, exact: { mean: 1 } });
    expect(all.questions.asked).toBeGreaterThan(280);
    expect(all.questions.right).toBe(all.questions.asked);
  });

  it('leave the set with its truths to others', async () => {
    const out = join(FOLDER, 'sources');
    expect((await evaluate('--limit', '2', '--seed', '5', '--out', out)).code).toBe(0);
    const truths = JSON.parse(readFileSync(join(out, 'truths.json'), 'utf8'));
    expect(truths).toHaveLength(8);
    expect(readdirSync(out).sort()).toEqual(
      ['truths.json', ...truths.map(({ file }: { file: string }) => file)].sort(),
    );
    expect(truths[0]).toMatchObject({ file: 'svg-5.svg', nodes: expect.any(Array) });
  });
});

describe('a model that reads pictures', () => {
  const SET = pictureSet(1, 1);
  const asked: { model: string; picture: string }[] = [];
  let url = '';
  let say = (index: number): string => JSON.stringify({ isDiagram: true, ...SET[index]!.graph });
  const whole = say;
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const { model, messages } = JSON.parse(Buffer.concat(pieces).toString());
    const picture = messages[0].content.find((part: { type: string }) => part.type === 'image_url');
    const text = say(asked.length);
    asked.push({ model, picture: picture.image_url.url });
    const events = [
      { choices: [{ index: 0, delta: { content: text } }] },
      { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
      { choices: [], usage: { prompt_tokens: 1000, completion_tokens: 50 } },
    ];
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(events.map((each) => `data: ${JSON.stringify(each)}\n\n`).join(''));
  });

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  });
  afterEach(() => {
    asked.splice(0);
    say = whole;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const rate = async (...more: string[]) => {
    const args = ['--upstream', url, '--model', 'eye', '--limit', '1', '--json', ...more];
    const { code, out, err } = await evaluate(...args);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    return JSON.parse(out);
  };

  it('is shown pictures of every kind, and what it says of them is rated', async () => {
    const { reader, by, all, tokens } = await rate();
    expect(reader).toBe('eye');
    expect(Object.keys(by)).toEqual(['fabric', 'tree', 'blocks', 'flow', 'power', 'rack']);
    expect(all).toMatchObject({ drawings: 6, failed: 0, edgeF1: { mean: 1 }, exact: { mean: 1 } });
    expect(all.questions.right).toBe(all.questions.asked);
    expect(tokens).toEqual({ input: 6000, output: 300 });
    expect(asked).toHaveLength(6);
    expect(asked[0]!.model).toBe('eye');
    expect(asked[0]!.picture).toMatch(/^data:image\/png;base64,iVBOR/);
  });

  it('is charged with what cannot be read', async () => {
    say = (index) => (index === 2 ? 'no idea' : whole(index));
    const { by, all } = await rate();
    expect(by.blocks).toMatchObject({ failed: 1, nodeF1: { mean: 0 }, questions: { right: 0 } });
    expect(all).toMatchObject({ drawings: 6, failed: 1, nodeF1: { mean: 0.8333 } });
  });

  it('is not asked again about what a folder holds already', async () => {
    const out = join(FOLDER, 'pictures');
    const first = await rate('--out', out);
    expect(asked).toHaveLength(6);
    expect(await rate('--out', out)).toEqual(first);
    expect(asked).toHaveLength(6);
    expect(readdirSync(out).filter((name) => name.endsWith('.png'))).toHaveLength(6);
  });
});
