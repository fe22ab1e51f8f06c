import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SIMPLE_UNITS } from './symbols.ts';
import {
  dividedBy,
  findUnit,
  nearestUnit,
  raisedTo,
  sameDimension,
  showDimension,
  times,
  unitDimension,
  unitFactor,
} from './units.ts';

describe('findUnit', () => {
  it.each([
    '',
    '/',
    ' ',
    '-',
    'GB/',
    'GB//s',
    'GB-',
    'KB',
    'gb',
    'kwh',
    'GBs',
    'constructor',
    '__proto__',
    'x'.repeat(1000),
  ])('does not know %j', (symbol) => {
    expect(findUnit(symbol)).toBeUndefined();
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        findUnit(text);
        nearestUnit(text);
      }),
    );
  });

  it.each([
    ['GB', 1e9],
    ['GiB', 2 ** 30],
    ['Gb', 1e9 / 8],
    ['Gb/s', 1.25e8],
    ['Gbps', 1.25e8],
    ['Mbit', 1.25e5],
    ['us', 1e-6],
    ['µs', 1e-6],
    ['min', 60],
    ['month', 30 * 86_400],
    ['years', 365 * 86_400],
    ['kWh', 3.6e6],
    ['MW', 1e6],
    ['MW/s', 1e6],
    ['TFLOP/s', 1e12],
    ['TFLOPS', 1e12],
    ['ZFLOP', 1e21],
    ['BUSD', 1e9],
    ['%', 0.01],
    ['Mtoken', 1e6],
    ['USD/kWh', 1 / 3.6e6],
    ['USD/GPU-hour', 1 / 3600],
    ['USD per GPU-hour', 1 / 3600],
    ['USD / GPU - hour', 1 / 3600],
    ['1/node-day', 1 / 86_400],
    ['/node-day', 1 / 86_400],
    ['token/s/GPU', 1],
    ['FLOP/s*h', 3600],
  ])('one %s is %d in SI', (symbol, factor) => {
    expect(findUnit(symbol)?.factor).toBe(factor);
    expect(unitFactor(symbol)).toBe(factor);
  });

  it('remembers what is counted', () => {
    expect(findUnit('USD/GPU-hour')?.counts).toBe('/GPU');
    expect(findUnit('GPUs/node')?.counts).toBe('GPU/node');
    expect(findUnit('GB')?.counts).toBe('');
  });
});

describe('unitDimension', () => {
  it('throws for a unit that the program misspelled', () => {
    expect(() => unitDimension('GBs')).toThrow('GBs');
    expect(() => unitFactor('')).toThrow();
  });

  it.each([
    ['Gb/s', 'B/s'],
    ['W', 'J/s'],
    ['kWh', 'J'],
    ['USD/GPU-hour', 'USD/s'],
    ['1/node-day', 'Hz'],
    ['GPU', '1'],
    ['%', '1'],
    ['date', 's'],
    ['TFLOPS', 'FLOP/s'],
  ])('%s measures the same as %s', (one, other) => {
    expect(sameDimension(unitDimension(one), unitDimension(other))).toBe(true);
  });

  it.each([
    ['GB', 'GB/s'],
    ['W', 'kWh'],
    ['FLOP', 'FLOPS'],
    ['USD', '1'],
  ])('%s does not measure the same as %s', (one, other) => {
    expect(sameDimension(unitDimension(one), unitDimension(other))).toBe(false);
  });
});

describe('nearestUnit', () => {
  it.each([
    ['KB', 'kB'],
    ['kwh', 'kWh'],
    ['GBs/s', 'GB/s'],
    ['USD/GPU-huor', 'USD/GPU-hour'],
    ['gpus', 'GPUs'],
  ])('takes %s for %s', (wrong, right) => {
    expect(nearestUnit(wrong)).toBe(right);
  });

  it.each(['', 'GB', 'furlong', 'GB/'])('has no guess for %j', (symbol) => {
    expect(nearestUnit(symbol)).toBeUndefined();
  });
});

describe('dimensions', () => {
  const unit = fc.constantFrom(...SIMPLE_UNITS.keys());

  it('multiply and divide like the units they belong to', () => {
    fc.assert(
      fc.property(unit, unit, (a, b) => {
        const [da, db] = [unitDimension(a), unitDimension(b)];
        expect(sameDimension(unitDimension(`${a}*${b}`), times(da, db))).toBe(true);
        expect(sameDimension(unitDimension(`${a}/${b}`), dividedBy(da, db))).toBe(true);
        expect(sameDimension(raisedTo(raisedTo(da, 0.5), 2), da)).toBe(true);
      }),
    );
  });

  it.each([
    ['GPU', 'a plain number'],
    ['Gb/s', 'a data rate'],
    ['MW', 'a power'],
    ['USD/kWh', 'a price per energy'],
    ['USD/MW', 'a price per power'],
    ['GB*GB/s', 'a quantity in B^2/s'],
  ])('%s is shown as %s', (symbol, words) => {
    expect(showDimension(unitDimension(symbol))).toBe(words);
  });
});
