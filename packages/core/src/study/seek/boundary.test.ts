import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BoundarySearch, type Stretch } from './boundary.ts';

/** Where a made-up claim holds: whole numbers from, and up to and including. */
type Run = readonly [from: number, to: number];

function seek(stretch: Stretch, holds: (number: number) => boolean) {
  const search = new BoundarySearch(stretch);
  const tried: number[] = [];
  for (let asked = search.next(); asked.length > 0; asked = search.next()) {
    tried.push(...asked);
    search.take(asked.map(holds));
  }
  return { found: search.found, tried, stride: search.stride };
}

/** The least distance from the start at which it holds, by trying every number. */
function leastDistance({ least, most, start }: Stretch, holds: (number: number) => boolean) {
  for (let distance = 0; distance <= most - least; distance++) {
    const numbers = [start - distance, start + distance];
    if (numbers.some((number) => number >= least && number <= most && holds(number)))
      return distance;
  }
  return undefined;
}

const stretches = fc
  .tuple(fc.integer({ min: -5000, max: 5000 }), fc.integer({ min: 0, max: 4000 }), fc.nat(4000))
  .map(([least, length, offset]): Stretch => {
    return { least, most: least + length, start: least + Math.min(length, offset) };
  });

/** Runs and gaps of any lengths from `shortest` on, so that a claim may come and go. */
const runs = (stretch: Stretch, shortest: number) =>
  fc.array(fc.integer({ min: shortest, max: shortest * 12 }), { maxLength: 24 }).map((lengths) => {
    const all: Run[] = [];
    let at = stretch.least;
    lengths.forEach((length, index) => {
      if (index % 2 === 1) all.push([at, at + length - 1]);
      at += length;
    });
    return all;
  });

const within = (all: readonly Run[]) => (number: number) =>
  all.some(([from, to]) => number >= from && number <= to);

describe('BoundarySearch', () => {
  it('finds nothing where it never holds, having looked at both ends', () => {
    const { found, tried } = seek({ least: 0, most: 1000, start: 300 }, () => false);
    expect(found).toBeUndefined();
    expect(tried).toContain(0);
    expect(tried).toContain(1000);
    expect(tried.length).toBeLessThan(70);
  });

  it('tries only the start if there is nothing else', () => {
    expect(seek({ least: 7, most: 7, start: 7 }, () => true)).toMatchObject({
      found: 7,
      tried: [7],
    });
    expect(seek({ least: 7, most: 7, start: 7 }, () => false).found).toBeUndefined();
  });

  it('takes the start if it holds there', () => {
    expect(seek({ least: 0, most: 1000, start: 300 }, () => true).found).toBe(300);
  });

  it.each([
    ['above', (number: number) => number >= 731, 731],
    ['below', (number: number) => number <= 44, 44],
    ['on both sides, nearer above', (number: number) => number < 100 || number > 450, 451],
    ['on both sides, nearer below', (number: number) => number < 200 || number > 450, 199],
    ['only at an end', (number: number) => number === 1000, 1000],
  ])('finds where it begins to hold %s', (_where, holds, boundary) => {
    expect(seek({ least: 0, most: 1000, start: 300 }, holds).found).toBe(boundary);
  });

  it('agrees with trying every number, for claims that come and go', () => {
    const cases = stretches.chain((stretch) => {
      const { stride } = new BoundarySearch(stretch);
      return fc.tuple(fc.constant(stretch), runs(stretch, stride));
    });
    fc.assert(
      fc.property(cases, ([stretch, all]) => {
        const holds = within(all);
        const { found } = seek(stretch, holds);
        const distance = leastDistance(stretch, holds);
        expect(found === undefined ? undefined : Math.abs(found - stretch.start)).toBe(distance);
      }),
      { numRuns: 300 },
    );
  });

  it('finds only what holds, with a neighbour towards the start that does not, whatever the claim', () => {
    const cases = stretches.chain((stretch) => fc.tuple(fc.constant(stretch), runs(stretch, 1)));
    fc.assert(
      fc.property(cases, ([stretch, all]) => {
        const holds = within(all);
        const { found, tried, stride } = seek(stretch, holds);
        expect(new Set(tried).size).toBe(tried.length);
        for (const number of tried) {
          expect(number).toBeGreaterThanOrEqual(stretch.least);
          expect(number).toBeLessThanOrEqual(stretch.most);
        }
        expect(tried.length).toBeLessThanOrEqual(66 + 2 * Math.ceil(Math.log2(stride + 1)));
        if (found === undefined) return;
        expect(holds(found)).toBe(true);
        if (found !== stretch.start)
          expect(holds(found - Math.sign(found - stretch.start))).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});
