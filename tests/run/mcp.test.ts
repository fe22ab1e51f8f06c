import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/* Tools for other assistants, as these use them: the built program, and the official client. */

const ROOT = join(import.meta.dirname, '../..');
const PROGRAM = join(ROOT, 'packages/cli/bin/gigafactory.js');
const CLIENT = join(import.meta.dirname, 'mcp-client.mjs');
const POD = join(ROOT, 'examples/one-pod.yaml');

/** What hangs shall fail, and hold up no other test. */
const timeout = 240_000;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gigafactory-mcp-'));
  copyFileSync(POD, join(folder, 'pod.yaml'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function client(...argv: readonly string[]) {
  return spawnSync(process.execPath, [CLIENT, ...argv], {
    ...{ encoding: 'utf8', cwd: folder, timeout },
  });
}

/** What a client of either kind must have seen. */
function seen(version: string) {
  return {
    version,
    server: { name: 'gigafactory' },
    names: expect.arrayContaining(['plan', 'explain', 'twin', 'propose']),
    uris: expect.arrayContaining(['gigafactory://factory.yaml', 'gigafactory://docs/docs/mcp.md']),
    explained: { structuredContent: { value: { path: 'power.facility' } } },
    wrong: { isError: true, structuredContent: { problems: [{ code: 'explain.path' }] } },
    progress: expect.arrayContaining([1]),
    lived: { structuredContent: { parts: { lives: 20 } } },
    unknown: expect.stringContaining('There is no tool "explian"'),
    cancelled: expect.stringContaining('enough'),
    after: { structuredContent: { parts: { 'note.value': 1016 } } },
  };
}

describe('the official client', () => {
  it('is answered over standard input and output', () => {
    const { stdout, stderr } = client('stdio', PROGRAM, 'pod.yaml');
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject([seen('2025-11-25'), seen('2026-07-28')]);
  });

  it('is answered over HTTP by who serves the console', async () => {
    const env = { ...process.env, GIGAFACTORY_HOME: join(folder, 'state') };
    const up = spawn(process.execPath, [PROGRAM, 'up', 'pod.yaml', '--port', '4870'], {
      ...{ cwd: folder, env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      let url = '';
      for await (const line of createInterface({ input: up.stdout })) {
        url = /Console: (\S+)#token=/.exec(line)?.[1] ?? '';
        if (url !== '') break;
      }
      const token = readFileSync(join(folder, 'state/token'), 'utf8').trim();
      const { stdout, stderr } = client('http', `${url}mcp`, token);
      expect(stderr).toBe('');
      expect(JSON.parse(stdout)).toMatchObject([seen('2025-11-25'), seen('2026-07-28')]);
      for (const path of ['llms.txt', 'docs/mcp.md', 'README.md']) {
        const twin = await fetch(url + path);
        expect([path, twin.status]).toEqual([path, 200]);
        expect(twin.headers.get('content-type')).toMatch(/^text\/(plain|markdown); charset=utf-8$/);
      }
    } finally {
      up.kill();
    }
  });
});

describe('gigafactory mcp', () => {
  const call = (id: number, path: string) =>
    `${JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: 'explain', arguments: { path, only: ['note.value'] } } })}\n`;
  const begin = `${JSON.stringify({
    ...{ jsonrpc: '2.0', id: 0, method: 'initialize' },
    params: {
      ...{ protocolVersion: '2024-11-05', capabilities: {} },
      clientInfo: { name: 'test', version: '1' },
    },
  })}\n`;

  it('prints nothing but the protocol, and answers all before it ends', () => {
    const input = `${begin}junk\n${call(1, 'fleet.gpus')}${call(2, 'nothing')}`;
    const { stdout, stderr, status } = spawnSync(process.execPath, [PROGRAM, 'mcp', 'pod.yaml'], {
      ...{ input, encoding: 'utf8', cwd: folder, timeout },
    });
    expect([status, stderr]).toEqual([0, '']);
    const messages = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(messages.every(({ jsonrpc }) => jsonrpc === '2.0')).toBe(true);
    expect(messages.map(({ id }) => id).toSorted()).toEqual([0, 1, 2, null]);
  });

  it('reads the file again when it has changed, and says when it is gone', async () => {
    const file = join(folder, 'pod.yaml');
    const server = spawn(process.execPath, [PROGRAM, 'mcp', file, '--set', 'site.pue=1.2']);
    const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
    const ask = async (message: string) => {
      server.stdin.write(message);
      const { result } = JSON.parse((await lines.next()).value);
      return result?.structuredContent ?? result;
    };
    try {
      expect(await ask(begin)).toMatchObject({ protocolVersion: '2024-11-05' });
      expect(await ask(call(1, 'fleet.gpus'))).toEqual({ parts: { 'note.value': 1016 } });
      expect(await ask(call(2, 'power.pue'))).toEqual({ parts: { 'note.value': 1.2 } });
      writeFileSync(file, readFileSync(file, 'utf8').replace('gpus: 1016', 'gpus: 2032'));
      expect(await ask(call(3, 'fleet.gpus'))).toEqual({ parts: { 'note.value': 2032 } });
      rmSync(file);
      expect(await ask(call(4, 'fleet.gpus'))).toMatchObject({
        problems: [{ code: expect.stringMatching(/^file\./) }],
      });
    } finally {
      server.kill();
    }
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends at %s though its input is open', async (signal) => {
    const server = spawn(process.execPath, [PROGRAM, 'mcp', 'pod.yaml'], { cwd: folder });
    const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
    const ended = new Promise((resolve) => {
      server.on('exit', (code) => resolve(code));
    });
    server.stdin.write(begin + call(1, 'fleet.gpus'));
    await lines.next();
    await lines.next();
    server.kill(signal);
    expect(await ended).toBe(0);
  });

  it('ends when nobody reads its answers any more', async () => {
    const server = spawn(process.execPath, [PROGRAM, 'mcp', 'pod.yaml'], { cwd: folder });
    const ended = new Promise((resolve) => {
      server.on('exit', (code) => resolve(code));
    });
    server.stdin.on('error', () => {});
    server.stdout.destroy();
    server.stdin.write(begin + call(1, 'fleet.gpus') + call(2, 'fleet.gpus'));
    expect(await ended).toBe(0);
  });

  it.each([
    ['a file that is not there', ['none.yaml']],
    ['standard input, which is for the protocol', ['-']],
    ['--json, which all of it is', ['pod.yaml', '--json']],
  ])('refuses %s', (_, argv) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, 'mcp', ...argv], {
      ...{ cwd: folder, input: begin, encoding: 'utf8', timeout },
    });
    expect(status).toBe(2);
    expect(stdout + stderr).not.toContain('jsonrpc":');
  });
});
