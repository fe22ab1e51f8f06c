import { readFileSync } from 'node:fs';
import {
  type OperationPlace,
  replayStep,
  slowdownBy,
  slowdownOfSlowNode,
  stepGraph,
  stragglerCost,
} from '@gigafactory/core/model';
import { describe, expect, it } from 'vitest';
import { readTrace, type Trace } from './traces.ts';

const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');

const signed = (share: number, digits: number) =>
  `${share < 0 ? '-' : '+'}${Math.abs(share * 100).toFixed(digits)} %`;
const off = (ours: number, theirs: number) => Math.abs(ours / theirs - 1);

/** Operation types of the artifact, and ours; sends and receives go together. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  'forward-compute': ['forward'],
  'backward-compute': ['backward'],
  'forward-pp-comm': ['forwardSend', 'forwardReceive'],
  'backward-pp-comm': ['backwardSend', 'backwardReceive'],
  'params-all-gather': ['weights'],
  'layernorm-grads-all-reduce': ['norms'],
  'embedding-grads-all-reduce': ['embedding'],
  'grads-reduce-scatter': ['gradients'],
  'optimizer-clip-main-grad': ['clip'],
  optimizer: ['optimizer'],
};

/** Of each trace: steps, what is wrong with it, the slowdown as the paper rounds it. */
const TRACES = [
  { name: 'AR', steps: 44, cause: 'one slow worker', known: 1.97 },
  { name: 'SE', steps: 43, cause: 'sequences of unequal length', known: 1.54 },
  { name: 'ST', steps: 32, cause: 'a last stage with more to do', known: 1.18 },
].map((row) => ({ ...row, trace: readTrace(row.name) }));

describe.each(TRACES)('trace $name: $cause', ({ name, steps, cause, known, trace }) => {
  const { published, publishedSteps } = trace;
  const cost = stragglerCost(trace.graph, trace.steps);
  const by = (holds: (place: OperationPlace) => boolean) =>
    slowdownBy(trace.graph, trace.steps, trace.graph.operations.where(holds));

  it('is here in full', () => {
    expect(trace.steps).toHaveLength(steps);
    expect(published.slowdown).toBeCloseTo(known, 2);
  });

  it('is slowed down as much as its authors found', () => {
    expect(off(cost.slowdown, published.slowdown)).toBeLessThan(0.0005);
    expect(off(cost.idealTime, publishedSteps[0]!.ideal)).toBeLessThan(0.0005);
    const { ranks, stages } = published;
    const shape = `${ranks} x ${stages} x ${trace.microBatches}`;
    const ours = `${published.slowdown.toFixed(4)} | ${cost.slowdown.toFixed(4)}`;
    const error = signed(cost.slowdown / published.slowdown - 1, 3);
    expect(readme).toContain(`| ${name} | ${cause} | ${shape} | ${steps} | ${ours} | ${error} |`);
  });

  it('replays each step as its authors do', () => {
    const errors = publishedSteps.map(({ replayed }, i) => off(cost.times[i]!, replayed));
    expect(Math.max(...errors)).toBeLessThan(0.0005);
  });

  it('replays each step somewhat faster than measured: hosts are not in the trace', () => {
    const errors = publishedSteps.map(({ measured }, i) => cost.times[i]! / measured - 1);
    const [least, most] = [Math.min(...errors), Math.max(...errors)];
    expect(least).toBeGreaterThan(-0.025);
    expect(most).toBeLessThan(0);
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    const shown = [mean, least, most].map((error) => signed(error, 1)).join(' | ');
    expect(readme).toContain(`| ${name} | ${shown} |`);
  });

  it('blames the same stages, ranks and kinds of operation', () => {
    for (const [stage, slowdown] of Object.entries(published.byStage)) {
      expect(
        off(
          by((place) => place.stage === Number(stage)),
          slowdown,
        ),
      ).toBeLessThan(0.0005);
    }
    for (const [rank, slowdown] of Object.entries(published.byRank)) {
      expect(
        off(
          by((place) => place.rank === Number(rank)),
          slowdown,
        ),
      ).toBeLessThan(0.0005);
    }
    for (const [type, kinds] of Object.entries(KINDS)) {
      const slowdown = by(({ kind }) => kinds.includes(kind));
      expect(off(slowdown, published.byKind[type]!), type).toBeLessThan(0.0005);
    }
  });
});

