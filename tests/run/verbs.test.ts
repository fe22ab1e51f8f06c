import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Rig, waitFor } from '../../scripts/lib/chaos/rig.mjs';
import { writeFactory } from './factory.ts';

/* What people type, to a real control plane: what only processes, signals and pipes can show. */

const BIN = fileURLToPath(new URL('../../packages/cli/bin/gigafactory.js', import.meta.url));
const PATIENCE_MS = 120_000;

let rig: Rig;
let folder: string;

beforeEach(() => {
  rig = new Rig();
  folder = mkdtempSync(join(tmpdir(), 'gigafactory-verbs-'));
});

afterEach(async () => {
  await rig.end();
  rmSync(folder, { recursive: true });
});

/** A command that is still under way. */
function begin(argv: readonly string[]) {
  const env = { ...process.env, GIGAFACTORY_HOME: rig.home };
  const child = spawn(process.execPath, [BIN, ...argv], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    text.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    text.err += chunk;
  });
  return { child, text, ended: codeOf(child) };
}

function codeOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    child.on('close', (code) => resolve(code));
  });
}

function jsonLines(text: string) {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

async function until<T>(find: () => T | undefined | false | Promise<T | undefined | false>) {
  const found = await waitFor(find, PATIENCE_MS);
  if (!found) throw new Error(`it never came to that: ${(await rig.cli(['ls', '--json'])).stdout}`);
  return found;
}

/** The file of a run that waits at step 60 until it is let go. */
function waitingRun() {
  const go = join(folder, 'go-on');
  const file = writeFactory(folder, { environment: { HANG_FILE: go } });
  return { file, letGo: () => writeFileSync(go, '') };
}

describe('run', () => {
  it('tells each step and each event once, though the control plane dies in between', async () => {
    const { file, letGo } = waitingRun();
    const { text, ended } = begin(['run', file, '--engine', 'local', '--yes', '--json']);
    await until(() => text.out.includes('"step":60,'));
    for (const { pid } of rig.table.read().controls) process.kill(pid, 'SIGKILL');
    letGo();
    expect(await ended).toBe(0);
    const lines = jsonLines(text.out);
    expect(text.err).toBe('');
    expect(lines.map(({ type }) => type)).toContain('note');
    expect(lines[0]).toMatchObject({ type: 'plan', run: 'quick', steps: 100 });
    const steps = lines.filter(({ type }) => type === 'progress').map(({ step }) => step);
    expect(steps).toEqual([...new Set(steps)]);
    expect(steps.at(-1)).toBe(100);
    const events = lines.filter(({ type }) => type === 'event').map(({ offset }) => offset);
    expect(events).toEqual([...new Set(events)]);
    expect(lines.at(-1)).toMatchObject({
      type: 'result',
      state: 'finished',
      steps: 100,
      loss: 0.01,
      attempts: 1,
    });
    expect(lines.at(-1).checkpoints.length).toBeGreaterThan(0);
    const listed = JSON.parse((await rig.cli(['ls', '--json'])).stdout);
    expect(listed.runs).toMatchObject([{ run: 'quick', state: 'finished' }]);
    expect(await rig.leftOver()).toEqual([]);
  });

  it('goes on after Ctrl-C, and ends with 3 for those who watch when it is stopped', async () => {
    const { file } = waitingRun();
    const first = begin(['run', file, '--yes']);
    // Not the first step: on a busy machine several are shown at once.
    await until(() => /step \d+\/100/.test(first.text.out));
    first.child.kill('SIGINT');
    expect(await first.ended).toBe(130);
    expect(first.text.out).toContain('quick goes on.');
    expect((await rig.detail('quick'))?.state).toBe('active');

    const again = await rig.cli(['run', file, '--yes']);
    expect(again).toMatchObject({ code: 2, stdout: '' });
    expect(again.stderr).toContain('"gigafactory stop quick" ends it');

    const logs = begin(['logs', 'quick', '-f']);
    // There it waits, so that it is known where it is stopped.
    await until(() => logs.text.out.includes('"step":60'));
    const stopped = await rig.cli(['stop', 'quick', '--why', 'enough']);
    expect(stopped).toMatchObject({ code: 0, stderr: '' });
    expect(stopped.stdout).toContain('quick: stopped at step 60');
    expect(await logs.ended).toBe(0);
    expect(logs.text.err).toBe('');

    const resumed = await rig.cli(['run', file, '--yes', '--json', '--resume', '-d']);
    expect(resumed.code).toBe(0);
    const watched = begin(['events', 'quick', '-f', '--json']);
    // It runs a moment before its program has said from where.
    const from = async () => (await rig.detail('quick'))?.attempts[0]?.fromStep;
    expect(await until(from)).toBeGreaterThanOrEqual(60);
    await rig.command('stop', 'quick', '--yes');
    expect(await watched.ended).toBe(0);
    const names = JSON.parse(await rig.command('ls', '--all', '--json')).runs;
    expect(names.map(({ run }: { run: string }) => run).sort()).toEqual(['quick', 'quick@1']);
  });

  it('ends with 3 when it is stopped by another', async () => {
    const { file } = waitingRun();
    const { text, ended } = begin(['run', file, '--yes', '--json']);
    await until(() => text.out.includes('"step":60,'));
    await rig.command('stop', 'quick', '--yes');
    expect(await ended).toBe(3);
    expect(jsonLines(text.out).at(-1)).toMatchObject({ type: 'result', state: 'stopped' });
  });
});

describe('a reader that goes', () => {
  it('ends what is followed, without a word', async () => {
    await rig.command('run', writeFactory(folder), '--yes', '--json');
    const env = { ...process.env, GIGAFACTORY_HOME: rig.home, G: `${process.execPath} ${BIN}` };
    for (const line of ['logs quick', 'events quick --json', 'journal quick', 'logs quick -f']) {
      const command = `$G ${line} | head -n 1; echo "\${PIPESTATUS[0]}"`;
      const { stdout, stderr } = spawnSync('bash', ['-c', command], { env, encoding: 'utf8' });
      expect(stderr).toBe('');
      expect(stdout.trimEnd().split('\n').at(-1)).toBe('0');
    }
  });

  it('has the journal that the twin reads', async () => {
    const file = writeFactory(folder);
    await rig.command('run', file, '--yes', '--json');
    const journal = join(folder, 'j.jsonl');
    writeFileSync(journal, await rig.command('journal', 'quick'));
    const twin = JSON.parse(await rig.command('twin', file, '--journal', journal, '--json'));
    expect(twin.journal.isWhole).toBe(true);
  });
});
