import { describe, expect, it } from 'vitest';
import { paintFor, printable } from './paint.ts';

const coloured = paintFor({ isColoured: true, width: 100 });
const plain = paintFor({ isColoured: false, width: 100 });

describe('printable', () => {
  it.each([
    ['a\u001b]0;title\u0007b', 'a\\u001b]0;title\\u0007b'],
    ['pre\u001b[31mtrain', 'pre\\u001b[31mtrain'],
    ['\u009b31m', '\\u009b31m'],
    ['\u0000\u0008\u007f', '\\u0000\\u0008\\u007f'],
    ['one\ntwo\r\nthree\tfour', 'one\\ntwo\\r\\nthree\\tfour'],
    ['one\u0085two\u2028three\u2029four', 'one\\u0085two\\u2028three\\u2029four'],
    ['abc\u202edcba\u2066x', 'abc\\u202edcba\\u2066x'],
  ])('writes out what %j hides', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('leaves text of any script alone', () => {
    for (const text of ['naïve – “é” ≤ 5 µs', '日本語', '👩‍🔬', '│ ├─ █ ✓', '\ue000\uf8fe']) {
      expect(printable(text)).toBe(text);
    }
  });

  it('lets our own styles through, but no style within a text', () => {
    expect(printable(coloured('red', 'a'))).toBe('\u001b[31ma\u001b[0m');
    expect(printable(coloured('red', '\u001b[32ma'))).toBe('\u001b[31m\\u001b[32ma\u001b[0m');
    expect(printable(plain('red', 'a'))).toBe('a');
    expect(coloured('red', '')).toBe('');
  });
});
