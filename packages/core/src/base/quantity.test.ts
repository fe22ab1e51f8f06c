import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuantity } from './quantity.ts';
import { SIMPLE_UNITS } from './symbols.ts';

describe('parseQuantity refuses', () => {
  it.each([
    ['', 's', 'quantity.syntax'],
    ['fast', 's', 'quantity.syntax'],
    ['~5 s', 's', 'quantity.syntax'],
    ['5', 's', 'quantity.syntax'],
    ['5k', 's', 'quantity.syntax'],
    ['NaN s', 's', 'quantity.syntax'],
    ['Infinity s', 's', 'quantity.syntax'],
    ['2025-02-30', 'date', 'quantity.syntax'],
    ['2025-13-01', 'date', 'quantity.syntax'],
    ['1 September 2025', 'date', 'quantity.syntax'],
    ['5 d', 'date', 'quantity.syntax'],
    ['1'.repeat(300), '1', 'quantity.syntax'],
    ['1,5 s', 's', 'quantity.unit'],
    ['100,00', 'GPU', 'quantity.unit'],
    ['1__000', 'GPU', 'quantity.unit'],
    ['80 KB', 'B', 'quantity.unit'],
    ['5 s s', 's', 'quantity.unit'],
    ['$5 GB', 'USD', 'quantity.unit'],
    ['400 GB', 'B/s', 'quantity.dimension'],
    ['6B', 'USD', 'quantity.dimension'],
    ['5 W', 'kWh', 'quantity.dimension'],
    ['$5', 'W', 'quantity.dimension'],
    ['2025-09-01', 's', 'quantity.dimension'],
    ['8 nodes', 'GPU', 'quantity.dimension'],
    ['5%', 'GPU', 'quantity.dimension'],
    ['5 GPUs', '%', 'quantity.dimension'],
    ['$2/node-hour', 'USD/GPU-hour', 'quantity.dimension'],
    ['1e400 s', 's', 'quantity.range'],
    ['1e300 TB', 'B', 'quantity.range'],
  ])('%j where %s is wanted: %s', (text, expected, code) => {
    const result = parseQuantity(text, expected);
    expect(result.ok ? result.value : result.problems[0]!.code).toBe(code);
  });

  it('and says what would have been right', () => {
    expect(parseQuantity('400 GB', 'b/s')).toEqual({
      ok: false,
      problems: [
        {
          code: 'quantity.dimension',
          message: '"400 GB" is an amount of data; expected a data rate such as 400 Gb/s.',
          expected: 'b/s',
        },
      ],
    });
    expect(parseQuantity('5%', 'GPU')).toMatchObject({
      problems: [{ message: '"5%" is a share; expected a number of GPUs such as 100,000 GPUs.' }],
    });
    expect(parseQuantity('5 nodes', 'GPU')).toMatchObject({
      problems: [
        {
          message: '"5 nodes" counts nodes; expected a number of GPUs such as 100,000 GPUs.',
        },
      ],
    });
  });

  it('and guesses the unit that was meant', () => {
    expect(parseQuantity('80 KB', 'B')).toMatchObject({ problems: [{ nearest: 'kB' }] });
    expect(parseQuantity('5 GBs/s', 'B/s')).toMatchObject({ problems: [{ nearest: 'GB/s' }] });
    expect(parseQuantity('5 furlongs', 's')).not.toMatchObject({ problems: [{ nearest: 's' }] });
  });

  it('and quotes no more than a line of it', () => {
    const result = parseQuantity(`x${'y'.repeat(150)}`, 's');
    expect(!result.ok && result.problems[0]!.message.length).toBeLessThan(150);
  });

  it('an unknown expectation, which is a mistake of the program', () => {
    expect(() => parseQuantity('5 s', 'furlong')).toThrow('furlong');
  });

  it('without ever throwing, whatever the text', () => {
    const unit = fc.constantFrom('s', 'B/s', 'USD', 'USD/GPU-hour', 'GPU', '1', '%', 'date');
    const pieces = fc.constantFrom(
      ...['1', '2.5', '1e3', '1e999', ',', '_', '-', '$', 'USD', ' ', 'B', 'k', 'GB', '/', 's'],
      ...['per', 'million', '%', 'date', '2025-09-01', 'GPU', '*', '.', 'e', '\n', '∞'],
    );
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.array(pieces, { maxLength: 8 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, unit, (written, expected) => {
        const result = parseQuantity(written, expected);
        if (result.ok) expect(Number.isFinite(result.value.value)).toBe(true);
        else expect(result.problems[0]!.code).toMatch(/^quantity\.(syntax|unit|dimension|range)$/);
      }),
      { numRuns: 5000 },
    );
  });
});

