import { describe, expect, it } from 'vitest';
import { runsOf, spanOf, stepOnGrid, stepTo, ticksOf } from './sweepShapes.ts';

function points(...values: (number | null)[]) {
  return values.map((value, index) => ({
    ...{ value: index, values: [index], figures: { f: value } },
    problems: value === null ? [{ code: 'x', message: 'No.' }] : [],
  }));
}

describe('runsOf', () => {
  it('breaks the line where there is no plan, at either end too', () => {
    expect(runsOf(points(null, 1, 2, null, 3, null, null, 4), 'f')).toEqual([[1, 2], [4], [7]]);
    expect(runsOf(points(null, null), 'f')).toEqual([]);
    expect(runsOf([], 'f')).toEqual([]);
  });
});

describe('spanOf', () => {
  it('leaves room around what does not move', () => {
    expect(spanOf([3, 1, 2])).toEqual([1, 3]);
    expect(spanOf([5, 5])).toEqual([4.5, 5.5]);
    expect(spanOf([0])).toEqual([-1, 1]);
    expect(spanOf([])).toEqual([0, 1]);
  });
});

describe('ticksOf', () => {
  it('are round in the unit', () => {
    expect(ticksOf([0, 300 * 86_400], 'd', 3).map((tick) => tick / 86_400)).toEqual([
      ...[0, 100, 200, 300],
    ]);
    expect(ticksOf([1, 1.4], '1', 4)).toEqual([1, 1.1, 1.2, 1.3, 1.4]);
  });
});

describe('stepTo', () => {
  it('goes from point to point and not beyond', () => {
    expect(stepTo('ArrowRight', undefined, 3)).toBe(0);
    expect(stepTo('ArrowRight', 2, 3)).toBe(2);
    expect(stepTo('ArrowLeft', 0, 3)).toBe(0);
    expect(stepTo('End', 0, 3)).toBe(2);
    expect(stepTo('a', 0, 3)).toBeUndefined();
    expect(stepTo('End', undefined, 0)).toBeUndefined();
  });
});

describe('stepOnGrid', () => {
  it('goes along both inputs', () => {
    const grid = [4, 3] as const;
    expect(stepOnGrid('ArrowRight', 4, grid)).toBe(7);
    expect(stepOnGrid('ArrowUp', 4, grid)).toBe(5);
    expect(stepOnGrid('ArrowUp', 5, grid)).toBe(5);
    expect(stepOnGrid('ArrowLeft', 1, grid)).toBe(1);
    expect(stepOnGrid('End', 1, grid)).toBe(10);
    expect(stepOnGrid('Tab', 1, grid)).toBeUndefined();
  });
});
