import { describe, expect, it } from 'vitest';
import { pageAt } from './pages.ts';

describe('pageAt', () => {
  it('knows no page where none is', () => {
    expect(pageAt('/nowhere')).toBeUndefined();
    expect(pageAt('/designs')).toBeUndefined();
  });

  it('finds a page by its path and by what is below it', () => {
    expect(pageAt('/')?.title).toBe('Overview');
    expect(pageAt('/inputs/line/12')?.title).toBe('Inputs');
  });
});
