import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dimensionOfFormula,
  evaluateFormula,
  type Formula,
  namesIn,
  parseFormula,
} from './formula.ts';
import { DIMENSIONLESS, sameDimension, unitDimension } from './units.ts';

function parse(text: string): Formula {
  const result = parseFormula(text);
  if (!result.ok) throw new Error(result.problems[0]!.message);
  return result.value;
}

const value = (text: string, names: Record<string, number> = {}) =>
  evaluateFormula(parse(text), (name) => names[name] ?? Number.NaN);

const UNITS: Record<string, string> = {
  bytes: 'B',
  bandwidth: 'GB/s',
  duration: 's',
  power: 'MW',
  price: 'USD/kWh',
  flop: 'FLOP',
  gpus: 'GPU',
};
const dimension = (text: string) =>
  dimensionOfFormula(parse(text), (name) => unitDimension(UNITS[name]!));

describe('parseFormula', () => {
  it.each([
    '',
    '   ',
    '1 +',
    '* 2',
    '(1',
    '1)',
    'a b',
    '2x',
    'a..b',
    'max(',
    'max()',
    'max(1,)',
    'sqrt(1, 2)',
    'if(1, 2)',
    'sin(1)',
    'constructor(1)',
    '__proto__(1)',
    '1 ? 2 : 3',
    'a = b',
    '"a"',
    '1.2.3',
    '€',
  ])('says what is wrong with %j', (text) => {
    const result = parseFormula(text);
    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.problems[0]!.code).toBe('formula.syntax');
  });

  it.each([
    '('.repeat(5000),
    '-'.repeat(5000),
    '- '.repeat(1999),
    `1${'^1'.repeat(1999)}`,
    `1${' + 1'.repeat(100_000)}`,
    'sqrt('.repeat(700),
  ])('refuses what nests too deeply, without overflowing', (text) => {
    expect(parseFormula(text).ok).toBe(false);
  });

  it('evaluates the longest sum it accepts', () => {
    const text = `1${'+1'.repeat(1999)}`;
    expect(value(text)).toBe(2000);
    expect(dimension(text).ok).toBe(true);
  });

  it('never throws, whatever the text', () => {
    const pieces = fc.constantFrom(
      ...['a', 'b-c', 'd.e', ' ', '1', '2.5e3', '(', ')', ',', '+', '-', '*', '/', '^', '<', '>='],
      ...['max(', 'if(', 'sqrt(', '.', 'é', '\n'],
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(pieces, { maxLength: 30 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, (written) => {
        const result = parseFormula(written);
        if (!result.ok) return result.problems[0]!.message.length > 0;
        return typeof evaluateFormula(result.value, () => 1) === 'number';
      }),
      { numRuns: 3000 },
    );
  });
});

describe('evaluateFormula', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['10 - 4 - 3', 3],
    ['24 / 4 / 2', 3],
    ['2 * 3 ^ 2', 18],
    ['2 ^ 3 ^ 2', 512],
    ['-2 ^ 2', -4],
    ['2 ^ -1', 0.5],
    ['- - 3', 3],
    ['1 + 1 < 3', 1],
    ['3 <= 2', 0],
    ['2 > 1', 1],
    ['2 >= 3', 0],
    ['1.5e3 + 2E2'.replace('E', 'e'), 1700],
    ['max(1, 5, 3) - min(4, 2)', 3],
    ['ceil(1.2) + floor(1.8) + round(1.5) + abs(-1)', 6],
    ['sqrt(16) + ln(1) + exp(0)', 5],
    ['expm1(0) + poisson(2, 0) + poisson(5, 1e-12)', 2],
    ['expm1(1e-12)', 1.0000000000005e-12],
    ['if(2 > 1, 10, 20)', 10],
    ['if(2 < 1, 10, 20)', 20],
  ])('%s is %d', (text, expected) => {
    expect(value(text)).toBe(expected);
  });

  it('raises counts to whole powers exactly', () => {
    for (let ports = 1; ports <= 512; ports++) {
      expect(value('ports ^ 3', { ports })).toBe(ports * ports * ports);
    }
    expect(value('2 ^ 0.5')).toBeCloseTo(Math.SQRT2, 15);
    expect(value('2 ^ 100')).toBe(2 ** 100);
  });

  it('looks up names with dots and inner dashes; a minus needs spaces', () => {
    expect(value('run.grok-3.steps * 2', { 'run.grok-3.steps': 21 })).toBe(42);
    expect(value('a-b', { 'a-b': 1, a: 10, b: 4 })).toBe(1);
    expect(value('a - b', { 'a-b': 1, a: 10, b: 4 })).toBe(6);
    expect(value('max', { max: 3 })).toBe(3);
  });
});

describe('namesIn', () => {
  it('gives each name once', () => {
    expect(namesIn(parse('a.b * (c - a.b) / max(d-e, -c)'))).toEqual(['a.b', 'c', 'd-e']);
    expect(namesIn(parse('1 + 2'))).toEqual([]);
  });
});

describe('dimensionOfFormula', () => {
  it.each([
    'bytes + duration',
    'bytes < duration',
    'max(bytes, bandwidth)',
    'if(gpus > 1, bytes, duration)',
    'if(bytes < duration, gpus, gpus)',
    'if(bytes, gpus, gpus)',
    'ln(bytes)',
    'exp(duration)',
    '2 ^ duration',
    'bytes + 1',
  ])('objects to %s', (text) => {
    const result = dimension(text);
    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.problems[0]!.code).toBe('formula.dimension');
  });

  it('raises a dimension only to a written number', () => {
    const result = dimension('bytes ^ gpus');
    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.problems[0]!.code).toBe('formula.power');
  });

  it('names the two dimensions that do not go together', () => {
    const result = dimension('bytes + duration');
    if (!result.ok) {
      expect(result.problems[0]!.message).toBe('"+" joins an amount of data with a time.');
    }
    expect(result.ok).toBe(false);
  });

  it.each([
    ['bytes / bandwidth', 's'],
    ['bytes / bandwidth + duration', 's'],
    ['power * duration * price', 'USD'],
    ['flop / duration / gpus', 'FLOP/s'],
    ['duration ^ -1', 'Hz'],
    ['sqrt(bytes ^ 2)', 'B'],
    ['2 ^ gpus', '1'],
    ['-max(bytes, bytes * 2)', 'B'],
    ['if(gpus > 8, bytes, bytes / 2)', 'B'],
    ['bytes < bandwidth * duration', '1'],
    ['ln(gpus) * duration', 's'],
  ])('%s is in %s', (text, unit) => {
    const result = dimension(text);
    expect(result.ok && sameDimension(result.value, unitDimension(unit))).toBe(true);
  });

  it('takes a number for a plain number', () => {
    expect(dimension('3')).toEqual({ ok: true, value: DIMENSIONLESS });
  });
});
