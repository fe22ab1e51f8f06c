import { describe, expect, it } from 'vitest';
import { assumed, fact, sigmaOf } from './fact.ts';
import { cite } from './sources.ts';

const datasheet = { provenance: 'datasheet', source: cite('linkX') } as const;

describe('fact', () => {
  it.each(['', 'fast', '80 parsec', 'GB 80'])('refuses the literal %j', (literal) => {
    expect(() => fact(literal, datasheet)).toThrow();
  });

  it('refuses a value without a source, and an assumption without a reason', () => {
    expect(() => fact('80 GB', { provenance: 'paper' })).toThrow('no source');
    expect(() => fact('80 GB', { provenance: 'assumed' })).toThrow('without a reason');
  });

  it('refuses a range in another dimension', () => {
    expect(() => fact('80 GB', { ...datasheet, range: ['1 W', '2 W'] })).toThrow('catalogue');
  });

  it('holds SI and remembers the unit written', () => {
    expect(fact('400 Gb/s', datasheet)).toMatchObject({ value: 5e10, unit: 'Gb/s' });
    expect(fact('1,275 W', datasheet)).toMatchObject({ value: 1275, unit: 'W' });
    expect(fact('6.5e-3 1/node-day', datasheet).value).toBeCloseTo(6.5e-3 / 86_400, 15);
    expect(fact('15 %', datasheet)).toMatchObject({ value: 0.15, unit: '%' });
    expect(fact('0.8', datasheet)).toMatchObject({ value: 0.8, unit: '1' });
  });

  it('reads the range in the unit of the value', () => {
    expect(assumed('2 h', 'because', { range: ['30 min', '1 d'] }).range).toEqual([1800, 86_400]);
  });
});

describe('sigmaOf', () => {
  it('refuses a mean that is not above the median', () => {
    const time = fact('5 s', datasheet);
    expect(() => sigmaOf(time, time, datasheet)).toThrow('median');
    expect(() => sigmaOf(time, fact('4 s', datasheet), datasheet)).toThrow('median');
  });

  it('is 1 where the mean is the root of e times the median', () => {
    const mean = { ...fact('1 s', datasheet), value: Math.sqrt(Math.E) };
    expect(sigmaOf(fact('1 s', datasheet), mean, datasheet)).toMatchObject({ unit: '1' });
    expect(sigmaOf(fact('1 s', datasheet), mean, datasheet).value).toBeCloseTo(1, 12);
  });
});
