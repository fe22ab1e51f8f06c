import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatQuantity, showExact, showQuantity } from './format.ts';
import { parseQuantity } from './quantity.ts';
import { findUnit } from './units.ts';

const HOUR = 3600;
const DAY = 86_400;

describe('showQuantity', () => {
  it('shows what is no number as such', () => {
    expect(showQuantity(Number.NaN, 'W')).toBe('NaN W');
    expect(showQuantity(Number.POSITIVE_INFINITY, 'h')).toBe('∞ h');
    expect(showQuantity(Number.NEGATIVE_INFINITY, 'USD')).toBe('-$∞');
    expect(showQuantity(Number.NaN, 'date')).toBe('–');
    expect(() => showQuantity(1, 'furlong')).toThrow('furlong');
  });

  it.each([
    [0, 'W', '0 W'],
    [-0, 'W', '0 W'],
    [5.312, 's', '5.31 s'],
    [0.00123, 's', '1.23 ms'],
    [0.9999, 's', '1 s'],
    [2220, 's', '37 min'],
    [5 * HOUR, 's', '5 h'],
    [3 * DAY, 's', '3 d'],
    [33.44 * DAY, 'd', '33.4 d'],
    [0.5 * DAY, 'd', '0.5 d'],
    [4 * HOUR, 'hour', '4 hours'],
    [90, 'ms/step', '90 s/step'],
    [80e9, 'B', '80 GB'],
    [999.99e9, 'B', '1 TB'],
    [80 * 2 ** 30, 'GiB', '80 GiB'],
    [5e10, 'Gb/s', '400 Gb/s'],
    [3.35e12, 'B/s', '3.35 TB/s'],
    [1.5e8, 'W', '150 MW'],
    [3.6e12, 'kWh', '1 GWh'],
    [5e-12 * 8, 'pJ/b', '5 pJ/b'],
    [4.812e9, 'USD', '$4.81B'],
    [2.1e12, 'BUSD', '$2.1T'],
    [-5.5e6, 'USD', '-$5.5M'],
    [999_999.7, 'USD', '$1M'],
    [30_000, 'USD', '$30,000'],
    [2.1, 'USD', '$2.10'],
    [999.999, 'USD', '$1,000'],
    [2.13 / HOUR, 'USD/GPU-hour', '$2.13/GPU-hour'],
    [0.0648 / 3.6e6, 'USD/kWh', '$0.0648/kWh'],
    [4.6e26, 'FLOP', '4.6e26 FLOP'],
    [3.12e14, 'FLOP', '312 TFLOP'],
    [9.89e14, 'FLOP/s', '989 TFLOP/s'],
    [100_000, 'GPU', '100,000 GPUs'],
    [1, 'GPU', '1 GPU'],
    [54e6 * HOUR, 'GPU-hour', '54,000,000 GPU-hours'],
    [15.6e12, 'token', '15.6T tokens'],
    [123_456.7, 'token/s', '123,000 tokens/s'],
    [0.4312, '%', '43.1%'],
    [0.38, '1', '0.38'],
    [0.0000012, '1', '1.2e-6'],
    [0.0065 / DAY, '1/node-day', '0.0065/node-day'],
    [0.0065 / DAY, '/node-day', '0.0065/node-day'],
    [1_756_684_800 + 5, 'date', '2025-09-01'],
  ])('%d in the family of %s is %s', (value, unit, text) => {
    expect(showQuantity(value, unit)).toBe(text);
  });

  it('gives as many digits as asked for', () => {
    expect(showQuantity(5.31234, 's', { digits: 5 })).toBe('5.3123 s');
    expect(showQuantity(5.31234, 's', { digits: 1 })).toBe('5 s');
  });
});

describe('formatQuantity', () => {
  it('keeps number and unit apart', () => {
    expect(formatQuantity(5e10, 'Gb/s')).toEqual({
      text: '400 Gb/s',
      number: '400',
      unit: 'Gb/s',
    });
    expect(formatQuantity(2.13 / HOUR, 'USD/GPU-hour')).toEqual({
      text: '$2.13/GPU-hour',
      number: '$2.13',
      unit: '/GPU-hour',
    });
  });

  it('is read back as the same quantity, within its rounding', () => {
    const unit = fc.constantFrom(
      ...['s', 'd', 'h', 'B', 'GiB', 'B/s', 'Gb/s', 'J', 'kWh', 'W', 'MW/s', 'USD', 'USD/kWh'],
      ...['USD/GPU-hour', 'FLOP', 'FLOP/s', 'GPU', 'GPU-hour', 'token/s', '%', '1', '1/node-day'],
    );
    const amount = fc
      .tuple(fc.double({ min: 1, max: 10, noNaN: true }), fc.integer({ min: -8, max: 26 }))
      .map(([mantissa, exponent]) => mantissa * 10 ** exponent);
    fc.assert(
      fc.property(unit, amount, fc.boolean(), (symbol, size, isNegative) => {
        const value = (isNegative ? -size : size) * findUnit(symbol)!.factor;
        const text = showQuantity(value, symbol);
        const back = parseQuantity(text, symbol);
        if (!back.ok) throw new Error(`${text}: ${back.problems[0]!.message}`);
        expect(Math.abs(back.value.value - value)).toBeLessThanOrEqual(0.0051 * Math.abs(value));
      }),
      { numRuns: 3000 },
    );
  });

  it('shows a date that is read back as the same day', () => {
    fc.assert(
      fc.property(fc.integer({ min: -680_000, max: 2_900_000 }), (day) => {
        const text = showQuantity(day * DAY, 'date');
        expect(parseQuantity(text, 'date')).toEqual({
          ok: true,
          value: { value: day * DAY, unit: 'date' },
        });
      }),
    );
  });
});

describe('showExact', () => {
  it.each([
    [100_000_000_001, 'USD', '$100,000,000,001'],
    [4_812_345_678.91, 'USD', '$4,812,345,678.91'],
    [4.5e9, 'BUSD', '$4.5B'],
    [0.3 * 0.1 + 0.07, '%', '10%'],
    [5.312345678, 's', '5.312345678 s'],
    [4.6e26, 'FLOP', '4.6e26 FLOP'],
    [2.13 / HOUR, 'USD/GPU-hour', '$2.13/GPU-hour'],
    [123_456, 'GPU', '123,456 GPUs'],
    [0, 'date', '1970-01-01'],
    [Number.POSITIVE_INFINITY, 'W', '∞ W'],
  ])('%d in %s is %s', (value, unit, text) => {
    expect(showExact(value, unit)).toBe(text);
  });
});
