import { parseQuantity } from '@gigafactory/core/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editableText } from './editable.ts';

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
