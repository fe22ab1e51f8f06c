import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type StepGraph, stepGraph } from './graph.ts';
import { replayStep } from './replay-step.ts';
import type { PipelineShape } from './shape.ts';
import { type SlowNode, slowdownOfSlowNode } from './slow-node.ts';

const graphs = new Map<string, StepGraph>();

function graphOf(shape: PipelineShape): StepGraph {
  const key = JSON.stringify(shape);
  const known = graphs.get(key);
  if (known) return known;
  const graph = stepGraph(shape);
  if (!graph.ok) throw new Error(graph.problems[0]!.message);
  graphs.set(key, graph.value);
  return graph.value;
}

/** The same slowdown from a graph of two ranks, of which one has the slow stage. */
function replayed({
  stages,
  microBatches,
  modelChunks = 1,
  factor,
  stage,
  forwardShare,
}: SlowNode) {
  const graph = graphOf({ stages, ranks: 2, microBatches, modelChunks });
  const { operations } = graph;
  const time = (k: number) => {
    const durations = new Float64Array(operations.count);
    operations.forEach((operation, place) => {
      const isSlow = place.rank === 1 && place.stage === stage;
      const share = { forward: forwardShare!, backward: 1 - forwardShare! }[place.kind as string];
      durations[operation] = ((share ?? 0) / modelChunks) * (isSlow ? k : 1);
    });
    return replayStep(graph, durations);
  };
  return time(factor) / time(1);
}

const GRID = [1, 2, 4, 8].flatMap((stages) =>
  [1, 2, 3, 8, 16].flatMap((microBatches) =>
    [1, 1.05, 1.2, 1.5, 2, 5].flatMap((factor) =>
      [1 / 4, 1 / 3, 0.45].map((forwardShare) => ({ stages, microBatches, factor, forwardShare })),
    ),
  ),
);

const node = fc
  .record({
    stages: fc.integer({ min: 1, max: 32 }),
    microBatches: fc.integer({ min: 1, max: 256 }),
    modelChunks: fc.integer({ min: 1, max: 6 }),
    factor: fc.double({ min: 1, max: 20, noNaN: true }),
    computeShare: fc.double({ min: 0, max: 1, noNaN: true }),
    forwardShare: fc.double({ min: 0.1, max: 0.9, noNaN: true }),
    at: fc.double({ min: 0, max: 0.999, noNaN: true }),
  })
  .map(({ at, ...rest }) => ({ ...rest, stage: Math.floor(at * rest.stages) }));

describe('slowdownOfSlowNode', () => {
  it('is the factor without a pipeline, or less where part of the step does not compute', () => {
    const alone = { stages: 1, microBatches: 4, factor: 1.5 };
    expect(slowdownOfSlowNode({ ...alone, computeShare: 1 })).toBe(1.5);
    expect(slowdownOfSlowNode({ ...alone, computeShare: 0.8 })).toBeCloseTo(1.4, 12);
    expect(slowdownOfSlowNode({ ...alone, computeShare: 0 })).toBe(1);
  });

  it('hides part of a slow first stage in the bubble, and none of a slow last one', () => {
    const slow = { stages: 4, microBatches: 8, factor: 1.2, computeShare: 1 };
    // Bubble of three micro-batches among eleven; the last stage works through eight.
    expect(slowdownOfSlowNode({ ...slow, stage: 3 })).toBeCloseTo((8 * 1.2 + 3) / 11, 12);
    expect(slowdownOfSlowNode({ ...slow, stage: 0 })).toBeCloseTo((5 * 1.2 + 6) / 11, 12);
  });

  it('is the mean over stages where none is named', () => {
    const slow = { stages: 4, microBatches: 8, factor: 1.7, computeShare: 0.9 };
    const each = [0, 1, 2, 3].map((stage) => slowdownOfSlowNode({ ...slow, stage }));
    const mean = each.reduce((sum, value) => sum + value, 0) / 4;
    expect(slowdownOfSlowNode(slow)).toBeCloseTo(mean, 12);
  });

  it('is what a replay of the graph gives, for every stage', () => {
    for (const shape of GRID) {
      for (let stage = 0; stage < shape.stages; stage++) {
        const slow = { ...shape, stage, computeShare: 1 };
        expect(slowdownOfSlowNode(slow), JSON.stringify(slow)).toBeCloseTo(replayed(slow), 10);
      }
    }
  });

  it('is 2 % below to 6 % above the replay of an interleaved pipeline', () => {
    for (const modelChunks of [2, 4]) {
      for (const shape of GRID) {
        if (shape.stages === 1 || shape.microBatches % shape.stages !== 0) continue;
        const slow = { ...shape, modelChunks, computeShare: 1 };
        let sum = 0;
        for (let stage = 0; stage < shape.stages; stage++) sum += replayed({ ...slow, stage });
        const error = slowdownOfSlowNode(slow) / (sum / shape.stages) - 1;
        expect(error, JSON.stringify(slow)).toBeGreaterThan(-0.02);
        expect(error, JSON.stringify(slow)).toBeLessThan(0.06);
      }
    }
  });

  it('is between 1 and the factor, and grows with it', () => {
    fc.assert(
      fc.property(node, fc.double({ min: 1, max: 3, noNaN: true }), (slow, more) => {
        const slowdown = slowdownOfSlowNode(slow);
        expect(slowdown).toBeGreaterThanOrEqual(1 - 1e-12);
        expect(slowdown).toBeLessThanOrEqual(slow.factor * (1 + 1e-12));
        const slower = slowdownOfSlowNode({ ...slow, factor: slow.factor * more });
        expect(slower).toBeGreaterThanOrEqual(slowdown * (1 - 1e-12));
      }),
    );
  });
});
