import { describe, expect, it } from 'vitest';
import { editDistance, multiplesNear, nearestName, nearestNames } from './nearest.ts';

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

describe('nearestNames', () => {
  it.each([
    ['a100', ['a100-sxm-80gb']],
    ['gpt', []],
    ['kuehlschrank', []],
    ['-', []],
  ])('finds for %j %j', (wanted, names) => {
    expect(nearestNames(wanted, GPUS)).toEqual(names);
  });

  it.each([
    ['facility', 'power.facility'],
    ['nvlink', 'nvlinkBandwidth'],
    ['Meta-Llama-3-8B', 'llama3-8b'],
    ['llama-3-8b', 'llama3-8b'],
    ['NVIDIA H100', 'h100-sxm'],
    ['RTX 6000', 'rtx-pro-6000'],
    ['b200', 'b200-sxm'],
  ])('finds by its parts for %j %j', (wanted, name) => {
    const known = [
      'gb200',
      'power.facility',
      'nvlinkBandwidth',
      'llama3-8b',
      'h100-sxm',
      'rtx-pro-6000',
      'b200-sxm',
    ];
    expect(nearestNames(wanted, known)).toEqual([name]);
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

describe('multiplesNear', () => {
  it('has none of what is not a whole number of one or more', () => {
    expect(multiplesNear(10, 0)).toEqual([]);
    expect(multiplesNear(10, -4)).toEqual([]);
    expect(multiplesNear(10, 2.5)).toEqual([]);
  });

  it('finds the one below and the one above', () => {
    expect(multiplesNear(10, 4)).toEqual([8, 12]);
    expect(multiplesNear(3, 4)).toEqual([4]);
  });
});
