import { describe, expect, it } from 'vitest';
import { ELECTRICITY_PRICES, GPUS, LARGEST_COMPETITOR, MODELS, PUE } from '../facts/index.ts';
import { factoryOf, POD, podWith, problemOf, problemsOf } from './factory.fixture.ts';

const WEEK_S = 7 * 86_400;
const gpusOf = (written: string) => factoryOf(podWith('gpus: 1016', `gpus: ${written}`)).fleet.gpus;
const takesOf = (written: string) =>
  factoryOf(podWith('takes: 4 weeks', `takes: ${written}`)).schedule!.tasks['installation']!.takes;
const gpuOf = (written: string) =>
  factoryOf(podWith('gpu: h100-sxm', `gpu: ${written}`)).hardware.gpu;

describe('how failures are handled', () => {
  it.each([
    ['operations: {detectTime: 10 min}', 'operations.detectTime'],
    ['operations: {detectTime: 11 min}', 'operations.detectTime'],
    ['operations: {recoveryTime: 60 s}', 'operations.recoveryTime'],
    ['operations: {detectTime: 3 min, recoveryTime: 2 min}', 'operations.detectTime'],
  ])('refuses %s: detection is a part of the way back', (section, path) => {
    const problem = problemOf(`${POD}${section}\n`);
    expect(problem).toMatchObject({ code: 'operations.detection', path });
    expect(problem.message).toContain('lower detectTime or raise recoveryTime');
    expect(problem.at?.line).toBe(POD.split('\n').length);
  });

  it.each([
    'detectTime: 599 s',
    'recoveryTime: 61 s',
    'detectTime: 1 ms',
    'detectTime: 1 ms, recoveryTime: 1 s',
  ])('takes {%s}', (section) => {
    expect(problemsOf(`${POD}operations: {${section}}\n`)).toEqual([]);
  });
});

