import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentOf } from '../document/document.fixture.ts';
import { RunError, type RunOperation } from '../threads/run.ts';
import { type Served, serve } from './serve.ts';

const TEXT = 'name: </script><script>alert(1)</script> $& é\n';
const SCRIPT = `console.log(${JSON.stringify('x'.repeat(4000))})`;

/** Names of the operations that ran, in turn. */
const ran: string[] = [];

/** Lets those go on that wait. */
let release: () => void;
const released = new Promise<void>((resolve) => {
  release = resolve;
});

/** Echoes what reached it, and fails or waits as the input asks. */
const echo = (async (name: string, input: { fail?: string; wait?: boolean }) => {
  ran.push(name);
  if (input.wait) await released;
  if (input.fail === 'timeout') throw new RunError('timeout', 'Stopped after 1 s.');
  if (input.fail === 'bug') throw new Error('secret detail');
  if (input.fail) return { ok: false, problems: [{ code: 'x.y', message: 'No.' }] };
  return { ok: true, value: { name, input } };
}) as unknown as RunOperation;

interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<
    Record<
      string,
      {
        readonly post: {
          readonly operationId: string;
          readonly responses: {
            readonly '200': {
              readonly content: {
                readonly 'application/json': {
                  readonly schema: {
                    readonly properties: { readonly value: { readonly required: string[] } };
                  };
                };
              };
            };
          };
        };
      }
    >
  >;
}

let folder: string;
let served: Served;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gigafactory-console-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<html><head></head><body></body></html>');
  writeFileSync(join(folder, 'assets/index-3f2a.js'), SCRIPT);
  served = await serve({
    file: await documentOf('a.yaml', TEXT),
    console: folder,
    port: 0,
    run: echo,
  });
});

afterAll(async () => {
  await served.close();
  rmSync(folder, { recursive: true });
});

function post(path: string, body: string, headers: Record<string, string> = {}) {
  return fetch(new URL(path, served.url), { method: 'POST', body, headers });
}

/** A list in a list in a list, as a field. */
function nested(depth: number): string {
  return `{"text":${'['.repeat(depth)}${']'.repeat(depth)}}`;
}

/** `fetch` sets Host itself; this does not. */
function statusFor(headers: Record<string, string>, path = '/'): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(new URL(path, served.url), { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

describe('the API', () => {
  it.each([
    ['not JSON', '{"text":', 400, 'http.json'],
    ['no object', '[1]', 400, 'http.json'],
    ['nothing', '', 400, 'http.json'],
    ['what is nested deep', nested(40), 422, 'http.depth'],
    ['what is nested too deep for a thread', nested(4000), 422, 'http.depth'],
    ['what is nested as deep as may be', nested(3_999_990), 422, 'http.depth'],
    ['what is nested and never ends', '{"a":'.repeat(1e6), 422, 'http.depth'],
    ['too much', 'x'.repeat(8_000_001), 413, 'http.size'],
    ['problems', '{"fail":"problems"}', 422, 'x.y'],
    ['what takes too long', '{"fail":"timeout"}', 504, 'run.timeout'],
  ])('refuses %s', async (_, body, status, code) => {
    const response = await post('/api/plan', body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ ok: false, problems: [{ code }] });
  });

  it('closes the connection of a body that it does not read to the end, and serves the next', async () => {
    for (let round = 0; round < 5; round++) {
      const refused = await post('/api/plan', 'x'.repeat(8_000_001));
      expect([refused.status, refused.headers.get('connection')]).toEqual([413, 'close']);
      await refused.arrayBuffer();
      expect((await post('/api/plan', '{"fail":"problems"}')).status).toBe(422);
    }
  });

  it('takes brackets in a text for text, however it is quoted', async () => {
    const text = `\\" \\\\ ${'[{'.repeat(100)} "`;
    const response = await post('/api/plan', JSON.stringify({ text }));
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ value: { input: { text } } });
  });

  it('computes equal requests that arrive together once', async () => {
    const before = ran.length;
    const body = '{"text":"at once","wait":true}';
    const asked = Array.from({ length: 4 }, () => post('/api/twin', body));
    await expect.poll(() => ran.length).toBeGreaterThan(before);
    release();
    const answers = await Promise.all(asked.map(async (each) => (await each).text()));
    expect(new Set(answers).size).toBe(1);
    expect(ran.length).toBe(before + 1);
  });

  it('refuses a body without a declared length as soon as it is too large', async () => {
    const piece = new Uint8Array(1_000_000);
    let sent = 0;
    const endless = new ReadableStream({
      pull: (controller) => (sent++ < 20 ? controller.enqueue(piece) : controller.close()),
    });
    const init = { method: 'POST', body: endless, duplex: 'half' } as RequestInit;
    const response = await fetch(new URL('/api/plan', served.url), init);
    expect(response.status).toBe(413);
  });

  it('names the operation that was probably meant', async () => {
    const response = await post('/api/plam', '{}');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ problems: [{ nearest: 'plan' }] });
  });

  it.each(['toString', '__proto__', 'constructor'])('has no operation %s', async (name) => {
    expect((await post(`/api/${name}`, '{}')).status).toBe(404);
  });

  it('takes POST only', async () => {
    const response = await fetch(new URL('/api/plan', served.url));
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  });

  it('keeps the details of its own mistakes to itself', async () => {
    const response = await post('/api/plan', '{"fail":"bug"}');
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret');
  });

  it('hands the input to the operation and answers with its value', async () => {
    const response = await post('/api/twin', '{"text":"a: 1","seed":3}');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      ok: true,
      value: { name: 'twin', input: { text: 'a: 1', seed: 3 } },
    });
  });

  it('answers what it was asked before from memory, byte for byte', async () => {
    const body = JSON.stringify({ text: 'same: é' });
    const first = await post('/api/plan', body);
    const before = ran.length;
    const again = await post('/api/plan', body);
    expect(ran.length).toBe(before);
    expect(again.status).toBe(200);
    expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'));
    expect(await again.arrayBuffer()).toEqual(await first.arrayBuffer());
  });

  it.each([
    ['another operation', '/api/check', '{"text":"other"}'],
    ['another text', '/api/plan', '{"text":"other "}'],
    ['an edit more', '/api/plan', '{"text":"other","edits":{"a":"1"}}'],
    ['an empty edit', '/api/plan', '{"text":"other","edits":{"a":""}}'],
    ['another file name', '/api/plan', '{"text":"other","file":"b.yaml"}'],
  ])('works %s out anew', async (_, path, body) => {
    await post('/api/plan', '{"text":"other"}');
    const before = ran.length;
    const answered = await post(path, body);
    expect(ran.length).toBe(before + 1);
    expect(await answered.json()).toMatchObject({ value: { input: JSON.parse(body) } });
  });

  it.each([
    ['problems', 422],
    ['timeout', 504],
    ['bug', 500],
  ])('tries again what ended in %s', async (fail, status) => {
    const body = JSON.stringify({ fail });
    await post('/api/plan', body);
    const before = ran.length;
    expect((await post('/api/plan', body)).status).toBe(status);
    expect(ran.length).toBe(before + 1);
  });

  it('keeps no answer beyond its own life: a new version may answer otherwise', async () => {
    const body = '{"text":"upgraded"}';
    await post('/api/plan', body);
    const next = await serve({
      file: await documentOf('a.yaml', ''),
      console: folder,
      port: 0,
      run: echo,
    });
    const before = ran.length;
    await fetch(new URL('/api/plan', next.url), { method: 'POST', body });
    expect(ran.length).toBe(before + 1);
    await next.close();
  });

  it('describes every operation', async () => {
    const response = await fetch(new URL('/api/openapi.json', served.url));
    const document = (await response.json()) as OpenApi;
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toContain('/api/strategies');
    const { post } = document.paths['/api/plan']!;
    expect(post).toMatchObject({ operationId: 'plan', 'x-kind': 'question' });
    const { schema } = post.responses['200'].content['application/json'];
    expect(schema.properties.value.required).toContain('fleet');
    for (const [path, { post: each }] of Object.entries(document.paths)) {
      const answer = each.responses['200'].content['application/json'].schema.properties.value;
      expect(answer, path).toMatchObject({ type: 'object' });
    }
  });
});

