import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { dispatch } from '../packages/core/src/api/index.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FILE = 'examples/gigafactory-of-compute.yaml';
const text = readFileSync(`${ROOT}${FILE}`, 'utf8');
/** Runs as built, in a separate process, because threads cannot read TypeScript. */
const SEARCH = `
  import { readFileSync } from 'node:fs';
  import { createWorkerPool, runInParts, threadWorkers } from '${new URL('../packages/server/dist/index.js', import.meta.url)}';
  const [file, size] = process.argv.slice(2);
  const pool = createWorkerPool({ size: Number(size) });
  const input = { text: readFileSync(file, 'utf8'), top: 30 };
  const workers = threadWorkers(pool.run, Number(size));
  console.log(JSON.stringify(await runInParts(workers, 'strategies', input)));
  await pool.close();
`;

const children: ChildProcessWithoutNullStreams[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
}

function run(argv: readonly string[]): {
  child: ChildProcessWithoutNullStreams;
  ended: Promise<Ended>;
} {
  const child = spawn(process.execPath, argv, { cwd: ROOT });
  children.push(child);
  const ended = new Promise<Ended>((resolve) => {
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.on('close', (code) => resolve({ code, out }));
  });
  return { child, ended };
}

const PROGRAM = ['packages/cli/bin/gigafactory.js', 'strategies', FILE];

function start(...options: string[]) {
  return run([...PROGRAM, ...options]);
}

/** Says on stderr when the program begins to listen for Ctrl-C: before, Node itself would end it. */
const LISTENING = `data:text/javascript,process.on('newListener', (event) => {
  if (event === 'SIGINT') process.stderr.write('listening');
});`;

describe('gigafactory strategies on threads', () => {
  it.each([1, 2, 3])('finds the same on %i threads as on none', async (threads) => {
    const folder = mkdtempSync(join(tmpdir(), 'gigafactory-search-'));
    const script = join(folder, 'search.mjs');
    writeFileSync(script, SEARCH);
    const { out } = await run([script, FILE, String(threads)]).ended;
    rmSync(folder, { recursive: true });
    const whole = dispatch('strategies', { text, top: 30 });
    expect(JSON.parse(out)).toEqual(JSON.parse(JSON.stringify(whole)));
  });

  it('prints what the search finds, and its CPU time', async () => {
    const { code, out } = await start('--json').ended;
    const { cpuSeconds, ...report } = JSON.parse(out);
    expect(code).toBe(0);
    expect(cpuSeconds).toBeGreaterThan(0);
    const whole = dispatch('strategies', { text });
    expect(report).toEqual(whole.ok && JSON.parse(JSON.stringify(whole.value)));
  });

  it('prints nothing when Ctrl-C stops it', async () => {
    // Everything divides by much: a thousand million candidates, not over before the signal.
    const edits = {
      'runs.grok-3.gpus': 73_920,
      'runs.grok-3.globalBatch': 720_720,
      'models.grok-3.experts': 2520,
      'models.grok-3.layers': 1980,
    };
    const sets = Object.entries(edits).flatMap(([path, value]) => ['--set', `${path}=${value}`]);
    const { child, ended } = run(['--import', LISTENING, ...PROGRAM, ...sets]);
    await new Promise((resolve) => child.stderr.once('data', resolve));
    await new Promise((resolve) => setTimeout(resolve, 500));
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 130, out: '' });
  });
});
