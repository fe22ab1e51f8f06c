import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ok } from '@gigafactory/core/base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FactoryDocument } from '../document/index.ts';
import { doorOf } from './door.fixture.ts';
import { fileRoutes } from './file-routes.ts';

const TOKEN = 'a'.repeat(64);
const bearer = { authorization: `Bearer ${TOKEN}` };

let folder: string;
let path: string;
let document: FactoryDocument;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gigafactory-file-'));
  path = join(folder, 'a.yaml');
  writeFileSync(path, 'one\n');
  document = await FactoryDocument.open({
    ...{ name: 'a.yaml', path, text: 'one\n', readBeside: async () => ok({}) },
  });
});

afterEach(() => rmSync(folder, { recursive: true }));

function put(body: unknown, headers: Record<string, string> = bearer) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return fileRoutes(document, doorOf(folder, TOKEN)).request('/', {
    method: 'PUT',
    headers,
    body: text,
  });
}

async function codeOf(response: Response): Promise<string> {
  return (await response.json()).problems[0].code;
}

describe('PUT /file', () => {
  it.each([{}, { authorization: 'Bearer b' }, { authorization: TOKEN }])(
    'is refused without the token: %o',
    async (headers) => {
      const response = await put({ text: 'two\n', revision: document.state.revision }, headers);
      expect(response.status).toBe(401);
      expect(await codeOf(response)).toBe('control.token');
      expect(readFileSync(path, 'utf8')).toBe('one\n');
    },
  );

  it('is refused where there is no state folder, whatever is sent', async () => {
    const routes = fileRoutes(document, undefined);
    const headers = { authorization: 'Bearer undefined' };
    expect((await routes.request('/', { method: 'PUT', headers, body: '{}' })).status).toBe(401);
  });

  it.each([
    '',
    '[]',
    '{"text":1,"revision":null}',
    '{"text":"a"}',
    '{"text":"a","revision":null,"x":1}',
  ])('refuses the body %s', async (body) => {
    const response = await put(body);
    expect(response.status).toBe(400);
    expect(await codeOf(response)).toBe('http.json');
  });

  it('refuses more than it reads', async () => {
    const response = await put('x'.repeat(8_000_001), { ...bearer, 'content-length': '8000001' });
    expect(response.status).toBe(413);
  });

  it('refuses a text over one that it was not made from, and shows that one', async () => {
    const { revision } = document.state;
    writeFileSync(path, 'theirs\n');
    const response = await put({ text: 'mine\n', revision });
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({
      ok: false,
      problems: [{ code: 'file.changed' }],
      value: { text: 'theirs\n' },
    });
  });

  it('saves, and answers what to save over next', async () => {
    const response = await put({ text: 'two\n', revision: document.state.revision });
    expect(response.status).toBe(200);
    const { value } = await response.json();
    expect(readFileSync(path, 'utf8')).toBe('two\n');
    const again = await put({ text: 'three\n', revision: value.revision });
    expect(again.status).toBe(200);
  });
});

describe('GET /file', () => {
  it('reads what is on disk now', async () => {
    writeFileSync(path, 'two\n');
    const response = await fileRoutes(document, doorOf(folder, TOKEN)).request('/');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect((await response.json()).value.text).toBe('two\n');
  });

  it('tells the revision, and another one after a change', async () => {
    const leave = new AbortController();
    const request = new Request('http://localhost/changes', { signal: leave.signal });
    const response = await fileRoutes(document, doorOf(folder, TOKEN)).fetch(request);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    const first = document.state.revision;
    expect((await reader.read()).value).toContain(JSON.stringify({ revision: first }));
    writeFileSync(path, 'two\n');
    const { value } = await reader.read();
    expect(value).toContain(JSON.stringify({ revision: document.state.revision }));
    expect(document.state.revision).not.toBe(first);
    leave.abort();
  });

  it.each(['POST', 'DELETE'])('is all that there is beside PUT: %s', async (method) => {
    const response = await fileRoutes(document, doorOf(folder, TOKEN)).request('/', { method });
    expect(response.status).toBe(405);
  });
});
