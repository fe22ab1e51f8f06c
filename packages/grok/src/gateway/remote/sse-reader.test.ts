import { describe, expect, it } from 'vitest';
import { BrokenStream, SseReader } from './sse-reader.ts';

/** What is read of a text that comes in pieces of so many bytes. */
function readBy(size: number, text: string): string[] {
  const reader = new SseReader();
  const bytes = Buffer.from(text);
  const messages: string[] = [];
  for (let at = 0; at < bytes.length; at += size)
    messages.push(...reader.read(bytes.subarray(at, at + size)));
  return messages;
}

describe('server-sent events that have no end', () => {
  it.each([
    ['one line', 'x'.repeat(64 * 1024)],
    ['lines of data', `data: ${'x'.repeat(100)}\n`.repeat(600)],
    ['lines of no data', 'data\n'.repeat(10_000)],
    ['CR alone between them', 'data:\r'.repeat(10_000)],
  ])('are given up: %s', (_, piece) => {
    const reader = new SseReader();
    const bytes = Buffer.from(piece);
    expect(() => {
      for (let time = 0; time < 10_000; time++) reader.read(bytes);
    }).toThrow(BrokenStream);
  });

  it('are not counted together once a message has ended, nor are comments', () => {
    const reader = new SseReader();
    const message = Buffer.from(`data: ${'x'.repeat(1000)}\n\n`);
    const comment = Buffer.from(`: ${'x'.repeat(1000)}\n`);
    for (let time = 0; time < 5000; time++) {
      reader.read(comment);
      expect(reader.read(message)).toHaveLength(1);
    }
  });
});

describe('server-sent events', () => {
  it.each(['\n', '\r\n', '\r'])(
    'are the same however they are cut, with %j between lines',
    (end) => {
      const lines = [': ping', '', 'event: x', 'data:a', 'data: b', '', 'data', '', 'datum: c', ''];
      const text = [...lines, 'data: Gr\u00fc\u00dfe \u{1f3ed}', '', 'data: not ended'].join(end);
      const expected = ['a\nb', '', 'Gr\u00fc\u00dfe \u{1f3ed}'];
      for (let size = 1; size <= text.length; size++) expect(readBy(size, text)).toEqual(expected);
    },
  );

  it('come in a long line of pieces of one byte', () => {
    const long = 'x'.repeat(2 ** 16);
    expect(readBy(1, `data: ${long}\n\n`)).toEqual([long]);
  });
});
