import { describe, expect, it } from 'vitest';
import { addressesIn, verdictOf } from '../../scripts/lib/links.mjs';

describe('addressesIn', () => {
  it.each([
    ['', []],
    ['http://plain.example/a', []],
    ["url: 'https://a.example/x-y_z.pdf#page=3',", ['https://a.example/x-y_z.pdf#page=3']],
    ['(https://a.example/x), see https://b.example.', ['https://a.example/x', 'https://b.example']],
    ['https://a.example https://a.example', ['https://a.example']],
  ])('finds in "%s" %j', (text, found) => {
    expect(addressesIn(text)).toEqual(found);
  });
});

describe('verdictOf', () => {
  it.each([
    [200, 'there'],
    [304, 'there'],
    [404, 'gone'],
    [410, 'gone'],
    [403, 'unknown'],
    [429, 'unknown'],
    [503, 'unknown'],
  ])('takes %i for %s', (status, verdict) => {
    expect(verdictOf(status)).toBe(verdict);
  });
});
