import { describe, expect, it } from 'vitest';
import { rowsInView, scrollToRow } from './window.ts';

describe('rowsInView', () => {
  it('shows nothing of an empty list', () => {
    expect(rowsInView(0, 20, 0, 200)).toEqual({ first: 0, end: 0 });
  });

  it('covers the frame and stays in the list', () => {
    expect(rowsInView(1000, 20, 400, 200, 2)).toEqual({ first: 18, end: 32 });
    expect(rowsInView(5, 20, 0, 200)).toEqual({ first: 0, end: 5 });
    expect(rowsInView(10, 20, 99_999, 200).end).toBe(10);
  });
});

describe('scrollToRow', () => {
  it('leaves a row that is in view where it is', () => {
    expect(scrollToRow(5, 20, 60, 200)).toBe(60);
  });

  it('scrolls just far enough up or down', () => {
    expect(scrollToRow(1, 20, 60, 200)).toBe(20);
    expect(scrollToRow(20, 20, 60, 200)).toBe(220);
  });
});
