import { describe, expect, it } from 'vitest';
import { STACK_FACTORS } from './stack-factors.ts';
import { STACKS, type StackFeatures, type StackSpec } from './stacks.ts';

const all = Object.entries<StackSpec>(STACKS);
const namesOf = (bad: typeof all) => bad.map(([name]) => name);

describe('software stacks', () => {
  it('have one factor each, with its source, and a range that holds it', () => {
    const bad = all.filter(([, { factor }]) => {
      const { value, range, source, reason, provenance } = factor;
      const inside = range && range[0] <= value && value <= range[1] && range[0] < range[1];
      return !(value > 0 && inside && source?.title && reason && provenance === 'measured');
    });
    expect(namesOf(bad)).toEqual([]);
    // Our own trainer runs on processors; the backtest has none.
    const own = 'gigafactory-trainer';
    expect([...Object.keys(STACK_FACTORS), own].sort()).toEqual(Object.keys(STACKS).sort());
  });

  it('have distinct names and labels', () => {
    const labels = all.map(([, { label }]) => label);
    expect(new Set(labels).size).toBe(labels.length);
    expect(namesOf(all.filter(([name]) => !/^[a-z][a-z0-9-]*$/.test(name)))).toEqual([]);
  });

  it('know every feature', () => {
    const features: Readonly<Record<keyof StackFeatures, readonly string[]>> = {
      attention: ['unfused', 'triton', 'flash2', 'flash3'],
      elementwise: ['fused', 'eager'],
      sequenceParallel: ['on', 'off'],
      tensorOverlap: ['on', 'off'],
      dataOverlap: ['on', 'off'],
      sendOverlap: ['on', 'off'],
      contextExchange: ['none', 'ring', 'gather', 'allToAll'],
      dispatch: ['perExpert', 'deduplicated'],
      gradients: ['bf16', 'fp32'],
      accumulation: ['fused', 'separate'],
      selective: ['attention', 'activations', 'products'],
      cudaGraphs: ['on', 'off'],
    };
    const bad = all.filter(([, stack]) =>
      Object.entries(features).some(
        ([name, known]) => !known.includes(stack[name as keyof StackFeatures]),
      ),
    );
    expect(namesOf(bad)).toEqual([]);
  });

  it('have neither overlap nor fused attention before 2023', () => {
    for (const [name, stack] of all.filter(([each]) => /202[12]$/.test(each))) {
      const { attention, tensorOverlap, dataOverlap, sendOverlap, cudaGraphs } = stack;
      expect([name, attention]).toEqual([name, 'unfused']);
      expect([tensorOverlap, dataOverlap, sendOverlap, cudaGraphs]).toEqual(Array(4).fill('off'));
    }
  });
});
