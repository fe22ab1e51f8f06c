import { describe, expect, it } from 'vitest';
import { TRAINING_ERROR } from '../facts/index.ts';
import { intervalFor, intervalForRun } from './interval-for.ts';
import { observed } from './observation.fixture.ts';
import { STRATUM_NAMES } from './strata.ts';

describe('intervalFor', () => {
  it('gives all where no stratum is named or the stratum has too few runs of its own', () => {
    expect(intervalFor(undefined)).toEqual(TRAINING_ERROR.all.within80);
    const missing = STRATUM_NAMES.filter((name) => !(name in TRAINING_ERROR.strata));
    for (const name of missing) expect(intervalFor(name)).toEqual(TRAINING_ERROR.all.within80);
  });

  it.each(STRATUM_NAMES)('of %s is an interval, the wider around the narrower', (name) => {
    const [narrow, wide] = [intervalFor(name), intervalFor(name, 'within95')];
    expect(wide.low).toBeGreaterThan(0);
    expect(wide.low).toBeLessThanOrEqual(narrow.low);
    expect(narrow.low).toBeLessThan(narrow.high);
    expect(narrow.high).toBeLessThanOrEqual(wide.high);
    expect(wide.high).toBeLessThan(10);
  });
});

describe('intervalForRun', () => {
  it('gives a run of no stratum that of all', () => {
    expect(intervalForRun(observed({ gpu: 'TPU' }))).toEqual(intervalFor(undefined));
  });

  it('gives a run of several strata none narrower than theirs', () => {
    const run = observed({ gpus: 4096 });
    const { low, high } = intervalForRun(run, 'within95');
    for (const name of ['h100Bf16', 'manyGpus'] as const) {
      const own = intervalFor(name, 'within95');
      expect(high / low).toBeGreaterThanOrEqual(own.high / own.low);
    }
  });
});
