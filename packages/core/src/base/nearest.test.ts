import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../facts/index.ts';
import { editDistance, nearestName, nearestNames } from './nearest.ts';

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

  it('names both that a short name may mean, and proposes none of a large family', () => {
    const gpus = Object.keys(CATALOGUE.gpu);
    expect([...nearestNames('a100', gpus)].sort()).toEqual(['a100-sxm-40gb', 'a100-sxm-80gb']);
    expect(nearestName('h100', gpus)).toBe('h100-sxm');
    expect(nearestName('pythia', Object.keys(CATALOGUE.model))).toBeUndefined();
    expect(nearestNames('pythia', Object.keys(CATALOGUE.model)).length).toBeGreaterThan(5);
  });

  const entries = Object.entries(CATALOGUE).flatMap(([kind, names]) => {
    const known = Object.keys(names);
    return known.map((name) => [`${kind} ${name}`, name, known] as const);
  });

  it.each(entries)('finds %s without its end, without dashes and in capitals', (_, name, known) => {
    const short = name.split('-').slice(0, -1).join('-');
    for (const wanted of [short, name.replaceAll('-', ''), name.toUpperCase()]) {
      if (wanted === '' || known.includes(wanted)) continue;
      expect(nearestNames(wanted, known)).toContain(name);
    }
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