describe('parseQuantity reads', () => {
  it.each([
    ['400 Gb/s', 'B/s', 5e10, 'Gb/s'],
    ['400Gbps', 'B/s', 5e10, 'Gbps'],
    ['80 GiB', 'B', 80 * 2 ** 30, 'GiB'],
    ['3.35 TB/s', 'b/s', 3.35e12, 'TB/s'],
    ['-5 s', 's', -5, 's'],
    ['.5 h', 's', 1800, 'h'],
    ['5 hours', 's', 18_000, 'hours'],
    ['2 weeks', 'd', 1_209_600, 'weeks'],
    ['150 MW', 'W', 1.5e8, 'MW'],
    ['$6B', 'USD', 6e9, 'USD'],
    ['$ 6 billion', 'USD', 6e9, 'USD'],
    ['-$1.5M', 'USD', -1.5e6, 'USD'],
    ['$300k', 'USD', 3e5, 'USD'],
    ['USD 6B', 'USD', 6e9, 'USD'],
    ['6B USD', 'USD', 6e9, 'USD'],
    ['6e9 USD', 'USD', 6e9, 'USD'],
    ['6 BUSD', 'USD', 6e9, 'BUSD'],
    ['$2.16/GPU-hour', 'USD/GPU-hour', 0.0006, 'USD/GPU-hour'],
    ['$36 per hour', 'USD/GPU-hour', 0.01, 'USD/hour'],
    ['$5M/MW', 'USD/W', 5, 'USD/MW'],
    ['$0.6/Mtoken', 'USD/token', 0.6e-6, 'USD/Mtoken'],
    ['8.64/node-day', '1/node-day', 1e-4, '/node-day'],
    ['8.64 1/node-day', '1/node-day', 1e-4, '1/node-day'],
    ['15T tokens', 'token', 15e12, 'tokens'],
    ['15.6e12 tokens', 'token', 15.6e12, 'tokens'],
    ['1.5 million GPUs', 'GPU', 1.5e6, 'GPUs'],
    ['100,000', 'GPU', 1e5, 'GPU'],
    ['100_000 GPUs', 'GPU', 1e5, 'GPUs'],
    ['6B', 'parameter', 6e9, 'parameter'],
    ['6B', 'B', 6, 'B'],
    ['8 GPUs per node', 'GPU/node', 8, 'GPUs/node'],
    ['5%', '1', 0.05, '%'],
    ['0.05', '%', 0.05, '1'],
    ['4.6e26 FLOP', 'FLOP', 4.6e26, 'FLOP'],
    ['989 TFLOP/s', 'FLOP/s', 9.89e14, 'TFLOP/s'],
    ['1970-01-02', 'date', 86_400, 'date'],
    ['2025-09-01', 'date', 1_756_684_800, 'date'],
    ['2024-02-29', 'date', 1_709_164_800, 'date'],
  ])('%j where %s is wanted as %d (%s)', (text, expected, value, unit) => {
    const result = parseQuantity(text, expected);
    if (!result.ok) throw new Error(result.problems[0]!.message);
    expect(result.value.value).toBeCloseTo(value, 12);
    expect(result.value.value / value).toBeCloseTo(1, 12);
    expect(result.value.unit).toBe(unit);
  });

  it('one of every unit it knows', () => {
    for (const [symbol, { factor }] of SIMPLE_UNITS) {
      const result = parseQuantity(`1 ${symbol}`, symbol);
      expect(result.ok && result.value.value).toBe(factor);
    }
  });
});
