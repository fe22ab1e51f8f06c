import { describe, expect, it } from 'vitest';
import { planFactory } from './index.ts';
import { exampleText, factoryOf } from './notes.fixture.ts';

const POD = exampleText('one-pod');

/** The first problem of the pod's plan once a passage of its file is replaced. */
function problemWith(passage: string, by: string, edits: Readonly<Record<string, string>> = {}) {
  if (!POD.includes(passage)) throw new Error(`the pod has no "${passage}"`);
  const planned = planFactory(
    factoryOf(
      POD.replace(passage, () => by),
      edits,
    ),
  );
  return planned.ok ? undefined : planned.problems[0];
}

/** Where a passage of the pod's file stands, as an editor counts. */
function placeOf(passage: string) {
  const before = POD.slice(0, POD.indexOf(passage)).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

describe('planFactory, on what only the plan can find wrong', () => {
  it('names the quantity that a requirement probably meant', () => {
    expect(problemWith('power.facility', 'power.facilty')).toEqual({
      code: 'requirement.quantity',
      message: expect.stringContaining('The plan has no quantity "power.facilty"'),
      path: 'requirements.1.quantity',
      nearest: 'power.facility',
      fixes: [
        {
          label: 'Claim about “power.facility”',
          edits: { 'requirements.1.quantity': 'power.facility' },
        },
      ],
      at: placeOf('power.facility'),
    });
  });

  it('finds no quantity in what every object has', () => {
    expect(problemWith('power.facility', 'constructor')?.code).toBe('requirement.quantity');
  });

  it('refuses a bound in the unit of something else', () => {
    expect(problemWith('atMost: 2 MW', 'atMost: 2 GB')).toMatchObject({
      code: 'quantity.dimension',
      path: 'requirements.1.atMost',
      at: placeOf('2 MW\n'),
    });
  });

  it('refuses a requirement on what is no number', () => {
    const zero = 'fleet.gpus / (fleet.gpus - fleet.gpus)\n    atMost: 2';
    expect(problemWith('power.facility\n    atMost: 2 MW', zero)).toMatchObject({
      code: 'requirement.value',
      at: placeOf('power.facility'),
    });
  });

  it('says why no strategy works, and shows what stands in its way', () => {
    const strategy = 'strategy: { tp: 5 }\n    stack: torchtitan';
    expect(problemWith('stack: torchtitan', strategy)).toEqual({
      code: 'run.infeasible',
      path: 'runs.pretrain',
      message: expect.stringMatching(/^No strategy works with what is pinned: TP5 .*heads/),
      at: { ...placeOf('stack: torchtitan'), column: 21 },
      edits: { 'runs.pretrain.strategy.tp': expect.stringMatching(/^[1248]$/) },
    });
    const micro = { 'runs.pretrain.strategy.microBatch': '7' };
    expect(problemWith('name: One pod', 'name: A pod', micro)).toMatchObject({
      message: expect.stringMatching(/a batch of 960 sequences does not .*Write microBatch: 1;/),
    });
  });

  it('does not blame EP where ETP is the mistake, and offers the edit that mends it', () => {
    const edits = {
      'models.llama-3-70b': 'mixtral-8x7b',
      'runs.pretrain.strategy.tp': '2',
      'runs.pretrain.strategy.ep': '1',
      'runs.pretrain.strategy.etp': '1',
    };
    const problem = problemWith('name: One pod', 'name: A pod', edits);
    expect(problem?.message).toContain('with EP 1 the experts are split like the rest');
    expect(problem?.message).toContain(
      'so ETP must be TP, 2, not 1. Write etp: 2; or ep: 2, 4 or 8',
    );
    expect(problem?.message).not.toContain('EP does not');
    expect(problem?.edits).toEqual({ 'runs.pretrain.strategy.etp': '2' });
    expect(
      problemWith('name: One pod', 'name: A pod', { ...edits, ...problem?.edits }),
    ).toBeUndefined();
  });

  it('says that a run which fails faster than it recovers never ends', () => {
    expect(
      problemWith('models:', 'reliability: {use: llama3-2024, rate: 1000 /node-day}\nmodels:'),
    ).toMatchObject({
      code: 'run.stalled',
      path: 'runs.pretrain',
      at: expect.anything(),
    });
  });

  it('says that the fabric cannot hold the fleet', () => {
    expect(problemWith('gpus: 1016', 'gpus: 8000000')).toMatchObject({
      code: 'fabric.size',
      at: placeOf('1016 #'),
    });
  });

  it('plans runs and tasks with names that every object has', () => {
    const text = POD.replaceAll('pretrain', 'constructor').replaceAll('delivery', 'toString');
    const planned = planFactory(factoryOf(text));
    expect(planned.ok && Object.keys(planned.value.training)).toEqual(['constructor']);
    expect(planned.ok && Object.keys(planned.value.dates!.tasks)).toEqual([
      'toString',
      'installation',
    ]);
  });
});
