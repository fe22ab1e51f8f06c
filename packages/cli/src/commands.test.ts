import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { dispatch } from '@gigafactory/core/api';
import { assumedInputs } from '@gigafactory/core/base';
import { RunError, type RunOperation } from '@gigafactory/server/threads';
import { afterAll, describe, expect, it } from 'vitest';
import { runMain, type Surroundings } from './io.fixture.ts';

const ROOT = join(import.meta.dirname, '../../..');
const FILE = 'examples/one-pod.yaml';
const TEXT = readFileSync(join(ROOT, FILE), 'utf8');

const run: RunOperation = async (name, input) => dispatch(name, input);

function gigafactory(argv: readonly string[], around: Surroundings = {}) {
  return runMain(argv, { cwd: ROOT, run, ...around });
}

/** Runs a command that is stopped before its threads answer. */
async function stoppedAtOnce(argv: readonly string[], signal: 'SIGINT' | 'SIGTERM' = 'SIGINT') {
  const never: RunOperation = (_, __, signal) =>
    new Promise((_resolve, reject) => {
      const end = () => reject(new RunError('cancelled', 'Cancelled.'));
      if (signal?.aborted) end();
      signal?.addEventListener('abort', end);
    });
  let closed = 0;
  const startPool = async () => ({ run: never, close: async () => void closed++ });
  const ended = await gigafactory(argv, { startPool, stopped: async () => signal });
  expect(closed).toBe(1);
  return ended;
}

describe('a file with mistakes', () => {
  const stdin = TEXT.replace('gpu: h100-sxm', 'gpu: h100-smx').replace('2T tokens', '2 GB');

  it('has them all printed, each with its place and remedy', async () => {
    const { code, out, err } = await gigafactory(['plan', '-'], { stdin });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    const lines = err.trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^-:\d+:\d+ hardware\.gpu: .*Did you mean "h100-sxm"\?$/);
    expect(lines[1]).toBe('  Fix: Use “h100-sxm”');
    expect(lines[2]).toBe('    --set hardware.gpu=h100-sxm');
    expect(lines[3]).toMatch(/^-:\d+:\d+ runs\.pretrain\.tokens: /);
  });

  it.each(['check', 'strategies', 'twin', 'optimise', 'power', 'explain'])(
    'ends %s with 2',
    async (command) => {
      const { code, out } = await gigafactory([command, '-', '--json'], { stdin });
      expect(code).toBe(2);
      expect(JSON.parse(out).problems).toHaveLength(2);
    },
  );
});

describe('requirements', () => {
  it.each(['check', 'plan'])('decide how %s ends', async (command) => {
    expect((await gigafactory([command, FILE])).code).toBe(0);
    const failing = await gigafactory([command, FILE, '--set', 'requirements.0.atMost=1 d']);
    expect(failing.code).toBe(1);
    expect(failing.out).toContain('✗ fails');
    const json = await gigafactory([command, FILE, '--json', '--set', 'requirements.0.atMost=1 d']);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.out).requirements[0].verdict).toBe('fails');
  });
});

