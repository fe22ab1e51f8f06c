import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type StepGraph, stepGraph } from './graph.ts';
import { replayStep } from './replay-step.ts';
import type { PipelineShape } from './shape.ts';

const PLAIN = { stages: 4, ranks: 2, microBatches: 8, modelChunks: 1 };

function graphOf(shape: PipelineShape): StepGraph {
  const graph = stepGraph(shape);
  if (!graph.ok) throw new Error(graph.problems[0]!.message);
  return graph.value;
}

function codeOf(shape: PipelineShape): string | undefined {
  const graph = stepGraph(shape);
  return graph.ok ? undefined : `${graph.problems[0]!.code} ${graph.problems[0]!.path}`;
}

const shapes: fc.Arbitrary<PipelineShape> = fc
  .record({
    stages: fc.integer({ min: 1, max: 6 }),
    ranks: fc.integer({ min: 1, max: 3 }),
    rounds: fc.integer({ min: 1, max: 4 }),
    modelChunks: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ stages, ranks, rounds, modelChunks }) =>
    stages === 1 || modelChunks === 1
      ? { stages, ranks, microBatches: rounds, modelChunks: 1 }
      : { stages, ranks, microBatches: rounds * stages, modelChunks },
  );

/** A shape and as many durations as it has operations, s. */
const timed = shapes.chain((shape) => {
  const graph = graphOf(shape);
  const duration = fc.double({ min: 0, max: 10, noNaN: true });
  const { count } = graph.operations;
  return fc.record({
    shape: fc.constant(shape),
    graph: fc.constant(graph),
    durations: fc
      .array(duration, { minLength: count, maxLength: count })
      .map((list) => Float64Array.from(list)),
  });
});

describe('stepGraph', () => {
  it('turns away what is no number of stages, ranks, micro-batches or chunks', () => {
    expect(codeOf({ ...PLAIN, stages: 0 })).toBe('straggler.shape stages');
    expect(codeOf({ ...PLAIN, ranks: 1.5 })).toBe('straggler.shape ranks');
    expect(codeOf({ ...PLAIN, microBatches: Number.NaN })).toBe('straggler.shape microBatches');
    expect(codeOf({ ...PLAIN, modelChunks: -1 })).toBe('straggler.shape modelChunks');
  });

  it('turns away chunks whose micro-batches do not go round', () => {
    expect(codeOf({ ...PLAIN, modelChunks: 2, microBatches: 6 })).toMatch(/interleaving/);
    expect(codeOf({ ...PLAIN, modelChunks: 2, stages: 1 })).toMatch(/interleaving/);
    expect(codeOf({ ...PLAIN, modelChunks: 2 })).toBeUndefined();
  });

  it('lets every operation meet once, after all that it needs', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const { operations, members, membersFrom, needed, neededFrom } = graphOf(shape);
        const all: number[] = [];
        operations.forEach((operation) => {
          all.push(operation);
        });
        expect([...members].sort((a, b) => a - b)).toEqual(all);
        const placed = new Set<number>();
        const early: number[] = [];
        for (let i = 0; i + 1 < membersFrom.length; i++) {
          for (const one of needed.slice(neededFrom[i], neededFrom[i + 1])) {
            if (!placed.has(one)) early.push(one);
          }
          for (const one of members.slice(membersFrom[i], membersFrom[i + 1])) placed.add(one);
        }
        expect(early).toEqual([]);
      }),
    );
  });
});

describe('replayStep', () => {
  it('takes as long as a 1F1B pipeline of equal stages, interleaved or not', () => {
    for (const modelChunks of [1, 2, 4]) {
      const graph = graphOf({ ...PLAIN, modelChunks });
      const durations = new Float64Array(graph.operations.count);
      graph.operations.forEach((operation, { kind }) => {
        if (kind === 'forward') durations[operation] = 1 / modelChunks;
        if (kind === 'backward') durations[operation] = 2 / modelChunks;
      });
      expect(replayStep(graph, durations)).toBeCloseTo(3 * (8 + 3 / modelChunks), 10);
    }
  });

  it('adds what comes before and after the pipeline', () => {
    const graph = graphOf({ ...PLAIN, stages: 1 });
    const durations = new Float64Array(graph.operations.count);
    const times = { weights: 2, forward: 1, backward: 2, norms: 3, embedding: 4, gradients: 5 };
    const last = { clip: 6, optimizer: 7 };
    graph.operations.forEach((operation, { kind }) => {
      durations[operation] = { ...times, ...last }[kind as keyof typeof times];
    });
    expect(replayStep(graph, durations)).toBe(2 + 8 * 3 + 3 + 4 + 5 + 6 + 7);
  });

  it('lets all ranks wait for the slowest where they sum gradients', () => {
    const graph = graphOf(PLAIN);
    const durations = new Float64Array(graph.operations.count);
    durations[graph.operations.at('backward', 1, 2, 5)] = 9;
    durations[graph.operations.at('gradients', 0, 2)] = 1;
    const ends = new Float64Array(graph.operations.count);
    expect(replayStep(graph, durations, ends)).toBe(10);
    expect(ends[graph.operations.at('backward', 0, 0, 7)]).toBe(0);
    expect(ends[graph.operations.at('gradients', 0, 2)]).toBe(10);
  });

  it('lets a send wait for its receiver, and computing for no send', () => {
    const graph = graphOf({ ...PLAIN, stages: 2, ranks: 1 });
    const { operations } = graph;
    const durations = new Float64Array(operations.count);
    durations[operations.at('forward', 0, 1, 0)] = 5;
    const ends = new Float64Array(operations.count);
    replayStep(graph, durations, ends);
    expect(ends[operations.at('forwardSend', 0, 0, 1)]).toBe(5);
    expect(ends[operations.at('forward', 0, 0, 1)]).toBe(0);
  });

  it('takes no less than the work of any worker, and no more than all work one by one', () => {
    fc.assert(
      fc.property(timed, ({ shape, graph, durations }) => {
        const time = replayStep(graph, durations);
        const work = new Float64Array(shape.ranks * shape.stages);
        let all = 0;
        graph.operations.forEach((operation, { kind, rank, stage }) => {
          all += durations[operation]!;
          if (kind !== 'forward' && kind !== 'backward') return;
          work[rank * shape.stages + stage]! += durations[operation]!;
        });
        expect(time).toBeGreaterThanOrEqual(Math.max(...work) * (1 - 1e-12));
        expect(time).toBeLessThanOrEqual(all * (1 + 1e-12));
      }),
    );
  });

  it('gets no shorter when an operation gets longer', () => {
    fc.assert(
      fc.property(timed, fc.nat(), ({ graph, durations }, which) => {
        const longer = durations.slice();
        longer[which % longer.length]! += 1;
        expect(replayStep(graph, longer)).toBeGreaterThanOrEqual(replayStep(graph, durations));
      }),
    );
  });
});
