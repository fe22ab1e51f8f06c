import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dispatch, OPERATIONS } from '@gigafactory/core/api';
import type { RunOperation } from '@gigafactory/server/threads';
import { describe, expect, it } from 'vitest';
import { runMain } from '../io.fixture.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const POD = readFileSync(join(ROOT, 'examples/one-pod.yaml'), 'utf8');
const TEXT = `${POD}scenarios:
  "Two, pods":
    about: Twice as many
    fleet.gpus: 2,032
  Cool: { site.pue: 1.05 }
  Broken: { hardware.gpu: h100-smx }
`;

const run: RunOperation = async (name, input) => dispatch(name, input);
const gigafactory = (argv: readonly string[], stdin = TEXT) =>
  runMain([argv[0]!, '-', ...argv.slice(1)], { run, stdin });

describe('compare', () => {
  it.each([
    [['--scenario', 'Cold'], 'compare.scenario'],
    [['--with', 'site.pue'], 'usage.set'],
    [['--with', 'Cool: site.pue=1.1, site.pue=1.2'], 'usage.set'],
    [['--scenario', 'Cool', '--with', 'Cool: site.pue=1.1'], 'compare.twice'],
    [['--csv', '--json'], 'usage.value'],
    [['--set', 'fleet.gpus=1001'], 'fleet.nodes'],
  ])('refuses %j', async (options, code) => {
    const ended = await gigafactory(['compare', '--json', ...options]);
    expect(ended.code).toBe(2);
    expect(JSON.parse(ended.out).problems).toMatchObject([{ code }]);
  });

  it('prints all scenarios of the file, one that fails beside the others', async () => {
    const { code, out, err } = await gigafactory(['compare']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^ +base +Two, pods.* Cool/m);
    expect(out).toMatch(/1,016 GPUs +2,032 GPUs \+100% +1,016 GPUs/);
    expect(out).toMatch(/Broken\n.*--set hardware\.gpu=h100-smx\n +cannot be planned:\n/);
    expect(out).not.toMatch(/NaN|undefined|null|Infinity/);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('prints what the contract says as JSON, and ends as plan of the base does', async () => {
    const { code, out } = await gigafactory(['compare', '--json', '--scenario', 'Cool']);
    expect(code).toBe(0);
    expect(OPERATIONS.compare.output.safeParse(JSON.parse(out)).error).toBeUndefined();
    const failing = ['--set', 'requirements.0.atMost=1 d', '--with', 'No bound: requirements.0='];
    expect((await gigafactory(['compare', ...failing])).code).toBe(1);
  });

  it('takes scenarios typed as changes, commas in values and all', async () => {
    const typed =
      'Small: fleet.gpus=1,000, runs.pretrain.gpus=960, runs.pretrain.strategy={tp: 8, pp: 1}';
    const { out } = await gigafactory([
      'compare',
      '--json',
      '--with',
      typed,
      '--with',
      'site.pue=1.1',
    ]);
    expect(
      JSON.parse(out).scenarios.map(({ name, edits }: { name: string; edits: object }) => [
        name,
        edits,
      ]),
    ).toEqual([
      ['base', {}],
      [
        'Small',
        {
          'fleet.gpus': '1,000',
          'runs.pretrain.gpus': '960',
          'runs.pretrain.strategy': '{tp: 8, pp: 1}',
        },
      ],
      ['site.pue=1.1', { 'site.pue': '1.1' }],
    ]);
  });

  it('prints figures as CSV', async () => {
    const { out } = await gigafactory(['compare', '--csv']);
    const [head, ...rows] = out.trimEnd().split('\n');
    expect(head).toBe('path,label,unit,base,"Two, pods",Cool,Broken');
    expect(rows).toContain('fleet.gpus,GPUs,GPU,1016,2032,1016,');
  });
});

describe('check', () => {
  it('refuses a scenario that cannot be read, at its place', async () => {
    const { code, err } = await gigafactory(['check']);
    expect(code).toBe(2);
    expect(err).toMatch(
      /^-:\d+:\d+ scenarios\.Broken\.hardware\.gpu: Scenario "Broken".*"h100-sxm"\?\n {2}Fix: .*\n {4}--set scenarios\.Broken\.hardware\.gpu=h100-sxm\n$/,
    );
  });

  it('notices a scenario that changes nothing', async () => {
    const same = `${POD}scenarios:\n  Same: { fleet.gpus: 1016 }\n`;
    const { code, out } = await gigafactory(['check'], same);
    expect(code).toBe(0);
    expect(out).toContain('Scenario "Same": It changes nothing');
  });
});

describe('sweep', () => {
  const PUE = ['--over', 'site.pue=1.05 .. 1.4', '--figure', 'power.facility'];

  it.each([
    [[], 'usage.value'],
    [['--over', 'site.pue'], 'usage.value'],
    [['--over', 'site.pue=1.2'], 'usage.value'],
    [[...PUE, ...PUE, ...PUE], 'usage.value'],
    [[...PUE, '--steps', '0'], 'usage.number'],
    [[...PUE, '--steps', '1'], 'usage.number'],
    [[...PUE, '--steps', '10000'], 'usage.number'],
    [['--over', 'site.pue=1.4..1.05'], 'input.span'],
    [['--over', 'site.pue=1 MW..2 MW'], 'quantity.dimension'],
    [['--over', 'site.peu=1..2'], 'input.unknown'],
    [['--over', 'site.name=1..2'], 'input.number'],
    [[...PUE, '--figure', 'power.facilty'], 'figure.path'],
  ])('refuses %j', async (options, code) => {
    const ended = await gigafactory(['sweep', '--json', ...options]);
    expect(ended.code).toBe(2);
    expect(JSON.parse(ended.out).problems[0]).toMatchObject({ code });
  });

  it('prints points as a table, as JSON and as CSV', async () => {
    const argv = ['sweep', ...PUE, '--steps', '3'];
    const text = await gigafactory(argv);
    expect(text).toMatchObject({ code: 0, err: '' });
    expect(text.out).toMatch(/site\.pue +power\.facility\n +1\.05 +[\d.]+ MW\n/);
    const { points, ...rest } = JSON.parse((await gigafactory([...argv, '--json'])).out);
    expect(OPERATIONS.sweep.output.safeParse({ points, ...rest }).error).toBeUndefined();
    expect(points.map(({ value }: { value: number }) => value)).toEqual([1.05, 1.225, 1.4]);
    const [head, first] = (await gigafactory([...argv, '--csv'])).out.split('\n');
    expect(head).toBe('site.pue,power.facility,problem');
    expect(first).toBe(`1.05,${points[0].figures['power.facility']},`);
  });
});

describe('seek', () => {
  const METER = 'No more than 2 MW at the meter';

  it.each([
    [['--over', 'site.pue'], 'usage.value'],
    [['--requirement', METER], 'usage.value'],
    [['--requirement', 'a', '--over', 'site.pue'], 'seek.ambiguous'],
    [['--requirement', 'b'.repeat(3), '--over', 'site.pue'], 'seek.claim'],
    [['--requirement', METER, '--over', 'site.pue', '--from', '2', '--to', '1'], 'input.span'],
  ])('refuses %j', async (options, code) => {
    const ended = await gigafactory(['seek', '--json', ...options]);
    expect(ended.code).toBe(2);
    expect(JSON.parse(ended.out).problems[0]).toMatchObject({ code });
  });

  it('says from where on the claim holds, with the edits that make it', async () => {
    const argv = ['seek', '--requirement', METER, '--over', 'site.pue', '--from', '1', '--to', '2'];
    const set = ['--set', 'requirements.1.atMost=1.75 MW'];
    const { code, out, err } = await gigafactory([...argv, ...set]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const [, option] = /--set (site\.pue=[\d.]+)\n/.exec(out) ?? [];
    const planned = await gigafactory(['plan', ...set, '--set', option!, '--json']);
    expect(JSON.parse(planned.out).requirements[1]).toMatchObject({
      claim: METER,
      verdict: 'holds',
    });
    const json = JSON.parse((await gigafactory([...argv, ...set, '--json'])).out);
    expect(OPERATIONS.seek.output.safeParse(json).error).toBeUndefined();
  });

  it('ends with 1 if it holds nowhere', async () => {
    const argv = ['seek', '--requirement', METER, '--over', 'site.pue', '--from', '1', '--to', '2'];
    const { code, out } = await gigafactory([...argv, '--set', 'requirements.1.atMost=1 kW']);
    expect(code).toBe(1);
    expect(out).toContain('Holds for no value tried');
  });
});

describe('tornado', () => {
  it.each([
    [['power.facilty'], 'figure.path'],
    [['power.facility', '--csv'], 'usage.value'],
    [[], 'usage.operand'],
  ])('refuses %j', async (options, code) => {
    const ended = await gigafactory(['tornado', ...options, '--json']);
    expect(ended.code).toBe(2);
    expect(JSON.parse(ended.out).problems[0]).toMatchObject({ code });
  });

  it('prints inputs as bars, as JSON and as CSV', async () => {
    const argv = ['tornado', 'training.pretrain.duration'];
    const { code, out } = await gigafactory(argv);
    expect(code).toBe(0);
    expect(out).toMatch(/^ +[\d.]+ d +█*│█+ +[\d.]+ d /m);
    const json = JSON.parse((await gigafactory([...argv, '--json'])).out);
    expect(OPERATIONS.tornado.output.safeParse(json).error).toBeUndefined();
    const csv = (await gigafactory([...argv, '--csv'])).out.trimEnd().split('\n');
    expect(csv).toHaveLength(json.inputs.length + 1);
  });

  it('says of a figure that nothing moves that it is one number', async () => {
    const { out } = await gigafactory(['tornado', 'fleet.gpus']);
    expect(out).toContain('1,016 GPUs: no input that moves it has a range');
  });
});
