import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPublicAddress } from './address.ts';

/** What the registries of special addresses (RFC 6890 and its updates) keep from the internet, written down a second time. */
const SPECIAL_4 =
  `0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24
192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 168.63.129.16/32`.split(
    /\s+/,
  );
const SPECIAL_6 =
  `::/128 ::1/128 ::ffff:0:0/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/32 2001:2::/48 2001:db8::/32
2001:20::/28 2002::/16 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8 ::/96 4000::/2`.split(
    /\s+/,
  );

function bits(address: string): bigint {
  if (!address.includes(':')) {
    return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  }
  const [left = '', right] = address.split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const [a, b] = [groups(left), groups(right ?? '')];
  const all = right === undefined ? a : [...a, ...Array(8 - a.length - b.length).fill('0'), ...b];
  return all.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}

function show(value: bigint, width: 32 | 128): string {
  const part = width === 32 ? 8n : 16n;
  const parts = Array.from(
    { length: width / Number(part) },
    (_, at) => (value >> (BigInt(width) - part * BigInt(at + 1))) & ((1n << part) - 1n),
  );
  return width === 32 ? parts.join('.') : parts.map((each) => each.toString(16)).join(':');
}

function inside(range: string, width: 32 | 128): fc.Arbitrary<string> {
  const [base, length] = range.split('/');
  const free = BigInt(width) - BigInt(length!);
  return fc
    .bigInt(0n, (1n << free) - 1n)
    .map((offset) => show(((bits(base!) >> free) << free) + offset, width));
}

function isIn(address: string, range: string, width: 32 | 128): boolean {
  const [base, length] = range.split('/');
  const free = BigInt(width) - BigInt(length!);
  return bits(address) >> free === bits(base!) >> free;
}

describe('isPublicAddress', () => {
  it.each(SPECIAL_4)('is no address of %s', (range) => {
    fc.assert(fc.property(inside(range, 32), (address) => !isPublicAddress(address)));
  });

  it.each(SPECIAL_6)('is no address of %s', (range) => {
    fc.assert(fc.property(inside(range, 128), (address) => !isPublicAddress(address)));
  });

  it('is every other address of IPv4 but those of AS112 and AMT', () => {
    const others = ['192.31.196.0/24', '192.52.193.0/24', '192.175.48.0/24'];
    fc.assert(
      fc.property(inside('0.0.0.0/0', 32), (address) => {
        const isSpecial = [...SPECIAL_4, ...others].some((range) => isIn(address, range, 32));
        expect(isPublicAddress(address)).toBe(!isSpecial);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([...['1.1.1.1', '8.8.8.8', '2606:4700:4700::1111', '2a00:1450:4001:81b::200e']])(
    'is %s',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it('is nothing that is only read as an address', () => {
    for (const text of ['0177.0.0.1', '0x7f.1', '2130706433', '8.8', '', 'fe80::1%eth0', 'a.b']) {
      expect(isPublicAddress(text), text).toBe(false);
    }
  });

  it('is no IPv4 address in the dress of IPv6, even a public one', () => {
    for (const text of ['::ffff:8.8.8.8', '::8.8.8.8', '64:ff9b::8.8.8.8', '2002:808:808::']) {
      expect(isPublicAddress(text), text).toBe(false);
    }
  });
});
