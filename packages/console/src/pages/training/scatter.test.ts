import { describe, expect, it } from 'vitest';
import type { CandidateReport } from '../../api/types.ts';
import { candidateAt, MARGIN, placeCandidates, staircase, stepAlongFront } from './scatter.ts';

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

  it('leaves out what is far too slow, but nothing of the front', () => {
    const bottom = 300 - MARGIN.bottom;
    const scatter = placeCandidates(reportOf([20e9, 40e9, 50e9], [90, 1, 900]), 600, 300);
    expect(scatter.py[0]).toBeGreaterThanOrEqual(MARGIN.top);
    expect(scatter.py[1]).toBeLessThanOrEqual(bottom);
    expect(scatter.py[2]).toBeLessThan(MARGIN.top);
  });

  it('draws the front through the candidates that none beats', () => {
    const scatter = placeCandidates(reportOf([20e9, 40e9, 50e9], [9, 3, 5]), 600, 300);
    expect(scatter.front).toEqual([0, 1]);
    expect(staircase(scatter).match(/[MHV]/g)).toEqual(['M', 'H', 'V']);
  });
});

describe('candidateAt', () => {
  const scatter = placeCandidates(reportOf([20e9, 40e9, 41e9], [9, 3, 3.05]), 600, 300);
  const [x, y] = [scatter.px[2]!, scatter.py[2]!];

  it('means nothing where none is near', () => {
    expect(candidateAt(scatter, 599, 0, 24)).toBeUndefined();
  });

  it('means the front before a nearer one behind it', () => {
    expect(candidateAt(scatter, x, y, 24)).toBe(1);
    expect(candidateAt(scatter, x + 10, y - 4, 24)).toBe(2);
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
