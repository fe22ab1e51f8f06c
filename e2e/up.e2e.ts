import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage, startBrowser } from './browser.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

let browser: Browser;
const children: ChildProcess[] = [];
const home = mkdtempSync(join(tmpdir(), 'gigafactory-up-'));

beforeAll(async () => {
  browser = await startBrowser();
});

afterAll(async () => {
  for (const child of children) child.kill('SIGTERM');
  await browser?.close();
  rmSync(home, { recursive: true, force: true });
});

interface Up {
  readonly url: string;
  /** Everything printed so far. */
  readonly printed: () => string;
}

/** What is computed after it listens, on a machine that does other things too. */
const SUMMARY = { timeout: 240_000, interval: 200 };

/** Runs `gigafactory up` and waits for the address that it prints. */
function up(file: string, port: number): Promise<Up> {
  const cli = 'packages/cli/bin/gigafactory.js';
  const env = { ...process.env, GIGAFACTORY_HOME: home };
  const args = [cli, 'up', file, '--port', String(port)];
  const child = spawn(process.execPath, args, { cwd: ROOT, env });
  children.push(child);
  return new Promise((resolve, reject) => {
    let text = '';
    const read = (chunk: Buffer) => {
      text += chunk.toString();
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0];
      if (url) resolve({ url, printed: () => text });
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('exit', (code) => reject(new Error(`up ended with ${code}: ${text}`)));
  });
}

/** A port that is in use. */
function takenPort(): Promise<{ readonly port: number; close(): void }> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      resolve({ port, close: () => server.close() });
    });
  });
}

let started: ReturnType<typeof up> | undefined;

/** One server for what does not depend on how it was started. */
function upOnce(): ReturnType<typeof up> {
  started ??= up('examples/one-pod.yaml', 4680);
  return started;
}

describe('gigafactory up', () => {
  it('serves the file that it was given before it has computed anything, then prints the summary', async () => {
    const { url, printed } = await upOnce();
    const { page, errors } = await openPage(browser);
    await page.goto(url);
    await page.getByRole('heading', { level: 1, name: 'One pod' }).waitFor();
    expect(errors).toEqual([]);
    const plan = await fetch(`${url}/api/plan`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: 'gigafactory: 2' }),
    });
    expect(plan.status).toBe(422);
    expect(await plan.json()).toMatchObject({ ok: false });
    await expect.poll(printed, SUMMARY).toMatch(/Requirements[\s\S]*\nAPI: http/);
    expect(printed()).toMatch(/20 lives of 54 d, seed 7: .* goodput/s);
    expect(printed()).toMatch(/^Console: [\s\S]*^Requirements[\s\S]*^Console: /m);
  });

  it('answers questions about the file below /v1, by the model that ships', async () => {
    const { url } = await upOnce();
    const ask = (question: string) =>
      fetch(`${url}/v1/responses`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'grok-nano', input: question }),
      });
    const models = await (await fetch(`${url}/v1/models`)).json();
    expect(models.data.map(({ id }: { id: string }) => id)).toEqual([
      'grok',
      'grok-nano',
      expect.stringMatching(/^grok-nano@/),
    ]);
    const answered = await (await ask('what does the network draw?')).json();
    const [call, message] = answered.output;
    expect(call).toMatchObject({ type: 'function_call', name: 'explain' });
    expect(JSON.parse(call.arguments)).toEqual({ path: 'power.network' });
    expect(message.content[0].text).toMatch(/power\.network/);
    const refused = await (await ask('Stop the run now!')).json();
    expect(refused.output.map(({ type }: { type: string }) => type)).toEqual(['message']);
    expect((await ask(' ')).status).toBeGreaterThanOrEqual(400);
  });

  it('serves a file with mistakes, says what they are, and follows what is done about them', async () => {
    const file = join(home, 'own.yaml');
    writeFileSync(file, `${readFileSync(join(ROOT, 'examples/one-pod.yaml'), 'utf8')}typo: 1\n`);
    const { url, printed } = await up(file, 4690);
    await expect
      .poll(printed, SUMMARY)
      .toMatch(
        /own\.yaml:\d+:1 typo: .*\n {2}Fix: .*\n {4}--set typo=\n[\s\S]*cannot be planned so far/,
      );
    const read = async () => (await (await fetch(`${url}/file`)).json()).value;
    const before = await read();
    expect(before.text).toContain('typo: 1');
    writeFileSync(file, 'gigafactory: 1\n');
    expect(await (await fetch(url)).text()).toContain('"text":"gigafactory: 1\\n"');
    const save = (revision: string, headers: Record<string, string> = {}) =>
      fetch(`${url}/file`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ text: 'gigafactory: 1\nname: Mine\n', revision }),
      });
    const { revision } = await read();
    expect((await save(revision)).status).toBe(401);
    const token = /#token=(\w+)/.exec(printed())?.[1];
    const bearer = { authorization: `Bearer ${token}` };
    expect((await save(before.revision, bearer)).status).toBe(409);
    expect((await save(revision, bearer)).status).toBe(200);
    expect(readFileSync(file, 'utf8')).toBe('gigafactory: 1\nname: Mine\n');
  });

  it('takes the next port when one is in use, and says so', async () => {
    const taken = await takenPort();
    const { url, printed } = await up('examples/one-pod.yaml', taken.port);
    taken.close();
    expect(url).not.toContain(`:${taken.port}`);
    expect(printed()).toContain(`Port ${taken.port} is taken.`);
  });
});