describe('who may ask', () => {
  it.each([
    [{ host: 'evil.example' }, 403],
    [{ host: 'evil.example:4600' }, 403],
    [{ host: '127.0.0.1.evil.example' }, 403],
    [{ host: 'localhost:1', origin: 'http://evil.example' }, 403],
    [{ host: 'localhost:1', origin: 'http://localhost:2' }, 403],
    [{ host: 'localhost:1', origin: 'null' }, 403],
    [{ host: 'localhost:1', origin: 'http://localhost:1' }, 200],
    [{ host: '127.0.0.1:1' }, 200],
    [{ host: '[::1]:1' }, 200],
    [{ host: 'LOCALHOST' }, 200],
  ])('%j gets %i', async (headers, status) => {
    expect(await statusFor(headers as Record<string, string>)).toBe(status);
    if (status === 403) {
      expect(await statusFor(headers as Record<string, string>, '/api/openapi.json')).toBe(403);
    }
  });
});

describe('the console', () => {
  it('gets the factory file in its page, unable to break out of it', async () => {
    const page = await (await fetch(served.url)).text();
    const block = /<script type="application\/json" id="gigafactory-file">(.*?)<\/script>/.exec(
      page,
    );
    expect(block?.[1]).not.toContain('<');
    expect(JSON.parse(block?.[1] ?? '')).toMatchObject({ file: 'a.yaml', text: TEXT });
    expect(page.endsWith('</head><body></body></html>')).toBe(true);
  });

  it('is typed, compressed, cached and locked down', async () => {
    const script = await fetch(new URL('/assets/index-3f2a.js', served.url));
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(script.headers.get('cache-control')).toContain('immutable');
    expect(script.headers.get('content-encoding')).toBe('gzip');
    expect(await script.text()).toBe(SCRIPT);
    const page = await fetch(served.url);
    expect(page.headers.get('cache-control')).toBe('no-cache');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('is not sent again to who has it', async () => {
    const etag = (await fetch(served.url)).headers.get('etag') ?? '';
    const again = await fetch(served.url, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
  });

  it.each(['/nothing', '/assets/', '/../serve.ts', '/%2e%2e/package.json', '/assets/..%2f..%2fx'])(
    'has nothing at %s',
    async (path) => {
      expect(await statusFor({ host: 'localhost' }, path)).toBe(404);
    },
  );
});

describe('the port', () => {
  it('moves on to the next when it is taken', async () => {
    const second = await serve({
      file: await documentOf('b.yaml', ''),
      console: folder,
      port: served.port,
      run: echo,
    });
    expect(second.port).toBeGreaterThan(served.port);
    expect(await (await fetch(second.url)).text()).toContain('b.yaml');
    await second.close();
    await expect(fetch(second.url)).rejects.toThrow();
  });
});
