import { describe, expect, it } from 'vitest';
import { nearestName, nearestNames } from '../base/index.ts';
import { CATALOGUE } from './index.ts';

describe('names of the catalogue', () => {
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
