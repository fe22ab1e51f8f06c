import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elapsedTick, elapsedTicks, showElapsed } from './elapsed.ts';

describe('elapsedTicks', () => {
  it('gives none for an empty, reversed or endless span', () => {
    expect(elapsedTicks(0, 0, 5)).toEqual([]);
    expect(elapsedTicks(10, 5, 5)).toEqual([]);
    expect(elapsedTicks(0, Number.POSITIVE_INFINITY, 5)).toEqual([]);
  });

  it('steps by whole days over a month', () => {
    expect(elapsedTicks(0, 30 * 86_400, 6).map(elapsedTick)).toEqual([
      '0',
      '5 d',
      '10 d',
      '15 d',
      '20 d',
      '25 d',
      '30 d',
    ]);
  });

  it('steps by whole seconds over a few steps of a run', () => {
    expect(elapsedTicks(0, 28, 7).map(elapsedTick)).toEqual([
      '0',
      '5 s',
      '10 s',
      '15 s',
      '20 s',
      '25 s',
    ]);
    expect(elapsedTicks(0, 200, 5).map(elapsedTick)).toEqual(['0', '1 min', '2 min', '3 min']);
  });

  it('counts back from now', () => {
    expect(elapsedTicks(-900, 0, 3).map(elapsedTick)).toEqual([
      '−15 min',
      '−10 min',
      '−5 min',
      '0',
    ]);
  });

  it('stays inside the span and within the room given', () => {
    const span = fc.integer({ min: 60, max: 1_000_000_000 });
    fc.assert(
      fc.property(fc.nat(1_000_000), span, fc.integer({ min: 1, max: 20 }), (from, size, most) => {
        const ticks = elapsedTicks(from, from + size, most);
        expect(ticks.length).toBeLessThanOrEqual(most + 1);
        for (const tick of ticks) {
          expect(tick).toBeGreaterThanOrEqual(from);
          expect(tick).toBeLessThanOrEqual(from + size);
        }
      }),
    );
  });
});

describe('showElapsed', () => {
  it('never shows a time before the start', () => {
    expect(showElapsed(-5)).toBe('0 d 00:00:00');
  });

  it('carries seconds into minutes, hours and days', () => {
    expect(showElapsed(12 * 86_400 + 4 * 3600 + 30 * 60 + 7.9)).toBe('12 d 04:30:07');
    expect(showElapsed(86_399.999)).toBe('0 d 23:59:59');
  });
});
