import { describe, expect, it } from 'vitest';
import { publisherOf } from './publisher.ts';

describe('publisherOf', () => {
  it.each([
    ['https://www.a.example/1', 'a.example'],
    ['https://news.a.co.uk/1', 'a.co.uk'],
    ['https://edition.a.com./', 'a.com'],
    ['https://a.com/', 'a.com'],
    ['http://127.0.0.1:8080/x', '127.0.0.1'],
    ['saved/a.xml', 'saved/a.xml'],
  ])('makes of %s %s', (address, publisher) => {
    expect(publisherOf(address)).toBe(publisher);
  });
});
