import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BREAKABLE } from './breakage.ts';
import { MOST_BREAKAGES, readBreakages, writeBreakages } from './inUrl.ts';

const breakage = fc.record({
  what: fc.constantFrom(...BREAKABLE),
  index: fc.integer({ min: 0, max: 99_999 }),
  at: fc.integer({ min: 0, max: 63_072_000 }),
  lasts: fc.integer({ min: 0, max: 2_592_000 }),
});

describe('breakages in the address', () => {
  it.each([undefined, '', 'leaf', 'moon.1.2.3', 'leaf.-1.2.3', 'leaf.1.2', 'leaf.1.2.3x', '_'])(
    'leaves out what it does not understand: %j',
    (text) => {
      expect(readBreakages(text)).toEqual([]);
    },
  );

  it('keeps what is right beside what is wrong', () => {
    expect(readBreakages('nonsense_leaf.17.86400.28800')).toEqual([
      { what: 'leaf', index: 17, at: 86_400, lasts: 28_800 },
    ]);
  });

  it('takes no more than an address should carry', () => {
    const many = Array.from({ length: MOST_BREAKAGES + 5 }, () => 'node.1.2.3').join('_');
    expect(readBreakages(many)).toHaveLength(MOST_BREAKAGES);
  });

  it('reads what it wrote', () => {
    fc.assert(
      fc.property(fc.array(breakage, { maxLength: MOST_BREAKAGES }), (breakages) => {
        expect(readBreakages(writeBreakages(breakages))).toEqual(breakages);
      }),
    );
  });
});
