import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dispatch } from '@gigafactory/core/api';
import type { RunOperation } from '@gigafactory/server/threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Ended, runMain } from '../io.fixture.ts';

const POD = `gigafactory: 1
name: Little pod
hardware: { gpu: h100-sxm }
fleet: { gpus: 64 }
runs:
  sft: { model: llama3-8b, tokens: 15B, globalBatch: 512, sequenceLength: 8192 }
`;
const CLAIM = 'requirements: [{ claim: Large, quantity: fleet.gpus, atLeast: 100 GPUs }]\n';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gigafactory-report-'));
  writeFileSync(join(folder, 'pod.yaml'), POD);
});

afterEach(() => rmSync(folder, { recursive: true }));

const run: RunOperation = async (name, input) => dispatch(name, input);

/** Without a PATH there is no Chromium. */
function report(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  return runMain(['report', ...args], { cwd: folder, env, run });
}

const read = (name: string) => readFileSync(join(folder, name), 'utf8');

describe('gigafactory report', () => {
  it.each([
    [['pod.yaml', '--out', 'no/such/folder.html'], '(ENOENT)'],
    [['pod.yaml', '--out', 'a', '--pdf', 'a'], 'both name "a"'],
    [['pod.yaml', '--pdf', '-'], 'takes the name of a file'],
    [['pod.yaml', '--pdf', 'a.pdf'], 'set CHROMIUM_PATH'],
    [['pod.yaml', '--out', 'folder'], '"folder" is a folder'],
    [['pod.yaml', '--out', 'pod.yaml'], 'is there already and is no report'],
    [['none.yaml'], 'There is no file "none.yaml"'],
  ])('refuses %j', async (args, says) => {
    mkdirSync(join(folder, 'folder'));
    const { code, out, err } = await report(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(says);
    expect(read('pod.yaml')).toBe(POD);
  });

  it('does not print both the page and JSON', async () => {
    const { code, out } = await report(['pod.yaml', '--out', '-', '--json']);
    expect([code, JSON.parse(out).problems[0].code]).toEqual([2, 'usage.value']);
  });

  it('says so where CHROMIUM_PATH names no program, before it computes anything', async () => {
    const env = { CHROMIUM_PATH: join(folder, 'pod.yaml') };
    const { code, err } = await report(['pod.yaml', '--pdf', 'a.pdf'], env);
    expect([code, err]).toEqual([2, expect.stringContaining('CHROMIUM_PATH names no program')]);
  });

  it('puts the scenarios of a file beside it, and says of one why it cannot be planned', async () => {
    const scenarios =
      'scenarios: { Twice: { fleet.gpus: 128 }, Broken: { hardware.gpu: h100-smx } }\n';
    writeFileSync(join(folder, 'two.yaml'), POD + scenarios);
    expect((await report(['two.yaml', '--set', 'site.pue=1.5'])).code).toBe(0);
    const part = /<section id="scenarios"[\s\S]*?<\/section>/.exec(read('report.html'))?.[0];
    expect(part).toMatch(/<th scope="col" class="number">Twice<\/th>/);
    expect(part).toMatch(
      /GPUs<\/th><td class="number"><b>64 GPUs<\/b>.*?<b>128 GPUs<\/b>.*?\+100%/,
    );
    expect(part).toMatch(/It cannot be planned\.<\/b> .*h100-smx/);
  });

  it('writes report.html where nothing else is said, and again over an older one', async () => {
    expect(await report(['pod.yaml'])).toEqual({ code: 0, out: 'report.html\n', err: '' });
    expect(read('report.html')).toMatch(/^<!doctype html>[\s\S]*<h1>Little pod<\/h1>/);
    // The clock of the test is at 20:45 UTC, an hour behind local time.
    expect(read('report.html')).toContain('2026-11-29 · pod.yaml');
    writeFileSync(join(folder, 'report.html'), read('report.html').slice(0, 900));
    expect((await report(['pod.yaml', '--json'])).code).toBe(0);
    expect(read('report.html').length).toBeGreaterThan(10_000);
  });

  it('replaces any file with --force, and fills an empty one', async () => {
    for (const [name, text, ...force] of [
      ['a', 'mine', '--force'],
      ['b', ''],
    ] as const) {
      writeFileSync(join(folder, name), text);
      expect((await report(['pod.yaml', '--out', name, ...force])).code).toBe(0);
      expect(statSync(join(folder, name)).size).toBeGreaterThan(10_000);
    }
  });

  it('prints to standard output with --out -, and exits as plan does', async () => {
    writeFileSync(join(folder, 'claim.yaml'), POD + CLAIM);
    const { code, out } = await report(['claim.yaml', '--out', '-', '--set', 'name=Other']);
    expect(code).toBe(1);
    expect(out).toMatch(/<h1>Other<\/h1>[\s\S]*<code>name: Other<\/code>/);
    expect(() => statSync(join(folder, 'report.html'))).toThrow('ENOENT');
  });

  it('reports the problems of a file that cannot be planned, and exits with them', async () => {
    writeFileSync(join(folder, 'bad.yaml'), POD.replace('llama3-8b', 'llama3-9b'));
    const { code, err } = await report(['bad.yaml']);
    expect([code, err]).toEqual([2, expect.stringContaining('bad.yaml:6:')]);
    expect(read('report.html')).toContain('cannot be planned as it is');
  });

  it('has the twin where it is asked for', async () => {
    const { code } = await report(['pod.yaml', '--twin', '--threads', '1']);
    expect([code, read('report.html')]).toEqual([
      0,
      expect.stringMatching(/id="twin"[\s\S]*20 of [\d.]+ d, seed 7/),
    ]);
  });
});
