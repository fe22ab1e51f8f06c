import { parseQuantity } from '@gigafactory/core/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editableText, withUnit } from './editable.ts';

describe('editableText', () => {
  it('is as short as the value allows', () => {
    expect(editableText(100_000, 'GPU')).toBe('100,000 GPUs');
    expect(editableText(600, 's')).toBe('10 min');
    expect(editableText(10_240, 'W')).toBe('10.24 kW');
    expect(editableText(0.08, '%')).toBe('8%');
  });

  it('reads back as the value, in any unit', () => {
    const units = ['W', 'USD', 's', 'B', 'Gb/s', 'USD/kWh', '1', 'GPU', 'week', 'FLOP', 'TFLOP/s'];
    const value = fc.double({ min: 1e-3, max: 1e24, noNaN: true });
    fc.assert(
      fc.property(value, fc.constantFrom(...units), (number, unit) => {
        const read = parseQuantity(editableText(number, unit), unit);
        expect(read.ok && read.value.value / number).toBeCloseTo(1, 5);
      }),
    );
  });
});

describe('withUnit', () => {
  it('adds the unit that a field shows to a bare number that needs one, and to nothing else', () => {
    expect(withUnit('12', 's', '10 min')).toBe('12 min');
    expect(withUnit('1,500', 'W', '10.24 kW')).toBe('1,500 kW');
    expect(withUnit('8', 'GPU', '100 GPUs')).toBe('8');
    expect(withUnit('1.2', '1', '1.25')).toBe('1.2');
    expect(withUnit('2 h', 's', '10 min')).toBe('2 h');
    expect(withUnit('2027', 'date', '2026-01-05')).toBe('2027');
    expect(withUnit('4', 'USD', '$6B')).toBe('4');
    expect(withUnit('colocation-2024', '1', '1.58')).toBe('colocation-2024');
  });
});
