import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stepGraph } from './graph.ts';
import type { OperationPlace } from './operations.ts';
import { idealDurations, slowdownBy, stragglerCost } from './what-if.ts';

const made = stepGraph({ stages: 2, ranks: 3, microBatches: 4, modelChunks: 1 });
if (!made.ok) throw new Error(made.problems[0]!.message);
const graph = made.value;
const { operations } = graph;

function durationsOf(duration: (place: OperationPlace) => number): Float64Array {
  const durations = new Float64Array(operations.count);
  operations.forEach((operation, place) => {
    durations[operation] = duration(place);
  });
  return durations;
}

const even = durationsOf(({ kind }) => ({ forward: 1, backward: 2 })[kind as string] ?? 0.1);
const slowRank = durationsOf(({ kind, rank }) => (kind === 'forward' && rank === 1 ? 4 : 1));

describe('idealDurations', () => {
  it('is the mean of what computes and the median of what communicates', () => {
    const steps = [10, 20, 90].map((time) => durationsOf(() => time));
    const ideal = idealDurations(graph, steps);
    expect(ideal[operations.at('forward', 0, 0, 1)]).toBe(40);
    expect(ideal[operations.at('optimizer', 2, 1)]).toBe(40);
    expect(ideal[operations.at('forwardSend', 1, 0, 3)]).toBe(20);
    expect(ideal[operations.at('clip', 1, 0)]).toBe(20);
  });

  it('takes the middle between two medians, and leaves out what a pipeline does not do', () => {
    const ideal = idealDurations(graph, [durationsOf(() => 1), durationsOf(() => 2)]);
    expect(ideal[operations.at('gradients', 0, 0)]).toBe(1.5);
    expect(ideal[operations.at('forwardReceive', 0, 0)]).toBe(0);
  });

  it('has no sends in a pipeline of one stage', () => {
    const short = stepGraph({ stages: 1, ranks: 1, microBatches: 2, modelChunks: 1 });
    if (!short.ok) throw new Error(short.problems[0]!.message);
    const step = new Float64Array(short.value.operations.count).fill(1);
    expect(idealDurations(short.value, [step]).some(Number.isNaN)).toBe(false);
  });
});

describe('stragglerCost', () => {
  it('is 1 where all workers are alike', () => {
    const cost = stragglerCost(graph, [even, even]);
    expect(cost.slowdown).toBeCloseTo(1, 12);
    expect(cost.times).toEqual([cost.idealTime, cost.idealTime]);
  });

  it('is the mean step over a step of mean durations', () => {
    const cost = stragglerCost(graph, [slowRank]);
    expect(cost.slowdown).toBe(cost.times[0]! / cost.idealTime);
    expect(cost.slowdown).toBeGreaterThan(1.2);
  });

  it('does not depend on the unit of time', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (unit) => {
        const other = stragglerCost(graph, [slowRank.map((time) => time * unit)]);
        expect(other.slowdown).toBeCloseTo(stragglerCost(graph, [slowRank]).slowdown, 9);
      }),
    );
  });
});

describe('slowdownBy', () => {
  const steps = [slowRank, even];

  it('is 1 if nothing is kept, and all of the slowdown if everything is', () => {
    expect(slowdownBy(graph, steps, new Uint8Array(operations.count))).toBe(1);
    const all = operations.where(() => true);
    expect(slowdownBy(graph, steps, all)).toBe(stragglerCost(graph, steps).slowdown);
  });

  it('blames the slow rank', () => {
    const by = (rank: number) =>
      slowdownBy(
        graph,
        steps,
        operations.where((place) => place.rank === rank),
      );
    expect(by(1)).toBeGreaterThan(1.3);
    expect(by(0)).toBeLessThan(1.1);
    expect(by(2)).toBe(by(0));
  });
});
