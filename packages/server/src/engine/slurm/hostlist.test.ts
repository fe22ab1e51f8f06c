import { describe, expect, it } from 'vitest';
import { compressHostlist, expandHostlist } from './hostlist.ts';

describe('expandHostlist', () => {
  it('has no name for nothing and for what Slurm writes for nothing', () => {
    expect(expandHostlist('')).toEqual([]);
    expect(expandHostlist('(null)')).toEqual([]);
    expect(expandHostlist('n[3-1]')).toEqual([]);
  });

  it('keeps plain names', () => {
    expect(expandHostlist('login,n7')).toEqual(['login', 'n7']);
  });

  it('expands ranges, with their leading zeros', () => {
    expect(expandHostlist('n[0-2,7],gpu[008-010]')).toEqual(
      ['n0', 'n1', 'n2', 'n7'].concat(['gpu008', 'gpu009', 'gpu010']),
    );
  });

  it('expands several brackets of a name, and what follows them', () => {
    expect(expandHostlist('r[0-1]n[1-2]-ib')).toEqual(['r0n1-ib', 'r0n2-ib', 'r1n1-ib', 'r1n2-ib']);
  });
});

describe('compressHostlist', () => {
  it('says nothing of no nodes', () => {
    expect(compressHostlist([])).toBe('');
  });

  it('does not join numbers that are written differently', () => {
    expect(compressHostlist(['n9', 'n010'])).toBe('n[9,010]');
    expect(compressHostlist(['n099', 'n100'])).toBe('n[099-100]');
    expect(compressHostlist(['n9', 'n10'])).toBe('n[9-10]');
    expect(compressHostlist(['n1', 'n02'])).toBe('n[1,02]');
  });

  it('joins neither names without numbers nor numbers that are too long', () => {
    expect(compressHostlist(['a', 'b'])).toBe('a,b');
    const long = ['n99999999999999998', 'n99999999999999999'];
    expect(expandHostlist(compressHostlist(long))).toEqual(long);
  });

  it('writes 12,500 nodes in a few characters', () => {
    const names = Array.from({ length: 12_500 }, (_, index) => `n${index}`);
    expect(compressHostlist(names)).toBe('n[0-12499]');
    expect(expandHostlist('n[0-12499]')).toEqual(names);
  });

  it('keeps the order and comes back the same', () => {
    const names = ['b2', 'b1', 'a1', 'a2', 'a4', 'login', 'b3', 'r0n1', 'r0n2', 'r1n1'];
    expect(expandHostlist(compressHostlist(names))).toEqual(names);
  });
});
