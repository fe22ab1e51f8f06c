import { readFileSync } from 'node:fs';
import type { RunDetail } from '@gigafactory/core/api';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage, startBrowser } from './browser.ts';
import { ControlServer, TOKEN } from './control/control-server.ts';
import { recordRun } from './control/recorded-run.ts';

/** A day of a run that trains ten steps a second and loses an attempt a minute. */
const DAY = 86_400;
const STEPS_A_SECOND = 10;
const LINES_A_SECOND = 5;
const MOST = 200e6;

let browser: Browser;

beforeAll(async () => {
  browser = await startBrowser();
});

afterAll(async () => {
  await browser?.close();
});

/** What a page and its process take, in bytes. */
interface Taken {
  /** Of JavaScript after a collection of garbage. */
  readonly heap: number;
  /** Of the whole process, what it shares with no other. */
  readonly own: number;
}

async function measure(page: Page): Promise<Taken> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.send('Performance.enable');
  const { metrics } = await session.send('Performance.getMetrics');
  await session.detach();
  const heap = metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN;
  const system = await browser.newBrowserCDPSession();
  const { processInfo } = await system.send('SystemInfo.getProcessInfo');
  await system.detach();
  const pages = processInfo.filter(({ type }) => type === 'renderer');
  return { heap, own: Math.max(...pages.map(({ id }) => privateBytes(id))) };
}

function privateBytes(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kilobytes = [...text.matchAll(/^Private_\w+:\s+(\d+) kB/gm)];
  return kilobytes.reduce((sum, [, size]) => sum + 1024 * Number(size), 0);
}

const at = (start: number, seconds: number): string =>
  new Date(start + 1000 * seconds).toISOString();

function* stepsOf(start: number) {
  for (let step = 1; step <= DAY * STEPS_A_SECOND; step++) {
    const seconds = step / STEPS_A_SECOND;
    const attempt = 1 + Math.floor(seconds / 60);
    const entry = { offset: step, at: at(start, seconds), attempt, step };
    yield { ...entry, loss: 2 + 9 / (1 + seconds / 3600), tokens: 512 * step, stepTime: 0.1 };
  }
}

function* eventsOf(start: number) {
  let offset = 0;
  for (let seconds = 10; seconds <= DAY; seconds += 10) {
    const attempt = 1 + Math.floor(seconds / 60);
    const entry = (kind: string, more: object, ...decisions: object[]) => {
      const event = { kind, at: seconds * 1e6, run: 'nano', attempt, epoch: attempt, ...more };
      const words = `What was heard, ${kind}, in a sentence as long as they are.`;
      return { offset: ++offset, at: at(start, seconds), kind, event, words, decisions };
    };
    const decide = (kind: string) => ({
      ...{ kind, run: 'nano', inputs: { attempt, cause: 'software' } },
      reason: `Attempt ${attempt}: a reason, in a sentence as long as reasons usually are, for ${kind}.`,
      commands: [{ id: offset, run: 'nano', attempt, epoch: attempt, kind: 'stop' }],
    });
    yield entry('checkpointed', { work: seconds * 1e6 });
    yield entry('observed', { health: seconds % 60 === 0 ? 'failed' : 'ok' }, decide('fail over'));
    if (seconds % 60 !== 0) continue;
    yield entry('stopped', {}, decide('place'), decide('launch'));
    yield entry('launched', { work: seconds * 1e6 }, decide('run'));
  }
}

function* linesOf(start: number) {
  for (let line = 1; line <= DAY * LINES_A_SECOND; line++) {
    const seconds = line / LINES_A_SECOND;
    const text = `${line} ${'step=12345 loss=2.3456 grad=0.1234 lr=3.0e-4 '.repeat(2)}`;
    yield { offset: `0:${line}`, at: at(start, seconds), rank: line % 4, attempt: 1, text };
  }
}

function attemptsOf(start: number): RunDetail['attempts'] {
  return Array.from({ length: DAY / 60 }, (_, i) => ({
    attempt: i + 1,
    launchedAt: at(start, 60 * i),
    endedAt: at(start, 60 * i + 58),
    fromStep: 600 * i,
    toStep: 600 * (i + 1),
    why: `Attempt ${i + 1} failed: a reason, in a sentence as long as reasons usually are.`,
  }));
}

describe('a page that is open for a day', () => {
  it('takes a bounded part of memory, however much happens', async () => {
    const start = Date.now() - 1000 * DAY;
    const recorded = recordRun(Date.now(), DAY);
    const detail = { ...recorded.detail, attempts: attemptsOf(start) };
    const server = new ControlServer({ ...recorded, detail, entries: [], progress: [], logs: [] });
    const url = await server.listen();
    const { page, errors } = await openPage(browser);
    await page.goto(`${url}?file=five-lines#/operate/runs/nano&token=${TOKEN}`);
    await page.getByRole('button', { name: 'Read the log' }).click();
    await expect.poll(() => server.readers).toBe(3);
    const before = await measure(page);
    await server.pour('progress', stepsOf(start));
    await server.pour('events', eventsOf(start));
    await server.pour('logs', linesOf(start));
    const figures = page.getByRole('region', { name: 'Figures of the run' });
    const last = (DAY * STEPS_A_SECOND).toLocaleString('en');
    await figures.getByText(last, { exact: true }).waitFor({ timeout: 60_000 });
    await page.getByText(`${DAY * LINES_A_SECOND} step=`).waitFor({ timeout: 60_000 });
    await page
      .getByRole('list', { name: 'Events' })
      .getByText(`Attempt ${DAY / 60 + 1}`)
      .first()
      .waitFor();
    const after = await measure(page);
    const words = (taken: Taken) =>
      `heap ${(taken.heap / 1e6).toFixed(0)} MB, process ${(taken.own / 1e6).toFixed(0)} MB`;
    const said = `before the day: ${words(before)}; after it: ${words(after)}`;
    process.stdout.write(`${said}\n`);
    expect(after.heap, said).toBeLessThan(MOST);
    expect(after.own, said).toBeLessThan(MOST);
    expect(errors).toEqual([]);
    await page.context().close();
    server.close();
  }, 600_000);
});
