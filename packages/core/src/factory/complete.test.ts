import { describe, expect, it } from 'vitest';
import { factoryOf, problemOf, problemsOf } from './factory.fixture.ts';

const HARDWARE =
  '{ gpu: h100-sxm, node: dgx-h100, rack: superpod-h100, switch: qm9700, nodeOptic: 400g-sr4, switchOptic: 800g-2xsr4 }';
const RUN = '{ model: llama3-8b, tokens: 15B, globalBatch: 512, sequenceLength: 8192 }';

const lines = (more = '', run = RUN) =>
  `gigafactory: 1\nhardware: ${HARDWARE}\nfleet: { gpus: 64 }\nruns:\n  sft: ${run}\n${more}`;

describe('a file of a few lines', () => {
  it('is named after its GPUs', () => {
    expect(factoryOf(lines()).name).toBe('64 × NVIDIA H100 SXM5 80 GB');
    expect(factoryOf(lines('name: Ours')).name).toBe('Ours');
    expect(problemOf(lines('name: []')).path).toBe('name');
  });

  it('gives a run the whole fleet, and says so', () => {
    const { gpus } = factoryOf(lines()).runs['sft']!;
    expect(gpus).toMatchObject({ value: 64, unit: 'GPU', provenance: 'method' });
    expect(gpus.reason).toContain('whole fleet');
    const own = RUN.replace('{ ', '{ gpus: 32, ');
    expect(factoryOf(lines('', own)).runs['sft']!.gpus.value).toBe(32);
  });

  it('reports a fleet that does not fill its nodes once, not again for its run', () => {
    const problems = problemsOf(lines().replace('gpus: 64', 'gpus: 63'));
    expect(problems.map(({ path }) => path)).toEqual(['fleet.gpus']);
  });

  it('says nothing about GPUs that could not be read', () => {
    const run = RUN.replace('{ ', '{ gpus: many, ');
    expect(problemOf(lines('', run))).toMatchObject({ path: 'runs.sft.gpus' });
  });

  it('reads tokens without their unit', () => {
    expect(factoryOf(lines()).runs['sft']!.tokens!.value).toBe(15e9);
    const trillions = RUN.replace('15B', '1.5T');
    expect(factoryOf(lines('', trillions)).runs['sft']!.tokens!.value).toBe(1.5e12);
    expect(problemOf(lines('', RUN.replace('15B', '15 GB'))).code).toBe('quantity.dimension');
  });

  it('has no schedule unless it gives one', () => {
    expect(factoryOf(lines()).schedule).toBeUndefined();
    expect(factoryOf(lines('schedule: { start: 2027-01-04 }')).schedule!.tasks).toEqual({});
    expect(problemOf(lines('schedule: { tasks: {} }'))).toMatchObject({ path: 'schedule' });
  });
});

describe('models of the catalogue', () => {
  it('need no declaration', () => {
    const model = factoryOf(lines()).models['llama3-8b']!;
    expect(model).toMatchObject({
      use: 'llama3-8b',
      label: 'Llama 3 / 3.1 8B',
      layers: { value: 32 },
    });
  });

  it('give way to a model of the file with the same name', () => {
    const own = 'models: { llama3-8b: { use: llama3-8b, layers: 48 } }';
    expect(factoryOf(lines(own)).models['llama3-8b']!.layers.value).toBe(48);
  });

  it('can be changed in place, by an entry with their name', () => {
    const model = factoryOf(lines('models: { llama3-8b: { layers: 48 } }')).models['llama3-8b']!;
    expect(model).toMatchObject({ layers: { value: 48 }, hidden: { value: 4096 } });
    const dotted = 'models: { pythia-1.4b: { layers: 48 } }';
    expect(factoryOf(lines(dotted)).models['pythia-1.4b']!.hidden.value).toBe(2048);
    const other = 'models: { ours: { layers: 48 } }';
    expect(problemOf(lines(other)).code).toBe('key.missing');
  });

  it('are proposed for a name that is nearly theirs', () => {
    const problem = problemOf(lines('', RUN.replace('llama3-8b', 'lama3-8b')));
    expect(problem).toMatchObject({ code: 'model.unknown', nearest: 'llama3-8b' });
    expect(problemOf(lines('', RUN.replace('llama3-8b', '__proto__'))).code).toBe('model.unknown');
  });
});

describe('money', () => {
  it('is planned where the file names its node, and at the prices that it gives', () => {
    expect(factoryOf(lines()).money!.itLife.provenance).not.toBe('given');
    expect(factoryOf(lines('money: { itLife: 4 years }')).money!.itLife.value).toBe(4 * 31_536_000);
  });
});