describe('values of a factory file', () => {
  it('come from the catalogue where the file is silent', () => {
    const { site, about, runs, references, storage } = factoryOf(POD);
    expect(site.pue.value).toBe(PUE['colocation-2024']!.value);
    expect(site.pue.source).toEqual(PUE['colocation-2024']!.source);
    expect(site.electricityPrice.value).toBe(ELECTRICITY_PRICES['us-industrial-2024']!.value);
    expect(about).toBe('');
    expect(references).toEqual({});
    expect(storage.system.use).toBe('tectonic');
    expect(runs['pretrain']).toMatchObject({
      precision: 'bf16',
      strategy: { tp: undefined },
      start: undefined,
    });
  });

  it('come from the catalogue where a key stands without a value', () => {
    expect(factoryOf(`${POD}site:\nmoney:\n  itLife:\n`)).toEqual(factoryOf(POD));
  });

  it('are put in place of single values of a catalogue entry', () => {
    const gpu = gpuOf('{use: h100-sxm, tdp: 650 W}');
    expect(gpu.tdp).toMatchObject({
      value: 650,
      unit: 'W',
      provenance: 'given',
      at: { line: 4, column: 29 },
    });
    expect(gpu.memory).toEqual(GPUS['h100-sxm']!.memory);
    expect(gpu.use).toBe('h100-sxm');
  });

  it('name a fact of the catalogue, or give a number', () => {
    const pue = (written: string) => factoryOf(`${POD}site: {pue: ${written}}\n`).site.pue.value;
    expect(pue('ai-specialised-2023')).toBe(PUE['ai-specialised-2023']!.value);
    expect(pue('1.35')).toBe(1.35);
    expect(problemOf(`${POD}site: {pue: ai-specialized-2023}\n`)).toMatchObject({
      nearest: 'ai-specialised-2023',
    });
    expect(problemOf(`${POD}site: {pue: 0.9}\n`)).toMatchObject({
      code: 'quantity.limits',
      expected: 'at least 1',
    });
  });

  it('stand in parts with where they come from', () => {
    expect(takesOf('{value: 4 weeks, range: [2 weeks, 8 weeks], source: A paper}')).toMatchObject({
      value: 4 * WEEK_S,
      range: [2 * WEEK_S, 8 * WEEK_S],
      source: { title: 'A paper' },
      provenance: 'given',
    });
    expect(takesOf('{value: 4 weeks, assumed: nobody says}')).toMatchObject({
      provenance: 'assumed',
      reason: 'nobody says',
    });
  });

  it.each([
    '1016',
    '1,016',
    '1_016',
    '"1016"',
    "'1016'",
    '1016.0',
    '1.016e3',
    '1016 GPUs',
    '1016 GPU',
    '!!int 1016',
    '!!str 1016',
    '&n 1016',
    '>-\n    1016',
  ])('count the same as %s', (written) => {
    expect(gpusOf(written).value).toBe(1016);
  });

  it.each([
    ['800 Gb', 1e11],
    ['100 GB', 1e11],
    ['100 GiB', 100 * 2 ** 30],
    ['0.1 TB', 1e11],
  ])('tell bits from bytes and 1000 from 1024: %s', (written, bytes) => {
    expect(gpuOf(`{use: h100-sxm, memory: ${written}}`).memory.value).toBeCloseTo(bytes, 0);
  });

  it.each(['$6B', '6B USD', '$6,000,000,000', '$6 billion', '6e9 USD'])(
    'read money: %s',
    (written) => {
      expect(factoryOf(`${POD}storage:\n  cost: ${written}\n`).storage.cost.value).toBe(6e9);
    },
  );

  it.each(['2026-01-05', '"2026-01-05"', "'2026-01-05'"])('read the date %s', (written) => {
    expect(factoryOf(podWith('start: 2026-01-05', `start: ${written}`)).schedule!.start.value).toBe(
      Date.UTC(2026, 0, 5) / 1000,
    );
  });

  it('take a reference in any unit', () => {
    const { references } = factoryOf(
      `${POD}references: {gpus: "20,000 GPUs", money: $6B, day: 2025-01-01, ratio: 4, rival: largest-competitor-2024, power: {value: 150 MW, source: Press}}\n`,
    );
    expect(Object.entries(references).map(([name, { value }]) => [name, value])).toEqual([
      ['gpus', 20_000],
      ['money', 6e9],
      ['day', Date.UTC(2025, 0, 1) / 1000],
      ['ratio', 4],
      ['rival', LARGEST_COMPETITOR.value],
      ['power', 150e6],
    ]);
  });

  it('describe a model by name, by what differs, or in full', () => {
    const model = (written: string) =>
      factoryOf(podWith('llama: llama3-70b', `llama: ${written}`)).models['llama']!;
    expect(model('llama3-70b').layers.value).toBe(MODELS['llama3-70b']!.layers);
    expect(model('{use: llama3-70b, layers: 96, label: Larger}')).toMatchObject({
      label: 'Larger',
      layers: { value: 96, provenance: 'given' },
      hidden: { value: MODELS['llama3-70b']!.hidden },
    });
    const full =
      '{layers: 2, hidden: 64, heads: 4, kvHeads: 2, headDim: 16, vocab: 100, ffn: 128, mlpMatrices: 3, embeddingMatrices: 2}';
    expect(model(full)).toMatchObject({ denseLayers: { value: 2 }, experts: { value: 0 } });
  });

  it('refuse as a model what is not one of its numbers', () => {
    expect(
      problemOf(podWith('llama: llama3-70b', 'llama: {use: llama3-70b, layer: 96}')),
    ).toMatchObject({
      code: 'key.unknown',
      nearest: 'layers',
      path: 'models.llama.layer',
    });
  });

  it('are cut by a comma within braces, which is said', () => {
    expect(problemsOf(podWith('fleet:\n  gpus: 1016', 'fleet: {gpus: 1,016}'))).toContainEqual({
      code: 'key.comma',
      path: 'fleet.16',
      message: expect.stringContaining('put quotes around a number with commas'),
      at: { line: 10, column: 17 },
    });
  });

  it('are never a negative zero', () => {
    expect(Object.is(factoryOf(`${POD}storage: {cost: -0 USD}\n`).storage.cost.value, 0)).toBe(
      true,
    );
  });
});