describe('the closed form for a slow node, on AR', () => {
  const trace = TRACES[0]!.trace;
  const { stages, ranks } = trace.published;
  const healthy = trace.steps.map((step) => cured(trace, step));
  const total = (steps: readonly Float64Array[]) =>
    steps.reduce((sum, step) => sum + replayStep(trace.graph, step), 0);
  const slowdown = total(trace.steps) / total(healthy);
  const rest = total(healthy.map((step) => withoutComputing(trace, step)));
  const formula = (factor: number) =>
    slowdownOfSlowNode({
      ...{ stages, factor, stage: 0, microBatches: trace.microBatches },
      computeShare: 1 - rest / total(healthy),
    });
  const slow = computing(trace, trace.steps, 0, 0);

  it('is 5 % too much with the factor over those of its stage', () => {
    const factor = slow / computing(trace, healthy, 0, 0);
    expect(formula(factor) / slowdown - 1).toBeGreaterThan(0.04);
    expect(formula(factor) / slowdown - 1).toBeLessThan(0.055);
    expect(readme).toContain(
      `| its stage on other ranks | ${factor.toFixed(2)} | ${formula(factor).toFixed(2)} |`,
    );
  });

  it('is within 1 % of the replay with the factor over the stage that sets the pace', () => {
    const last = Array.from({ length: ranks }, (_, rank) =>
      computing(trace, healthy, rank, stages - 1),
    );
    const factor = slow / Math.max(...last);
    expect(off(formula(factor), slowdown)).toBeLessThan(0.01);
    expect(readme).toContain(
      `| the slowest of the others | ${factor.toFixed(2)} | ${formula(factor).toFixed(2)} |`,
    );
    expect(readme).toContain(`| replay | | ${slowdown.toFixed(2)} |`);
  });
});

describe('docs/stragglers.md', () => {
  const docs = readFileSync(new URL('../../docs/stragglers.md', import.meta.url), 'utf8');

  it('prints what its examples print', () => {
    const made = stepGraph({ stages: 4, ranks: 2, microBatches: 16, modelChunks: 1 });
    if (!made.ok) throw new Error(made.problems[0]!.message);
    const { operations } = made.value;
    const durations = new Float64Array(operations.count);
    operations.forEach((operation, { kind, rank, stage }) => {
      const slow = rank === 1 && stage === 2 ? 1.5 : 1;
      if (kind === 'forward') durations[operation] = 0.1 * slow;
      if (kind === 'backward') durations[operation] = 0.2 * slow;
    });
    const { slowdown } = stragglerCost(made.value, [durations]);
    expect(docs).toContain(`slowdown.toFixed(3)); // ${slowdown.toFixed(3)}`);
    const slow = { stages: 4, microBatches: 16, factor: 1.5, computeShare: 0.9 };
    expect(docs).toContain(
      `slowdownOfSlowNode(slow).toFixed(3)); // ${slowdownOfSlowNode(slow).toFixed(3)}`,
    );
  });
});

/** A step with the slow worker of AR computing as those of its stage on other ranks do on average. */
function cured({ graph, published, microBatches }: Trace, step: Float64Array): Float64Array {
  const { operations } = graph;
  const better = step.slice();
  for (const kind of ['forward', 'backward'] as const) {
    for (let slot = 0; slot < microBatches; slot++) {
      let sum = 0;
      for (let rank = 1; rank < published.ranks; rank++) {
        sum += step[operations.at(kind, rank, 0, slot)]!;
      }
      better[operations.at(kind, 0, 0, slot)] = sum / (published.ranks - 1);
    }
  }
  return better;
}

function withoutComputing({ graph }: Trace, step: Float64Array): Float64Array {
  const left = step.slice();
  graph.operations.forEach((operation, { kind }) => {
    if (kind === 'forward' || kind === 'backward') left[operation] = 0;
  });
  return left;
}

/** Time that a worker computes, s. */
function computing(
  { graph, microBatches }: Trace,
  steps: readonly Float64Array[],
  rank: number,
  stage: number,
): number {
  let sum = 0;
  for (const step of steps) {
    for (let slot = 0; slot < microBatches; slot++) {
      sum += step[graph.operations.at('forward', rank, stage, slot)]!;
      sum += step[graph.operations.at('backward', rank, stage, slot)]!;
    }
  }
  return sum;
}
