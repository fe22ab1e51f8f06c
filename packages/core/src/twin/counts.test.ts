import { describe, expect, it } from 'vitest';
import { Counts } from './counts.ts';
import type { Fault } from './fault.ts';

const crash: Fault = { what: 'node', node: 1, cause: 'GPU', detection: 'crash' };
const strike = (fault: Fault, run: string | undefined) => ({
  fault,
  run,
  endedAttempt: true,
  breaks: false,
  nodes: [],
});

describe('Counts', () => {
  it('counts what interrupts a run under its cause, and nothing of free nodes', () => {
    const counts = new Counts(['a', 'b']);
    counts.count(strike(crash, 'a'));
    counts.count(strike(crash, 'a'));
    counts.count(strike({ ...crash, cause: 'NIC' }, 'b'));
    counts.count(strike(crash, undefined));
    expect(counts.unexpectedOf('a')).toEqual({ GPU: 2 });
    expect(counts.unexpectedOf('b')).toEqual({ NIC: 1 });
    expect(counts.plannedOf('a')).toBe(0);
  });

  it('counts what people and maintenance do as planned', () => {
    const counts = new Counts(['a', 'b']);
    counts.count(strike({ what: 'person', run: 'a', cause: 'code' }, undefined));
    counts.count(strike({ what: 'maintenance', run: 'a', cause: 'work' }, undefined));
    expect([counts.plannedOf('a'), counts.plannedOf('b')]).toEqual([2, 0]);
    expect(counts.unexpectedOf('a')).toEqual({});
  });

  it('knows nothing of other runs', () => {
    const counts = new Counts(['a']);
    counts.count(strike(crash, 'c'));
    expect([counts.unexpectedOf('c'), counts.plannedOf('c')]).toEqual([{}, 0]);
  });
});
