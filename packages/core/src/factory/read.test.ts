import { describe, expect, it } from 'vitest';
import {
  EXAMPLES,
  exampleText,
  factoryOf,
  POD,
  podWith,
  problemOf,
  problemsOf,
} from './factory.fixture.ts';

const at = (line: number, column: number) => ({ line, column });

describe('readFactory', () => {
  it.each(EXAMPLES)('reads the example %s', (name) => {
    expect(problemsOf(exampleText(name))).toEqual([]);
  });

  it('says where an unknown key stands and which was meant', () => {
    expect(
      problemOf(podWith('fleet:\n  gpus: 1016', 'fleet:\n  gpus: 1016\nsiet:\n  pue: 1.2')),
    ).toEqual({
      code: 'key.unknown',
      message: expect.stringContaining('There is no key "siet"; known: gigafactory, name, about'),
      path: 'siet',
      nearest: 'site',
      fixes: [{ label: 'Remove “siet”', edits: { siet: '' } }],
      at: at(12, 1),
    });
  });

  it('says which unit is wrong and what is expected', () => {
    expect(problemOf(podWith('takes: 4 weeks', 'takes: 4 GB'))).toEqual({
      code: 'quantity.dimension',
      message: '"4 GB" is an amount of data; expected a time such as 2 weeks.',
      expected: 'week',
      path: 'schedule.tasks.installation.takes',
      at: at(18, 14),
    });
  });

  it('says which unit was probably meant', () => {
    expect(problemOf(podWith('takes: 4 weeks', 'takes: 4 weks'))).toMatchObject({
      code: 'quantity.unit',
      nearest: 'weeks',
      at: at(18, 14),
    });
  });

  it('wants a unit where a bare number says nothing', () => {
    expect(problemOf(podWith('takes: 4 weeks', 'takes: 4'))).toMatchObject({
      code: 'quantity.syntax',
      message: expect.stringContaining('lacks a unit'),
    });
  });

  it.each(['-8', '0', '-0', '"0"'])('refuses %s GPUs', (written) => {
    expect(problemOf(podWith('gpus: 1016', `gpus: ${written}`))).toEqual({
      code: 'quantity.limits',
      message: `"${written.replaceAll('"', '')}" must be at least 1 GPU.`,
      expected: 'at least 1 GPU',
      limit: 1,
      path: 'fleet.gpus',
      at: at(11, 9),
    });
  });

  it.each([
    '1016.5',
    '1e300',
    '1e999',
    '.inf',
    '-.inf',
    '.nan',
    'NaN',
    'Infinity',
    'true',
    '0x3f8',
    '[]',
    '{}',
    '~',
    '',
    'many',
    '1016 nodes',
    '20000001',
  ])('refuses "%s" as a number of GPUs where it stands', (written) => {
    const [problem] = problemsOf(podWith('gpus: 1016', `gpus: ${written}`));
    expect(problem).toMatchObject({ path: 'fleet.gpus', at: { line: 11 } });
    expect(problem?.code).toMatch(/^(quantity\.|key\.missing)/);
  });

  it('says which GPU was meant', () => {
    expect(problemOf(podWith('gpu: h100-sxm', 'gpu: h100-sxn'))).toMatchObject({
      code: 'gpu.unknown',
      message: expect.stringMatching(/^There is no GPU "h100-sxn"; known: h100-sxm, h200-sxm/),
      path: 'hardware.gpu',
      nearest: 'h100-sxm',
      at: at(4, 8),
    });
  });

  it.each(['gpu: []', 'gpu: ""', 'gpu: {use: }'])('wants a name for "%s"', (written) => {
    expect(problemOf(podWith('gpu: h100-sxm', written))).toMatchObject({
      code: 'gpu.expected',
      message: expect.stringContaining('Expected the name of a GPU: h100-sxm'),
    });
  });

  it('wants an entry to start from before it changes values', () => {
    const without = podWith('gpu: h100-sxm\n  node: dgx-h100\n', 'gpu: {tdp: 650 W}\n');
    expect(problemOf(without)).toMatchObject({
      code: 'key.missing',
      expected: 'use',
      at: at(4, 8),
    });
  });

  it('refuses a value that the catalogue entry does not have', () => {
    expect(problemOf(podWith('gpu: h100-sxm', 'gpu: {use: h100-sxm, tpd: 650 W}'))).toMatchObject({
      code: 'key.unknown',
      path: 'hardware.gpu.tpd',
      nearest: 'tdp',
      at: at(4, 24),
    });
  });

  it('says that a strategy does not divide the GPUs', () => {
    const text = podWith('    gpus: 960\n', '    gpus: 960\n    strategy: {tp: 8, pp: 7}\n');
    expect(problemOf(text)).toEqual({
      code: 'strategy.divide',
      message:
        'TP 8 x PP 7 = 56 does not divide 960 GPUs; take numbers whose product does, or 952 or 1008 GPUs.',
      expected: 'a divisor of 960',
      path: 'runs.pretrain.strategy',
      fixes: [
        {
          label: 'Let the search choose these',
          edits: { 'runs.pretrain.strategy.tp': '', 'runs.pretrain.strategy.pp': '' },
        },
      ],
      at: at(26, 15),
    });
  });

  it('says that a bound is missing, or that there are two', () => {
    expect(problemOf(podWith('    atMost: 2 MW\n', ''))).toMatchObject({
      code: 'requirement.bounds',
      message: '"Small" needs exactly one of atLeast and atMost.',
      path: 'requirements.0',
      at: at(30, 5),
    });
    const both = podWith('atMost: 2 MW', 'atMost: 2 MW\n    atLeast: 1 MW');
    expect(problemOf(both)).toMatchObject({ code: 'requirement.bounds' });
  });

  it('says where a formula breaks off', () => {
    expect(
      problemOf(podWith('quantity: power.facility', 'quantity: power.facility +')),
    ).toMatchObject({
      code: 'formula.syntax',
      path: 'requirements.0.quantity',
      at: at(31, 15),
    });
  });

  it.each([
    [
      'a model that is not there',
      'model: llama',
      'model: lama',
      'model.unknown',
      'runs.pretrain.model',
      'llama',
    ],
    [
      'a task that is not there',
      'after: [delivery]',
      'after: [delivry]',
      'task.unknown',
      'schedule.tasks.installation.after.0',
      'delivery',
    ],
    [
      'a catalogue model that is not there',
      'llama: llama3-70b',
      'llama: llama3-70',
      'model.unknown',
      'models.llama',
      'llama3-70b',
    ],
    [
      'a precision that is not there',
      'gpus: 960',
      'gpus: 960\n    precision: bf61',
      'choice.unknown',
      'runs.pretrain.precision',
      'bf16',
    ],
  ])('names the nearest for %s', (_what, passage, by, code, path, nearest) => {
    expect(problemOf(podWith(passage, by))).toMatchObject({
      code,
      path,
      nearest,
      at: expect.anything(),
    });
  });

  it.each([
    [952, '480', 'a half'],
    [328, '320', 'a third'],
    [96, '96', 'a tenth'],
    [8, '8', 'one node'],
  ])('offers a fleet of %i GPUs a run of %s, %s of what it has', (fleet, offered) => {
    expect(problemOf(podWith('gpus: 1016', `gpus: ${fleet}`))).toMatchObject({
      ...{ code: 'run.gpus', edits: { 'runs.pretrain.gpus': offered } },
    });
  });

  it.each([
    [8, '8'],
    [4, undefined],
  ])('answers the largest run at once, in a fleet of %i GPUs', (fleet, offered) => {
    const text = podWith('gpus: 1016', `gpus: ${fleet}`).replace('gpus: 960', 'gpus: 1e7');
    const found = problemsOf(text).find(({ code }) => code === 'run.gpus');
    expect(found?.edits?.['runs.pretrain.gpus']).toBe(offered);
  });

  it('offers the whole fleet where no fraction of the run would use half of it', () => {
    const prime = podWith('gpus: 1016', 'gpus: 1000').replace('gpus: 960', 'gpus: 1016');
    expect(problemOf(prime)).toMatchObject({ edits: { 'runs.pretrain.gpus': '1000' } });
  });

  it.each([
    ['a fleet that leaves a node half empty', 'gpus: 1016', 'gpus: 1018', 'fleet.nodes'],
    ['a run of part of a node', 'gpus: 960', 'gpus: 956', 'run.nodes'],
    ['a run larger than the fleet', 'gpus: 960', 'gpus: 1024', 'run.gpus'],
    ['a run without an end', '    tokens: 2T tokens\n', '', 'run.length'],
    [
      'a run with two ends',
      '    tokens: 2T tokens',
      '    tokens: 2T tokens\n    compute: 1e24 FLOP',
      'run.length',
    ],
    [
      'a precision that the GPU lacks',
      'gpu: h100-sxm\n  node: dgx-h100',
      'gpu: a100-sxm-80gb\n  node: dgx-a100',
      'run.precision',
      'gpus: 960',
      'gpus: 960\n    precision: fp8',
    ],
    [
      'tasks in a circle',
      'takes: 16 weeks',
      'takes: 16 weeks\n      after: [installation]',
      'task.circle',
    ],
    [
      'a switch without halves',
      'switch: qm9700',
      'switch: {use: qm9700, ports: 63}',
      'switch.ports',
    ],
    [
      'windows without layers that have them',
      'llama: llama3-70b',
      'llama: {use: llama3-70b, window: 128}',
      'model.inconsistent',
    ],
    [
      'an architecture with missing numbers',
      'llama: llama3-70b',
      'llama: {layers: 80}',
      'key.missing',
    ],
    [
      'an architecture that contradicts itself',
      'llama: llama3-70b',
      'llama: {use: llama3-70b, denseLayers: 3}',
      'model.inconsistent',
    ],
    ['another version of the format', 'gigafactory: 1', 'gigafactory: 2', 'version.unknown'],
    [
      'a day that is not in the calendar',
      'start: 2026-01-05',
      'start: 2026-02-30',
      'quantity.syntax',
    ],
    ['a day long ago', 'start: 2026-01-05', 'start: 1926-01-05', 'quantity.limits'],
    ['a name that no path can hold', '  pretrain:', '  pre.train:', 'name.invalid'],
    ['a list where keys are wanted', 'fleet:\n  gpus: 1016', 'fleet: [1016]', 'map.expected'],
    ['keys where a list is wanted', 'after: [delivery]', 'after: {delivery: 1}', 'list.expected'],
    ['a value beyond this world', 'takes: 4 weeks', 'takes: 4000 years', 'quantity.limits'],
    [
      'a range beside its value',
      'takes: 4 weeks',
      'takes: {value: 4 weeks, range: [5 weeks, 6 weeks]}',
      'range.invalid',
    ],
    [
      'a range of one end',
      'takes: 4 weeks',
      'takes: {value: 4 weeks, range: [4 weeks]}',
      'range.invalid',
    ],
    ['an empty name', 'name: Pod', 'name: ""', 'text.expected'],
    ['a name longer than a line', 'name: Pod', `name: ${'x'.repeat(5000)}`, 'text.expected'],
  ])('refuses %s', (_what, passage, by, code, ...more) => {
    let text = podWith(passage, by);
    if (more[0]) text = text.replace(more[0], more[1]!);
    const problem = problemOf(text);
    expect(problem).toMatchObject({
      code,
      message: expect.stringMatching(/\S.*\.$/),
      at: expect.anything(),
    });
    expect(problem.at!.line).toBeGreaterThan(0);
  });

  it('tells all problems in one go, in file order, those between values too', () => {
    const text = `gigafactory: 2
name: ""
hardware:
  gpu: h100-sxn
  node: dgx-h100
  rack: superpod-h100
  switch: qm9700
  nodeOptic: 400g-sr4
  switchOptics: 800g-2xsr4
fleet:
  gpus: -8
schedule:
  start: 2026-01-05
  tasks:
    installation:
      takes: 4 GB
      after: [delivery]
models:
  llama: llama3-70b
runs:
  pretrain:
    model: lama
    gpus: 960
    sequenceLength: 8192
    globalBatch: 960
requirements:
  - claim: Small
    quantity: power.facility
`;
    expect(
      problemsOf(text).map(({ code, at: place }) => `${place!.line}:${place!.column} ${code}`),
    ).toEqual([
      '1:14 version.unknown',
      '2:7 text.expected',
      '4:8 gpu.unknown',
      '9:3 key.unknown',
      '11:9 quantity.limits',
      '16:14 quantity.dimension',
      '17:15 task.unknown',
      '22:5 run.length',
      '22:12 model.unknown',
      '27:5 requirement.bounds',
    ]);
  });

  it('does not blame a value for what is wrong with another', () => {
    expect(problemOf(podWith('tokens: 2T tokens', 'tokens: 2 TB'))).toMatchObject({
      code: 'quantity.dimension',
    });
    expect(problemOf(podWith('atMost: 2 MW', 'atMost: []'))).toMatchObject({
      code: 'quantity.expected',
    });
    expect(
      problemOf(podWith('llama: llama3-70b', 'llama: {use: llama3-70b, layers: x}')),
    ).toMatchObject({
      code: 'quantity.syntax',
      path: 'models.llama.layers',
    });
  });

  it('counts the rest where there are more problems than anybody reads', () => {
    const text = POD + Array.from({ length: 250 }, (_, index) => `key${index}: 1\n`).join('');
    const problems = problemsOf(text);
    expect(problems).toHaveLength(101);
    expect(problems.at(-1)).toMatchObject({
      code: 'file.problems',
      message: '150 more problems are not shown.',
    });
  });

  it('is not misled by names that every object has', () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      expect(problemOf(`${POD}${name}: 1\n`)).toMatchObject({
        code: 'key.unknown',
        path: name,
        at: at(33, 1),
      });
      expect(problemOf(podWith('gpu: h100-sxm', `gpu: ${name}`)).code).toBe('gpu.unknown');
      expect(problemOf(podWith('model: llama', `model: ${name}`)).code).toBe('model.unknown');
      expect(problemOf(podWith('after: [delivery]', `after: [${name}]`)).code).toBe('task.unknown');
      expect(problemOf(podWith('  gpus: 1016', `  gpus: {value: 1016, ${name}: 1}`)).code).toBe(
        'key.unknown',
      );
    }
    expect(problemOf(podWith('  pretrain:', '  __proto__:')).code).toBe('name.invalid');
    const { runs } = factoryOf(podWith('  pretrain:', '  constructor:'));
    expect(Object.keys(runs)).toEqual(['constructor']);
  });

  it('takes names of any script as text, and says what a name in a path may be', () => {
    expect(factoryOf(podWith('name: Pod', 'name: "工場 🏭"')).name).toBe('工場 🏭');
    expect(problemOf(podWith('  pretrain:', '  prétrain:'))).toMatchObject({
      code: 'name.invalid',
      path: 'runs.prétrain',
      at: at(23, 3),
    });
    expect(problemOf(podWith('  pretrain:', `  ${'p'.repeat(900)}:`)).message.length).toBeLessThan(
      200,
    );
  });

  it('refuses more of anything than can be planned in a moment', () => {
    const claim = '  - {claim: a, quantity: fleet.gpus, atLeast: 1}\n';
    expect(
      problemOf(podWith('requirements:\n', `requirements:\n${claim.repeat(200)}`)),
    ).toMatchObject({
      code: 'file.count',
      path: 'requirements',
    });
  });
});
