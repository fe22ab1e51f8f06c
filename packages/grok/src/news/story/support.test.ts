import { describe, expect, it } from 'vitest';
import { isSupported } from './support.ts';

const SPAN =
  'On 3 March, Ada Bright of Lund said the plant would cost $4.5 billion: "We will not build it twice."';

describe('isSupported', () => {
  it.each([
    ['The plant costs $4.5 billion, Ada Bright said.', true],
    ['Ada Bright: "We will not build it twice."', true],
    ['The plant costs $5.4 billion.', false],
    ['On 4 March the plant was opened.', false],
    ['The plant, said Eva Bright, is late.', false],
    ['She said: "We will never build it twice."', false],
  ])('judges %j', (sentence, verdict) => {
    expect(isSupported(sentence, [SPAN])).toBe(verdict);
  });
});
