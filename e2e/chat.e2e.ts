import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findBarriers } from '../scripts/lib/axe.mjs';
import { openPage, startBrowser } from './browser.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PATIENCE_MS = 200_000;
const PORT = 4760;

let browser: Browser;
let home: string;
let upstream: Server;
let up: { readonly link: string; readonly child: ChildProcess };

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'gigafactory-chat-'));
  upstream = createServer((request, response) => void hear(request, response));
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  const { port } = upstream.address() as AddressInfo;
  writeFileSync(
    join(home, 'gateway.yaml'),
    `gateway: 1
upstreams:
  elsewhere: { kind: openai, url: "http://127.0.0.1:${port}/v1", models: { talker: talker }, sees: [talker] }
prices:
  talker: [{ from: 2026-01-01, input: $0, output: $0, source: "this test" }]
`,
  );
  [browser, up] = await Promise.all([startBrowser(), serve()]);
}, PATIENCE_MS);

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

afterAll(async () => {
  up?.child.kill('SIGTERM');
  upstream?.closeAllConnections();
  upstream?.close();
  await browser?.close();
  rmSync(home, { recursive: true, force: true });
}, PATIENCE_MS);

/** What the upstream was asked, the latest last. */
const heard: string[] = [];

async function hear(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  heard.push(body);
  stream(response);
}

/** Whoever waits for the next word of the upstream. */
const listeners: ServerResponse[] = [];

/** Lets the upstream say a word to everybody who listens. */
function say(word: string): void {
  const choice = { index: 0, delta: { content: word }, finish_reason: null };
  for (const response of listeners) send(response, choice);
}

function send(response: ServerResponse, choice: object): void {
  const chunk = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'talker' };
  response.write(`data: ${JSON.stringify({ ...chunk, choices: [choice] })}\n\n`);
}

function end(): void {
  for (const response of listeners.splice(0)) {
    send(response, { index: 0, delta: {}, finish_reason: 'stop' });
    response.end('data: [DONE]\n\n');
  }
}

function stream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  listeners.push(response);
}

/** Runs `gigafactory up` until it prints its link. */
function serve(): Promise<typeof up> {
  const cli = join(ROOT, 'packages/cli/bin/gigafactory.js');
  const file = join(ROOT, 'examples/gigafactory-of-compute.yaml');
  const env = { ...process.env, GIGAFACTORY_HOME: home };
  const child = spawn(process.execPath, [cli, 'up', file, '--port', String(PORT)], { env });
  return new Promise((resolve, reject) => {
    let text = '';
    const read = (chunk: Buffer) => {
      text += chunk.toString();
      const link = /http:\/\/127\.0\.0\.1:\d+\/?#token=\S+/.exec(text)?.[0];
      if (link) resolve({ link, child });
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => reject(new Error(`up ended with ${code}: ${text}`)));
  });
}

/** Ends the server as a crash would, and starts it again on the same port. */
async function crash(): Promise<void> {
  const ended = once(up.child, 'exit');
  up.child.kill('SIGKILL');
  await ended;
  up = await serve();
}

async function open(options: BrowserContextOptions = {}): Promise<Page> {
  const { page } = await openPage(browser, options);
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(up.link);
  await page.goto(`${new URL(up.link).origin}/#/grok`);
  await page.getByRole('heading', { level: 1, name: 'Ask about the factory' }).waitFor();
  return page;
}

async function ask(page: Page, question: string): Promise<void> {
  const field = page.getByRole('textbox', { name: 'Question', exact: true });
  await field.fill(question);
  await page.getByRole('button', { name: 'Send' }).waitFor();
  await expect
    .poll(() => page.getByRole('button', { name: 'Send' }).getAttribute('aria-disabled'))
    .toBeNull();
  await field.press('Enter');
}

