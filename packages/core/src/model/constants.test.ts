import { describe, expect, it } from 'vitest';
import { findUnit, type Known } from '../base/index.ts';
import { TRAINING_CONSTANTS } from './constants.ts';

const MOST = 25;
const all = Object.entries<Known>(TRAINING_CONSTANTS);
const namesOf = (bad: typeof all) => bad.map(([name]) => name);

describe('TRAINING_CONSTANTS', () => {
  it(`are at most ${MOST}: what the prediction rests on can be read in one go`, () => {
    expect(all.length).toBeGreaterThan(0);
    expect(all.length).toBeLessThanOrEqual(MOST);
  });

  it('say why or where they stand, in units that exist', () => {
    expect(namesOf(all.filter(([, { reason, source }]) => !reason && !source?.title))).toEqual([]);
    expect(namesOf(all.filter(([, { unit }]) => !findUnit(unit)))).toEqual([]);
  });

  it('have a reason where assumed and a source elsewhere', () => {
    const bad = all.filter(([, { provenance, reason, source }]) =>
      provenance === 'assumed' ? !reason : !source?.title,
    );
    expect(namesOf(bad)).toEqual([]);
  });

  it('have a range, which holds them, where assumed or chosen on measured runs', () => {
    const bad = all.filter(([, { provenance, value, range }]) => {
      if (provenance !== 'assumed' && provenance !== 'measured') return false;
      return !(range && range[0] < range[1] && range[0] <= value && value <= range[1]);
    });
    expect(namesOf(bad)).toEqual([]);
  });
});