describe('plan', () => {
  it('counts the assumptions that some figure uses, as the console does', async () => {
    const planned = dispatch('plan', { text: TEXT });
    if (!planned.ok) throw new Error(planned.problems[0]!.message);
    const { length } = assumedInputs(planned.value.notes);
    const { out } = await gigafactory(['plan', FILE]);
    expect(out).toContain(`${length} assumptions`);
  });

  it('prints every part within the width', async () => {
    const { out } = await gigafactory(['plan', FILE]);
    for (const part of ['One pod', 'Fleet', 'Fabric', 'Power', 'Money', 'Run pretrain']) {
      expect(out).toMatch(new RegExp(`^${part}`, 'm'));
    }
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    expect(out).toContain('factory.storage.cost');
  });

  it('prints the same figures as JSON, in SI', async () => {
    const { out } = await gigafactory(['plan', FILE, '--json', '--set', 'fleet.gpus=2032']);
    const plan = JSON.parse(out);
    expect(plan.fleet.gpus).toBe(2032);
    expect(plan.notes['power.facility'].value).toBe(plan.power.facility);
  });

  it('names the software, its switches, and what it takes less than modelled', async () => {
    const { out } = await gigafactory([
      ...['plan', FILE, '--set', 'runs.pretrain.stack={use: megatron-core-2025, factor: 0.9}'],
      ...['--set', 'runs.pretrain.features={cudaGraphs: on, attention: flash3}'],
    ]);
    expect(out).toMatch(/software +megatron-core-2025, but cudaGraphs on\n/);
    expect(out).toMatch(/overhead +-[\d.]+ m?s +-11.1%\n/);
  });

  it.each([
    [{}, true],
    [{ NO_COLOR: '1' }, false],
    [{ NO_COLOR: '' }, true],
  ])('with %j is coloured on a terminal: %s', async (env, coloured) => {
    const { out } = await gigafactory(['plan', FILE], { env, isTTY: true });
    expect(out.includes('\u001b[')).toBe(coloured);
    expect((await gigafactory(['plan', FILE, '--no-color'], { isTTY: true })).out).not.toContain(
      '\u001b[',
    );
  });
});

describe('explain', () => {
  it('goes from a figure down to the file and to sources', async () => {
    const { code, out } = await gigafactory(['explain', FILE, 'power.facility']);
    expect(code).toBe(0);
    expect(out).toMatch(/^[\d.]+ MW {2}Facility power {2}power\.facility\n│ = it \* pue\n/);
    expect(out).toMatch(/given, line \d+ of the file/);
    expect(out).toContain('source: ');
  });

  it('lists what lies below a path', async () => {
    const { out } = await gigafactory(['explain', FILE, 'training.pretrain', '--json']);
    const paths = JSON.parse(out).children.map(({ path }: { path: string }) => path);
    expect(paths).toContain('training.pretrain.stepTime');
  });

  it('names what was probably meant', async () => {
    const { code, err } = await gigafactory(['explain', FILE, 'power.facilty']);
    expect(code).toBe(2);
    expect(err).toContain('Did you mean "power.facility"?');
  });
});

