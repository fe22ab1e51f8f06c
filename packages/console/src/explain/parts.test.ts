import { describe, expect, it } from 'vitest';
import { showShare } from './parts.ts';

describe('showShare', () => {
  it('does not divide by nothing', () => {
    expect(showShare(1, 0)).toBe('0 %');
    expect(showShare(0, 10)).toBe('0 %');
  });

  it('never shows something as zero', () => {
    expect(showShare(1, 1e6)).toBe('< 0.1 %');
    expect(showShare(1, 8)).toBe('12.5 %');
  });
});
