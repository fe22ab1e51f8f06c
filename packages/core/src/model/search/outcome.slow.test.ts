import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DENSE, inStack, jobOn, MIXED, MIXTURE, unbounded } from '../job.fixture.ts';
import type { TrainingJob } from '../job.ts';
import { showStrategy } from '../strategy-text.ts';
import { mergeOutcomes } from './outcome.ts';
import { searchStrategies } from './search.ts';

/** Hundreds of searches take longer than a test may by default. */
const LONG_MS = 120_000;

const JOBS: readonly TrainingJob[] = [
  jobOn(DENSE, { gpus: 16, globalBatch: 48 }),
  jobOn(MIXTURE, { gpus: 32, globalBatch: 32 }),
  unbounded(jobOn(MIXED, { gpus: 8, globalBatch: 24 })),
  // Without a way to fit: every part finds nothing.
  { ...jobOn(DENSE), globalBatch: 7 },
  inStack(jobOn(MIXTURE, { gpus: 16, globalBatch: 16 }), { dispatch: 'deduplicated' }),
];

describe('mergeOutcomes', () => {
  it(
    'of the parts of a search is what one search of all finds',
    () => {
      fc.assert(
        fc.property(
          fc.constantFrom(...JOBS),
          fc.integer({ min: 1, max: 7 }),
          fc.constantFrom(1, 3, 20, 1000),
          (job, parts, top) => {
            const whole = searchStrategies(job, {}, { top });
            const divided = Array.from({ length: parts }, (_, part) =>
              searchStrategies(job, {}, { top, part: { part, parts } }),
            );
            const merged = mergeOutcomes(divided, top);
            expect(merged.best).toEqual(whole.best);
            expect(merged.front).toEqual(whole.front);
            expect(merged.evaluated).toBe(whole.evaluated);
            expect(merged.rejected).toEqual(whole.rejected);
            // Each part has a sample of its own; together they show no less.
            const labels = merged.sample.map(({ strategy }) => showStrategy(strategy));
            expect(new Set(labels).size).toBe(labels.length);
            expect(labels.length).toBeGreaterThanOrEqual(whole.sample.length);
          },
        ),
        { numRuns: 60, seed: 1 },
      );
    },
    LONG_MS,
  );

  it('is the same in whatever order the parts come', () => {
    const job = JOBS[1]!;
    const parts = [0, 1, 2].map((part) =>
      searchStrategies(job, {}, { top: 5, part: { part, parts: 3 } }),
    );
    expect(mergeOutcomes(parts.toReversed(), 5)).toEqual(mergeOutcomes(parts, 5));
  });

  it('of no parts is nothing', () => {
    const none = mergeOutcomes([], 5);
    expect(none).toMatchObject({ best: [], front: [], sample: [], evaluated: 0 });
  });
});
