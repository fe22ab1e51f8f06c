import { describe, expect, it } from 'vitest';
import { editDistance, nearestName } from './nearest.ts';

const GPUS = ['h100-sxm', 'h200-sxm', 'b200', 'gb200', 'a100-sxm-80gb'];

describe('nearestName', () => {
  it('offers nothing when nothing is close', () => {
    expect(nearestName('tpu-v5p', GPUS)).toBeUndefined();
    expect(nearestName('', GPUS)).toBeUndefined();
    expect(nearestName('h100', [])).toBeUndefined();
  });

  it('never turns one letter into another', () => {
    expect(nearestName('x', ['s', 'd', 'h'])).toBeUndefined();
  });

  it('finds the name behind a slip', () => {
    expect(nearestName('h100-sxmm', GPUS)).toBe('h100-sxm');
    expect(nearestName('gb20', GPUS)).toBe('gb200');
    expect(nearestName('h010-sxm', GPUS)).toBe('h100-sxm');
  });

  it('ignores case, but lets it choose between equals', () => {
    expect(nearestName('H100-SXM', GPUS)).toBe('h100-sxm');
    expect(nearestName('KB', ['kb', 'kB'])).toBe('kB');
  });
});

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['abc', '', 3],
    ['kitten', 'sitting', 3],
    ['ab', 'ba', 1],
    ['ca', 'abc', 3],
  ])('between %j and %j is %i', (a, b, expected) => {
    expect(editDistance(a, b)).toBe(expected);
  });
});