/** One pixel, as GIF. */
const PICTURE = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAAAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/** Drops an example on the conversation, as a person does with the mouse. */
async function drop(page: Page, name: string): Promise<void> {
  const text = readFileSync(join(ROOT, 'examples/diagrams', name), 'utf8');
  const data = await page.evaluateHandle(
    ([given, called]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([given], called));
      return transfer;
    },
    [text, name] as const,
  );
  const place = page.getByRole('region', { name: 'New chat' });
  await place.dispatchEvent('dragover', { dataTransfer: data });
  await place.dispatchEvent('drop', { dataTransfer: data });
}

const answers = (page: Page) => page.getByRole('article', { name: 'Answer' });

describe('a chat', { timeout: 300_000 }, () => {
  it('answers with figures that open their derivation, branches, is renamed and deleted', async () => {
    const page = await open({ reducedMotion: 'reduce' });
    await ask(page, 'what if we had 50,000 GPUs?');
    const proposal = page.getByRole('region', { name: 'Proposed edits' });
    await proposal.getByText('fleet.gpus').waitFor();
    await page.getByRole('button', { name: 'Answer again' }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('button', { name: /^Facility power: .* Show derivation$/ }).click();
    const derivation = page.getByRole('dialog', { name: 'Derivation' });
    await derivation.getByText('IT load').first().waitFor();
    await page.keyboard.press('Escape');
    await derivation.waitFor({ state: 'hidden' });
    await proposal.getByRole('button', { name: 'Try as scenario' }).click();
    await proposal.getByRole('status').getByText('Kept as').waitFor();

    const field = page.getByRole('textbox', { name: 'Question', exact: true });
    await field.focus();
    await field.press('ArrowUp');
    const editor = page.getByLabel('Edit the question');
    await editor.fill('what does the network draw?');
    await editor.press('Enter');
    await page.getByText('power.network').first().waitFor();
    await page.getByText('2 of 2').waitFor();
    await page.getByRole('button', { name: 'Previous version of the question' }).click();
    await page.getByText('1 of 2').waitFor();
    await proposal.waitFor();

    const chats = page.getByRole('navigation', { name: 'Chats' });
    const title = 'what if we had 50,000 GPUs?';
    await chats.getByRole('button', { name: `More about “${title}”` }).click();
    await page.getByRole('menuitem', { name: 'Rename' }).click();
    const rename = page.getByRole('dialog', { name: 'Rename the chat' });
    await rename.getByLabel('Title').fill('Half the fleet');
    await rename.getByRole('button', { name: 'Rename' }).click();
    await chats.getByLabel('Search the chats').fill('half');
    await chats.getByRole('link', { name: /Half the fleet/ }).waitFor();
    await chats.getByRole('button', { name: 'More about “Half the fleet”' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete for good' }).click();
    await chats.getByText('No chat has these words.').waitFor();
  });

  it('is streamed, goes on over a reload, and is stopped', async () => {
    const page = await open();
    await page.getByLabel('Who answers').selectOption('talker');
    await page.getByText('receives this conversation').waitFor();
    await page.getByRole('button', { name: 'Allow it' }).click();
    await ask(page, 'tell me a story');
    await expect.poll(() => listeners.length).toBe(1);
    say('Once upon ');
    await answers(page).getByText('Once upon').first().waitFor();
    await page.reload();
    await answers(page).getByText('Once upon').first().waitFor();
    say('a time <img src=x onerror=alert(1)> [there](https://evil.example) was ');
    await answers(page)
      .getByText('Once upon a time <img src=x onerror=alert(1)> there was')
      .first()
      .waitFor();
    expect(await answers(page).locator('img, a[href*="evil"]').count()).toBe(0);
    await page.getByRole('button', { name: 'Stop' }).click();
    await answers(page).getByText('stopped').first().waitFor();
    say('never told');
    await page.reload();
    await answers(page).getByText('stopped').first().waitFor();
    expect(await answers(page).textContent()).not.toContain('never told');
    end();
  });

  it('goes on after the server was killed, or says that it was interrupted', async () => {
    const page = await open();
    const other = await open();
    await ask(page, 'simulate grok-3 for 54 days');
    await page.getByRole('list', { name: 'Calls' }).getByText('running…').waitFor();
    await crash();
    await page.getByRole('button', { name: 'Answer again' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Answer again' }).waitFor();
    // Once as what the operation said, once as the answer: nothing is lost or doubled.
    const text = await answers(page).textContent();
    expect(text?.match(/In 20 lives of 54 d/g)).toHaveLength(2);

    await other.goto(`${new URL(up.link).origin}/#/grok`);
    await other.getByLabel('Who answers').selectOption('talker');
    await other.getByRole('button', { name: 'Allow it' }).click();
    await ask(other, 'another story');
    await expect.poll(() => listeners.length).toBe(1);
    say('It was a dark ');
    await answers(other).getByText('It was a dark').first().waitFor();
    await crash();
    await answers(other).getByText('interrupted').first().waitFor();
    listeners.splice(0);
    await other.getByRole('button', { name: 'Go on' }).click();
    await expect.poll(() => listeners.length).toBe(1);
    say('and stormy night.');
    end();
    await answers(other).getByText('and stormy night.').first().waitFor();
  });

  it('reads a diagram that is dropped, and goes on with it after the server was killed', async () => {
    const page = await open({ reducedMotion: 'reduce' });
    await drop(page, 'pod.mmd');
    const attached = page.getByRole('list', { name: 'Attached' }).first();
    await attached.getByText('Mermaid, 1 kB').waitFor();
    await ask(page, 'what is this?');
    await answers(page)
      .getByText('The diagram shows 11 nodes, 13 edges, 2 groups')
      .first()
      .waitFor();
    await answers(page)
      .getByRole('img', { name: /^pod\.mmd, drawn anew/ })
      .waitFor();
    await page.getByText('In words').click();
    await page.getByText('Leaf 4 leads to Storage').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as JSON' }).click(),
    ]);
    expect(JSON.parse(readFileSync(await saved.path(), 'utf8')).nodes).toHaveLength(11);
    await page.getByRole('button', { name: 'Compare with the plan' }).click();
    await answers(page).getByRole('cell', { name: 'differs' }).first().waitFor();
    await crash();
    await page.reload();
    await ask(page, 'what hangs off leaf 3?');
    await answers(page)
      .locator('p', { hasText: '1 node hangs off Leaf 3: Node 3' })
      .first()
      .waitFor();
    await page.getByText('pod.mmd (Mermaid, 1 kB)').click();
    await page.getByRole('article', { name: 'Question' }).getByRole('img').waitFor();
    await page
      .getByRole('article', { name: 'Answer' })
      .first()
      .getByRole('button', { name: 'Make a factory file' })
      .click();
    await page.getByRole('button', { name: 'Open the draft' }).first().click();
    await page.getByText('The draft is open').waitFor();
  });

  it('says what it cannot take, and that nobody here sees pictures', async () => {
    const page = await open({ viewport: { width: 390, height: 844 } });
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: 'Attach' }).click(),
    ]);
    await chooser.setFiles([
      { name: 'notes.txt', mimeType: 'image/png', buffer: Buffer.from('just words') },
      { name: 'photo.jpg', mimeType: 'text/plain', buffer: PICTURE },
      { name: 'huge.svg', mimeType: 'image/svg+xml', buffer: Buffer.alloc(8_000_001) },
    ]);
    const attached = page.getByRole('list', { name: 'Attached' });
    await attached.getByText('It is larger than 8 MB, the limit.').waitFor();
    await page.getByRole('button', { name: 'Remove huge.svg' }).click();
    await attached.getByText('not taken').waitFor();
    await attached.getByText('picture, 1 × 1').waitFor();
    const send = page.getByRole('button', { name: 'Send' });
    expect(await send.getAttribute('title')).toContain('notes.txt');
    await page.getByRole('button', { name: 'Remove notes.txt' }).click();
    expect(await send.getAttribute('title')).toContain('embedded cannot see pictures');
    expect(await findBarriers(page)).toEqual([]);
    await page.getByLabel('Who answers').selectOption('talker');
    await page.getByRole('button', { name: 'Allow it' }).click();
    await ask(page, 'what is in the picture?');
    // What was sent is in view, with the question.
    await page.getByRole('img', { name: 'As attached: photo.jpg' }).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await answers(page).getByText('stopped').first().waitFor();
    for (const response of listeners.splice(0)) response.end();
  });

  it('has a model that sees read a picture, and goes on with that on this machine', async () => {
    const page = await open();
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: 'Attach' }).click(),
    ]);
    await chooser.setFiles([{ name: 'photo.gif', mimeType: 'image/gif', buffer: PICTURE }]);
    await page.getByLabel('Who answers').selectOption('talker');
    await page.getByText('the diagrams and pictures that are attached').waitFor();
    await page.getByRole('button', { name: 'Allow it' }).click();
    await ask(page, 'what is in the picture?');
    await expect.poll(() => listeners.length).toBe(1);
    expect(heard.at(-1)).toContain('"url":"data:image/png;base64,');
    const [nodes, groups] = [['Leaf 3', 'Node 3'], []];
    const edges = [{ from: 'Leaf 3', to: 'Node 3', label: '', directed: true }];
    const seen = nodes.map((label) => ({ id: label, label, group: null }));
    say(JSON.stringify({ isDiagram: true, nodes: seen, edges, groups }));
    end();
    await expect.poll(() => listeners.length).toBe(1);
    say('Two shapes and a line.');
    end();
    await answers(page).getByText('as the model sees it').waitFor();
    await answers(page)
      .getByRole('img', { name: /^photo\.gif, drawn anew/ })
      .waitFor();
    await answers(page).getByText('Two shapes and a line.').first().waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.getByLabel('Who answers').selectOption('embedded');
    await ask(page, 'what hangs off leaf 3?');
    await answers(page)
      .locator('p', { hasText: '1 node hangs off Leaf 3: Node 3' })
      .first()
      .waitFor();
  });

  it('stands beside a page, and asks about what it shows', async () => {
    const page = await open({ viewport: { width: 390, height: 844 } });
    await page.goto(`${new URL(up.link).origin}/#/plan/power`);
    await page.getByRole('heading', { level: 1, name: 'Power' }).waitFor();
    await page.getByRole('button', { name: 'Ask Grok' }).click();
    const panel = page.getByRole('dialog', { name: 'Ask Grok' });
    await panel.getByText('About gigafactory-of-compute.yaml').waitFor();
    const field = panel.getByRole('textbox', { name: 'Question', exact: true });
    const hasFocus = () => field.evaluate((element) => element.matches(':focus'));
    await expect.poll(hasFocus).toBe(true);
    await ask(page, 'what does the network draw?');
    await panel.getByText('power.network').first().waitFor();
    await panel.getByText('gigafactory-of-compute.yaml · Power').first().waitFor();
    await panel.getByRole('button', { name: 'Answer again' }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    // The chat has begun, and the next question can be typed at once.
    await expect.poll(hasFocus).toBe(true);
    // Esc goes from the innermost outwards: what is edited, then the panel; and the focus back to what opened it.
    await page.keyboard.press('ArrowUp');
    await panel.getByLabel('Edit the question').waitFor();
    await page.keyboard.press('Escape');
    await panel.getByLabel('Edit the question').waitFor({ state: 'hidden' });
    await field.focus();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'hidden' });
    const opener = page.getByRole('button', { name: 'Ask Grok' });
    await expect.poll(() => opener.evaluate((button) => button.matches(':focus'))).toBe(true);
  });
});
