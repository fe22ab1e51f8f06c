import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inStack, jobOn, MIXTURE, PLAIN_SPLIT } from '../job.fixture.ts';
import type { TrainingJob, TrainingStack } from '../job.ts';
import type { Strategy } from '../strategy.ts';
import { exchangeTime } from './dispatch.ts';

const TOKENS = 65_536;

/** Without latency, and with nothing hidden: what is left is bytes over bandwidth. */
function bare(job: TrainingJob): TrainingJob {
  const { kernels } = job;
  const { collectives, network } = kernels;
  const instant = { latency: 0, latencyPerGpu: 0, fill: 0 };
  return {
    ...job,
    constants: { ...job.constants, exposedExpert: 1 },
    kernels: {
      ...kernels,
      network: { ...network, baseLatency: 0, hopLatency: 0 },
      collectives: { ...collectives, allToAll: { ...collectives.allToAll, ...instant } },
    },
  };
}

function timeOf(
  dispatch: TrainingStack['dispatch'],
  over: Partial<Strategy>,
  job: TrainingJob = jobOn(MIXTURE),
  tokens = TOKENS,
): number {
  const s = { ...PLAIN_SPLIT, ep: 8, ...over };
  return exchangeTime(inStack(job, { dispatch }), s, tokens, (tokens * job.model.topK) / s.tp);
}

const experts = (count: number, topK: number) => jobOn({ ...MIXTURE, experts: count, topK });

describe('exchangeTime', () => {
  it('never sends more bytes where copies to the same GPU or node are sent once', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(2, 4, 8, 16, 64),
        fc.integer({ min: 1, max: 16 }),
        fc.constantFrom(1, 2, 4, 8),
        fc.integer({ min: 1, max: 200_000 }),
        (ep, topK, tp, tokens) => {
          const job = bare(experts(256, topK));
          const s = { ep, tp, dp: 64 / tp };
          const [once, copied] = (['deduplicated', 'perExpert'] as const).map((dispatch) =>
            timeOf(dispatch, s, job, tokens),
          );
          expect(once).toBeLessThanOrEqual(copied! * (1 + 1e-9));
        },
      ),
      { seed: 1 },
    );
  });

  it('sends a token of one expert once either way', () => {
    const job = bare(experts(256, 1));
    for (const ep of [8, 64]) {
      const ratio = timeOf('deduplicated', { ep }, job) / timeOf('perExpert', { ep }, job);
      // The expected number of places of one choice is one.
      expect(ratio).toBeCloseTo(1, 1);
    }
  });

  it('gains the more experts of a token share a node', () => {
    const gain = (topK: number) => {
      const job = bare(experts(256, topK));
      return timeOf('perExpert', { ep: 64 }, job) / timeOf('deduplicated', { ep: 64 }, job);
    };
    expect(gain(8)).toBeGreaterThan(gain(2));
    // Eight nodes are all there is to send to, however many experts a token visits.
    expect(gain(64)).toBeGreaterThan(7);
  });

  it('hides a part of a deduplicated exchange beside computing', () => {
    const job = jobOn(MIXTURE);
    const shown = { ...job, constants: { ...job.constants, exposedExpert: 1 } };
    expect(timeOf('deduplicated', {}) / timeOf('deduplicated', {}, shown)).toBeCloseTo(
      job.constants.exposedExpert,
      12,
    );
    expect(timeOf('perExpert', {})).toBe(timeOf('perExpert', {}, shown));
  });

  it.each(['perExpert', 'deduplicated'] as const)('gathers tokens of split experts: %s', (way) => {
    const whole = timeOf(way, { tp: 4, dp: 16, ep: 2, etp: 1 });
    expect(timeOf(way, { tp: 4, dp: 16, ep: 2, etp: 4 })).toBeGreaterThan(whole);
  });
});
