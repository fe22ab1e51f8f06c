import { describe, expect, it } from 'vitest';
import { changedLines } from './changes.ts';

const changed = (before: string, after: string) => [...changedLines(before, after)];

describe('changedLines', () => {
  it('finds none in equal texts', () => {
    expect(changed('', '')).toEqual([]);
    expect(changed('a\nb', 'a\nb')).toEqual([]);
  });

  it('finds a changed, an added and no removed line', () => {
    expect(changed('a\nb\nc', 'a\nX\nc')).toEqual([1]);
    expect(changed('a\nc', 'a\nb\nc')).toEqual([1]);
    expect(changed('a\nb\nc', 'a\nc')).toEqual([]);
  });

  it('leaves alone what stands between two changes', () => {
    expect(changed('a\nb\nc\nd', 'a\nX\nc\nY')).toEqual([1, 3]);
  });
});