describe('twin', () => {
  const argv = ['twin', FILE, '--days', '10', '--lives', '4'];

  it('gives the same lives to the same seed, and others to another', async () => {
    const digest = async (seed: string) =>
      JSON.parse((await gigafactory([...argv, '--json', '--seed', seed])).out).digest;
    expect(await digest('7')).toBe(await digest('7'));
    expect(await digest('8')).not.toBe(await digest('7'));
  });

  it('prints interruptions, goodput and losses', async () => {
    const { code, out } = await gigafactory(argv);
    expect(code).toBe(0);
    expect(out).toContain('Run pretrain: 4 lives of 10 d, seed 7');
    expect(out).toMatch(/goodput \(ETTR\) +\d/);
    expect(out).toMatch(/lost: rework +\d/);
  });

  it('names the run that was probably meant', async () => {
    const { code, err } = await gigafactory([...argv, '--run', 'pretrian']);
    expect(code).toBe(2);
    expect(err).toContain('Did you mean "pretrain"?');
    expect((await gigafactory([...argv, '--with', 'pretrian'])).err).toContain('"pretrain"?');
  });

  it('prints the same as JSON on any number of threads', async () => {
    const json = async (threads: string) =>
      JSON.parse((await gigafactory([...argv, '--json', '--threads', threads])).out);
    const one = await json('1');
    expect(await json(String(Math.min(2, availableParallelism())))).toEqual(one);
    expect(one.ettr.ci95).toHaveLength(2);
    expect(one).toMatchObject({ lives: 4, cpuSeconds: 0, events: expect.any(Number) });
    expect(Object.keys(one.lost)).toEqual(
      expect.arrayContaining(['detect', 'restart', 'rework', 'straggle', 'waitForNodes']),
    );
    expect(one.endDate.p50).toBeGreaterThan(0);
    expect(one.costOfLost.total).toBeGreaterThan(0);
  });

  it('shows services beside the run', async () => {
    const service = 'services={chat: {gpus: 16 GPUs, gpusPerReplica: 8 GPUs}}';
    const { code, out, err } = await gigafactory([...argv, '--set', service]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Beside it: Service chat on 2 nodes');
    expect(out).toMatch(/availability +\d/);
  });

  it('exits with 130 or 143, depending on the signal, and prints nothing when it is stopped', async () => {
    expect(await stoppedAtOnce(argv)).toEqual({ code: 130, out: '', err: '' });
    expect(await stoppedAtOnce(argv, 'SIGTERM')).toEqual({ code: 143, out: '', err: '' });
  });
});

describe('twin with a journal', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gigafactory-journal-'));
  const file = join(ROOT, FILE);
  const here = (argv: readonly string[]) => gigafactory(argv, { cwd: folder });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('records a life, and replays it under another policy', async () => {
    const recorded = await here(['twin', file, '--days', '60', '--record', 'life.jsonl']);
    expect(recorded.out).toMatch(/^life\.jsonl: [\d,]+ events of one life of 60 d, /);
    const argv = ['twin', file, '--journal', 'life.jsonl'];
    const same = JSON.parse((await here([...argv, '--json'])).out);
    expect(same.journal.difference[0]).toBeLessThanOrEqual(0.001);
    expect(same.journal.difference[1]).toBeGreaterThanOrEqual(-0.001);
    const { code, out } = await here([...argv, '--set', 'resilience.recovery=repair']);
    expect(code).toBe(0);
    expect(out).toMatch(/then +[\d.]+% .*ETTR, \d+ failures seen/);
    expect(out).toMatch(/now +[\d.]+% ETTR, -[\d.]+% .*against then/);
  });

  it('says that a truncated journal has no end', async () => {
    await here(['twin', file, '--days', '10', '--seed', '3', '--record', 'whole.jsonl']);
    const whole = readFileSync(join(folder, 'whole.jsonl'), 'utf8');
    writeFileSync(join(folder, 'cut.jsonl'), whole.slice(0, Math.floor(whole.length * 0.9)));
    const argv = ['twin', file, '--lives', '2', '--journal'];
    const { code, out } = await here([...argv, 'cut.jsonl']);
    expect(code).toBe(0);
    expect(out.replace(/\s+/g, ' ')).toMatch(
      /The journal has no end: .* is not known and is left out/,
    );
    expect((await here([...argv, 'whole.jsonl'])).out).not.toContain('has no end');
  });

  it('names the line of a journal that is wrong', async () => {
    await here(['twin', file, '--days', '5', '--record', 'bad.jsonl']);
    const lines = readFileSync(join(folder, 'bad.jsonl'), 'utf8').split('\n');
    writeFileSync(join(folder, 'bad.jsonl'), [lines[0], '{', ...lines.slice(1)].join('\n'));
    const { code, err } = await here(['twin', file, '--journal', 'bad.jsonl']);
    expect(code).toBe(2);
    expect(err).toBe('bad.jsonl:2:1 Line 2 of the journal is not JSON.\n');
  });

  it.each([
    [['--journal', 'none.jsonl'], 'There is no file "none.jsonl"'],
    [['--journal', file], 'is not a JSON object'],
    [['--journal', 'life.jsonl', '--days', '3'], 'leave out --days'],
    [['--journal', 'life.jsonl', '--record', 'b.jsonl'], 'do not go together'],
    [['--record', 'no/b.jsonl', '--days', '1'], '"no/b.jsonl" could not be written'],
  ])('refuses %j with a remedy', async (options, remedy) => {
    const { code, out, err } = await here(['twin', file, ...options]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(remedy);
  });
});

describe('optimise', () => {
  const argv = ['optimise', FILE, '--days', '10', '--lives', '10'];

  it('says so when nothing is significant', async () => {
    const { out } = await gigafactory([...argv, '--over', 'slowPatience']);
    expect(out).toMatch(/The file's own policy is the best of these\.\s+2 other policies cannot/);
    expect(out).not.toContain('Significantly worse');
  });

  it('prints the whole report as JSON, with its CPU time', async () => {
    const { out } = await gigafactory([...argv, '--over', 'recovery', '--json']);
    const { policies, objective, cpuSeconds } = JSON.parse(out);
    expect([policies.length, objective, cpuSeconds]).toEqual([4, 'ettr', 0]);
  });

  it.each([
    [['--over', 'sparse'], 'Did you mean "spares"?'],
    [['--over', ' , '], 'Say what to search over; there are checkpoint.interval, '],
    [['--objective', 'costs'], 'Did you mean "cost"?'],
    [['--run', 'pretrian'], 'Did you mean "pretrain"?'],
  ])('refuses %j with a remedy', async (options, remedy) => {
    const { code, out, err } = await gigafactory([...argv, ...options]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(remedy);
  });

  it('ends with 130 and without a word when it is stopped', async () => {
    expect(await stoppedAtOnce(argv)).toEqual({ code: 130, out: '', err: '' });
  });
});

describe('power', () => {
  const argv = ['power', FILE, '--seconds', '200'];

  it.each([
    [['--ramp', '10'], 'lacks a unit'],
    [['--ramp', '0 MW/min'], 'site.rampLimit: '],
    [['--ramp', '1e-300 W/s'], 'site.rampLimit: '],
    [['--seconds', '4000'], 'from 1 to 3600'],
    [['--run', 'pretrian'], 'Did you mean "pretrain"?'],
  ])('refuses %j with a remedy', async (options, remedy) => {
    const { code, out, err } = await gigafactory(['power', FILE, ...options]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(remedy);
  });

  it('prints ramps, batteries, the step and the story, within the width', async () => {
    const { code, out } = await gigafactory([...argv, '--ramp', '50 kW/s']);
    expect(code).toBe(0);
    expect(out).toMatch(/largest ramp +[\d.]+ MW\/s (up|down), /);
    expect(out).toContain('keeps the grid within 3 MW/min');
    expect(out).toMatch(/this trace +[\d.]+ .?Wh, [\d.]+ .?W: /);
    expect(out).toMatch(/writing a checkpoint +[\d.]+ s/);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('says where no battery is needed', async () => {
    const { out } = await gigafactory([...argv, '--ramp', '1 GW/s']);
    expect(out).toMatch(/this trace +none: /);
  });

  it('gives the same samples as JSON and as CSV', async () => {
    const { site } = JSON.parse((await gigafactory([...argv, '--json'])).out);
    const lines = (await gigafactory([...argv, '--csv'])).out.trim().split('\n');
    expect(site).toHaveLength(2000);
    expect(lines).toHaveLength(2001);
    const cells = lines[1001]!.split(',');
    expect(cells[0]).toBe('100.0');
    expect(Number(cells[1])).toBe(Math.round(site[1000]));
    expect(cells[4]).toBe('train');
  });
});

describe('strategies', () => {
  it('prints the best, the front, and why others were turned away', async () => {
    const { code, out } = await gigafactory(['strategies', FILE, '--top', '3']);
    expect(code).toBe(0);
    const [best, front] = out.split('Pareto front');
    expect(best!.match(/^ +\d+ {2}TP\d/gm)).toHaveLength(3);
    expect(front!.match(/^ +(\d+ {2})?TP\d/gm)!.length).toBeGreaterThan(3);
    expect(out).toContain('more than the memory of a GPU');
    expect(out).toMatch(/goes beyond what was measured\n {2}Collectives between nodes/);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('prints the whole report as JSON, with its CPU time', async () => {
    const { out } = await gigafactory(['strategies', FILE, '--top', '3', '--json']);
    const { best, top, front, evaluated, rejected, cpuSeconds } = JSON.parse(out);
    expect(top).toHaveLength(3);
    expect([top[0], front[0]]).toEqual([best, best]);
    expect(evaluated).toBeGreaterThan(front.length);
    expect(best.extrapolated).toHaveLength(1);
    expect(rejected.memory).toBeGreaterThan(0);
    expect(cpuSeconds).toBe(0);
  });

  it('ends with 130 and without a word when it is stopped', async () => {
    expect(await stoppedAtOnce(['strategies', FILE])).toEqual({ code: 130, out: '', err: '' });
  });

  it('takes no more threads than there are cores', async () => {
    const { code, err } = await gigafactory(['strategies', FILE, '--threads', '100000']);
    expect(code).toBe(2);
    expect(err).toContain('--threads must be a whole number from 1 to');
  });

  it.each([
    [['--launch', 'megatorn'], 'Did you mean "megatron"?'],
    [['--launch', 'megatron', '--rank', '0'], '--rank must be a whole number'],
    [['--launch', 'megatron', '--rank', '9999999'], 'from 1 to 10000'],
    [['--rank', '2'], 'give --launch ENGINE'],
  ])('refuses %j with a remedy', async (options, remedy) => {
    const { code, out, err } = await gigafactory(['strategies', FILE, ...options]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(remedy);
  });

  it('prints nothing but a script where a launch is asked for', async () => {
    const argv = ['strategies', FILE, '--launch', 'torchtitan', '--rank', '2'];
    const { code, out } = await gigafactory(argv);
    expect(code).toBe(0);
    expect(out).toMatch(/^#!\/usr\/bin\/env bash\n# Run pretrain: 960 GPUs/);
    const { launch, top } = JSON.parse((await gigafactory([...argv, '--json'])).out);
    expect(launch.script).toBe(out);
    expect(launch.strategy).toEqual(top[1].strategy);
  });
});

describe('backtest', () => {
  it('refuses a file that is no table of runs', async () => {
    expect((await gigafactory(['backtest', '--runs', FILE])).code).toBe(2);
  });

  it('says of one source that nothing is known out of sample', async () => {
    const measured = readFileSync(join(ROOT, 'validation/training-runs/measured.csv'), 'utf8');
    const [header, ...lines] = measured.split('\n');
    const stdin = [header, lines.find((line) => line.startsWith('internevo'))].join('\n');
    const { code, out } = await gigafactory(['backtest', '--runs', '-'], { stdin });
    expect(code).toBe(0);
    expect(out).toMatch(/all rows +1 +– +– +– +– +– +[\d.]+% +–/);
    expect(out).not.toContain('NaN');
  });

  it('writes one line per run, in order', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gigafactory-backtest-'));
    const measured = readFileSync(join(ROOT, 'validation/training-runs/measured.csv'), 'utf8');
    const stdin = measured.split('\n').slice(0, 5).join('\n');
    const argv = ['backtest', '--runs', '-', '--out', 'out.csv'];
    const { code } = await gigafactory(argv, { cwd: folder, stdin });
    const ids = (text: string) =>
      text
        .trim()
        .split('\n')
        .map((line) => line.split(',')[0]);
    expect(code).toBe(0);
    expect(ids(readFileSync(join(folder, 'out.csv'), 'utf8'))).toEqual(ids(stdin));
    const paged = await gigafactory(['backtest', '--runs', '-', '--page', 'p.md'], {
      cwd: folder,
      stdin,
    });
    expect(paged.code).toBe(0);
    expect(readFileSync(join(folder, 'p.md'), 'utf8')).toContain('Every row of `-`, 4 published');
    const unwritable = await gigafactory([...argv.slice(0, -1), 'no/out.csv'], {
      cwd: folder,
      stdin,
    });
    expect(unwritable.code).toBe(2);
    expect(unwritable.err).toContain('"no/out.csv" could not be written');
    rmSync(folder, { recursive: true });
  });
});

describe('schema', () => {
  it('is JSON Schema', async () => {
    const { out } = await gigafactory(['schema']);
    expect(JSON.parse(out).$schema).toContain('json-schema.org');
  });
});
