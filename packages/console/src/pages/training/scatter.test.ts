import { describe, expect, it } from 'vitest';
import type { CandidateReport } from '../../api/types.ts';
import { MARGIN, placeCandidates, staircase, stepAlongFront } from './scatter.ts';

function reportOf(memory: number[], stepTime: number[]): CandidateReport {
  const points = { memory, stepTime, label: memory.map(String) };
  return { points, capacity: 80e9 } as unknown as CandidateReport;
}

describe('placeCandidates', () => {
  it('stands without candidates', () => {
    const scatter = placeCandidates(reportOf([], []), 600, 300);
    expect(scatter.front).toEqual([]);
    expect(staircase(scatter)).toBe('');
  });

  it('puts less memory to the left and faster steps below, inside the margins', () => {
    const scatter = placeCandidates(reportOf([20e9, 80e9], [9, 3]), 600, 300);
    expect(scatter.px[0]).toBeLessThan(scatter.px[1]!);
    expect(scatter.py[0]).toBeLessThan(scatter.py[1]!);
    for (const x of scatter.px) {
      expect(x).toBeGreaterThanOrEqual(MARGIN.left);
      expect(x).toBeLessThanOrEqual(600 - MARGIN.right);
    }
  });

  it('draws the front through the candidates that none beats', () => {
    const scatter = placeCandidates(reportOf([20e9, 40e9, 50e9], [9, 3, 5]), 600, 300);
    expect(scatter.front).toEqual([0, 1]);
    expect(staircase(scatter).match(/[MHV]/g)).toEqual(['M', 'H', 'V']);
  });
});

describe('stepAlongFront', () => {
  it('starts at the fastest and stops at the ends', () => {
    expect(stepAlongFront([], undefined, 1)).toBeUndefined();
    expect(stepAlongFront([4, 7, 9], undefined, 1)).toBe(9);
    expect(stepAlongFront([4, 7, 9], 2, -1)).toBe(9);
    expect(stepAlongFront([4, 7, 9], 9, -1)).toBe(7);
    expect(stepAlongFront([4, 7, 9], 4, -1)).toBe(4);
  });
});
