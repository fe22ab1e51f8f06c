import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { planText } from '../factory-text.ts';
import { type SweepRequest, sweepFigures } from './sweep.ts';

const example = (name: string) =>
  readFileSync(new URL(`../../../../../examples/${name}.yaml`, import.meta.url), 'utf8');
const POD = example('one-pod');
const PUE = { path: 'site.pue', from: '1.05', to: '1.4' };
const DEFAULTS = { text: POD, over: [PUE], steps: 3, figures: ['power.facility'] };

function swept(input: Partial<SweepRequest> = {}) {
  const answer = sweepFigures({ ...DEFAULTS, ...input });
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
  return answer.value;
}

function refused(input: Partial<SweepRequest>) {
  const answer = sweepFigures({ ...DEFAULTS, ...input });
  if (answer.ok) throw new Error('not refused');
  return answer.problems;
}

describe('a sweep that cannot be made', () => {
  it.each([
    ['an unknown input', { over: [{ ...PUE, path: 'site.peu' }] }, 'input.unknown', 'site.pue'],
    ['a choice', { over: [{ ...PUE, path: 'resilience.recovery' }] }, 'input.number', undefined],
    ['ends in the wrong order', { over: [{ ...PUE, from: '1.5' }] }, 'input.span', undefined],
    ['equal ends', { over: [{ ...PUE, from: '1.4' }] }, 'input.span', undefined],
    [
      'a unit of something else',
      { over: [{ ...PUE, to: '1.4 MW' }] },
      'quantity.dimension',
      undefined,
    ],
    ['a figure that no plan has', { figures: ['power.facilty'] }, 'figure.path', 'power.facility'],
    ['an input twice', { over: [PUE, PUE] }, 'sweep.over', undefined],
    [
      'a grid that is too large',
      { steps: 60, over: [PUE, { path: 'hardware.gpu.tdp', from: '400 W', to: '700 W' }] },
      'sweep.points',
      undefined,
    ],
    [
      'no whole node in between',
      { over: [{ path: 'fleet.gpus', from: '1001', to: '1007' }] },
      'input.whole',
      undefined,
    ],
    ['a file that cannot be read', { text: 'gigafactory: 1' }, 'key.missing', undefined],
  ])('says so of %s', (_what, input, code, nearest) => {
    const [problem] = refused(input);
    expect(problem).toMatchObject({ code, ...(nearest === undefined ? {} : { nearest }) });
  });

  it('says all that is wrong with both inputs', () => {
    const over = [
      { ...PUE, from: '2 W' },
      { path: 'fleet.gpu', from: '1', to: '2' },
    ];
    expect(refused({ over }).map(({ code }) => code)).toEqual([
      'quantity.dimension',
      'input.unknown',
    ]);
  });

  it('says why a figure is absent from such a plan', () => {
    const text = 'gigafactory: 1\nhardware: { gpu: h100-sxm }\nfleet: { gpus: 64 }\n';
    const over = [{ path: 'hardware.gpu.tdp', from: '400 W', to: '700 W' }];
    expect(refused({ text, over, figures: ['dates.ready'] })).toMatchObject([
      { code: 'figure.absent' },
    ]);
  });
});

describe('sweepFigures', () => {
  it('plans the file with each value, both ends included, to the last bit', () => {
    const { over, figures, points } = swept();
    expect(over).toMatchObject([{ path: 'site.pue', unit: '1', values: [1.05, 1.225, 1.4] }]);
    expect(figures).toEqual([{ path: 'power.facility', label: 'Facility power', unit: 'MW' }]);
    for (const { value, values, figures: of, problems } of points) {
      const planned = planText({ text: POD, edits: { 'site.pue': String(value) } });
      if (!planned.ok) throw new Error('no plan');
      expect(values).toEqual([value]);
      expect(of).toEqual({ 'power.facility': planned.value.plan.power.facility });
      expect(problems).toEqual([]);
    }
  });

  it('varies two inputs as a grid, the first on the outside', () => {
    const over = [PUE, { path: 'hardware.gpu.tdp', from: '500 W', to: '0.7 kW' }];
    const { points } = swept({ over, steps: 2 });
    expect(points.map(({ value, values }) => [value, ...values])).toEqual([
      [1.05, 1.05, 500],
      [1.05, 1.05, 700],
      [1.4, 1.4, 500],
      [1.4, 1.4, 700],
    ]);
  });

  it('keeps the problems of a point, and goes on', () => {
    const over = [{ path: 'site.pue', from: '0.5', to: '1.5' }];
    const { points } = swept({ over });
    expect(points[0]).toMatchObject({
      value: 0.5,
      figures: { 'power.facility': null },
      problems: [{ code: 'quantity.limits', path: 'site.pue' }],
    });
    expect(points[1]!.problems).toEqual([]);
  });

  it('varies GPUs in whole nodes, each number once', () => {
    const over = [{ path: 'fleet.gpus', from: '1001', to: '1,030 GPUs' }];
    expect(swept({ over, steps: 50 }).over[0]!.values).toEqual([1008, 1016, 1024]);
  });

  it('varies counts in whole numbers, and dates in days', () => {
    const batches = [{ path: 'runs.pretrain.globalBatch', from: '957', to: '960' }];
    expect(swept({ over: batches, steps: 9 }).over[0]!.values).toEqual([957, 958, 959, 960]);
    const days = [{ path: 'schedule.start', from: '2026-01-01', to: '2026-01-03' }];
    const [first, ...others] = swept({ over: days, steps: 5 }).over[0]!.values;
    expect(others.map((value) => value - first!)).toEqual([86_400, 172_800]);
  });

  it('varies an input that the file leaves out', () => {
    const over = [{ path: 'operations.checkpointInterval', from: '5 min', to: '10 min' }];
    const { over: inputs, points } = swept({ over, figures: ['training.pretrain.goodput'] });
    expect(inputs).toMatchObject([{ unit: 'min', values: [300, 450, 600] }]);
    const goodputs = points.map(({ figures }) => figures['training.pretrain.goodput']);
    expect(new Set(goodputs).size).toBe(3);
  });

  it('gives the headline figures if none are named, and none twice', () => {
    const { figures } = swept({ figures: undefined, steps: 2 });
    expect(figures.length).toBeGreaterThanOrEqual(12);
    expect(swept({ figures: ['power.it', 'power.it'] }).figures).toHaveLength(1);
  });

  it('answers for a file that cannot be planned as it stands', () => {
    const edits = { 'runs.pretrain.gpus': '8', 'runs.pretrain.strategy': '{tp: 8}' };
    const over = [{ path: 'runs.pretrain.gpus', from: '8', to: '64' }];
    const { points } = swept({ edits, over, figures: ['training.pretrain.stepTime'], steps: 2 });
    expect(points.map(({ problems }) => problems[0]?.code)).toEqual(['run.infeasible', undefined]);
  });
});
