import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Digest } from './hash.ts';

const digestOf = (...parts: (string | number)[]) => {
  const digest = new Digest();
  for (const part of parts) typeof part === 'string' ? digest.text(part) : digest.number(part);
  return digest.hex();
};

describe('Digest', () => {
  it('keeps its value between versions and machines', () => {
    expect(digestOf()).toBe('ebb6c22847a78262');
    expect(digestOf('grok-3', 1.5, -0, Number.NaN, 1e300)).toBe('1d55b1e32768503a');
  });

  it('is 16 hexadecimal digits for any input', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.double())), (parts) => {
        expect(digestOf(...parts)).toMatch(/^[0-9a-f]{16}$/);
      }),
    );
  });

  it('tells apart what differs in one bit, in order, or in where a text ends', () => {
    expect(digestOf(1)).not.toBe(digestOf(1 + Number.EPSILON));
    expect(digestOf(0)).not.toBe(digestOf(-0));
    expect(digestOf(1, 2)).not.toBe(digestOf(2, 1));
    expect(digestOf('ab', 'c')).not.toBe(digestOf('a', 'bc'));
    expect(digestOf('')).not.toBe(digestOf());
  });

  it('takes every NaN for the same', () => {
    const odd = new Float64Array(new BigUint64Array([0xfff8_0000_0000_0001n]).buffer)[0]!;
    expect(digestOf(odd)).toBe(digestOf(Number.NaN));
  });

  it('can be read while it runs', () => {
    const digest = new Digest().number(1);
    const before = digest.hex();
    expect(digest.hex()).toBe(before);
    expect(digest.number(2).hex()).toBe(digestOf(1, 2));
  });

  it('does not collide over a hundred thousand neighbours', () => {
    const seen = new Set<string>();
    for (let value = 0; value < 100_000; value++) seen.add(digestOf(value));
    expect(seen.size).toBe(100_000);
  });
});
