import { readFileSync } from 'node:fs';
import { dispatch } from '@gigafactory/core/api';
import { FAILURE_PROFILES } from '@gigafactory/core/facts';
import { describe, expect, it } from 'vitest';

const text = readFileSync(new URL('../../examples/llama3-405b.yaml', import.meta.url), 'utf8');
const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
const RUN = 'llama3-405b';

function planOf(edits: Readonly<Record<string, string>>) {
  const planned = dispatch('plan', { text, edits });
  if (!planned.ok) throw new Error(JSON.stringify(planned.problems));
  return planned.value.training[RUN]!;
}

// Table 4: TFLOP/s per GPU, and the split, for a step of 16M tokens. FLOP of attention counted whole.
const TABLE_4 = [
  { gpus: 8192, sequence: 8192, batch: 2048, cp: 1, dp: 64, tflops: 430 },
  { gpus: 16_384, sequence: 8192, batch: 2048, cp: 1, dp: 128, tflops: 400 },
  { gpus: 16_384, sequence: 131_072, batch: 128, cp: 16, dp: 8, tflops: 380 },
] as const;

describe('speed of Llama 3.1 405B, arXiv:2407.21783, table 4', () => {
  it.each(TABLE_4)('at $gpus GPUs and sequences of $sequence tokens', (row) => {
    const run = planOf({
      [`runs.${RUN}.stack`]: 'meta-llama3',
      [`runs.${RUN}.gpus`]: String(row.gpus),
      [`runs.${RUN}.sequenceLength`]: String(row.sequence),
      [`runs.${RUN}.globalBatch`]: String(row.batch),
      [`runs.${RUN}.strategy.cp`]: String(row.cp),
    });
    expect(run.strategy).toMatchObject({ tp: 8, pp: 16, dp: row.dp, cp: row.cp });
    expect(run.strategy).toMatchObject({ vp: 8, recompute: 'selective' });
    const again = run.step.recompute / run.stepTime;
    expect([Math.round(again * 100) >= 5, Math.round(again * 100) <= 9]).toEqual([true, true]);
    // Ours counts the causal half of 12 x layers x heads x head size x sequence, the table all.
    const perToken = run.flopPerToken + (12 * 126 * 128 * 128 * row.sequence) / 2;
    const measured = (run.tokensPerStep * perToken) / (row.tflops * 1e12 * row.gpus);
    const error = run.stepTime / measured - 1;
    // Wider than the errors printed in the README, which must be these.
    expect(Math.abs(error)).toBeLessThan(0.25);
    const show = (time: number) => `${time.toFixed(2)} s`;
    const percent = `${error < 0 ? '-' : '+'}${Math.abs(error * 100).toFixed(1)} %`;
    expect(readme).toContain(
      `| ${row.gpus} | ${row.sequence} | ${row.tflops} | ${show(measured)} | ${show(run.stepTime)} | ${percent} |`,
    );
  });
});

describe('54 days of Llama 3.1 405B, section 3.3.4 and table 5', () => {
  const lived = dispatch('twin', { text, run: RUN, days: 54, replicas: 50, seed: 7 });
  if (!lived.ok) throw new Error(JSON.stringify(lived.problems));
  const { interruptions, ettr, outcomes } = lived.value;

  it('has 419 unexpected and 47 planned interruptions within the error of 50 lives', () => {
    const [low, high] = interruptions.unexpected.ci95;
    expect(low).toBeLessThan(419);
    expect(high).toBeGreaterThan(419);
    const [least, most] = interruptions.planned.ci95;
    expect(least).toBeLessThan(47);
    expect(most).toBeGreaterThan(47);
  });

  it('interrupts for the causes of table 5, in proportion', () => {
    const { causes } = FAILURE_PROFILES['llama3-2024']!;
    expect(causes.reduce((sum, { count }) => sum + count!, 0)).toBe(419);
    for (const { label, count } of causes) {
      // A Poisson count varies by its root; four deviations of the mean of 50.
      const mean = interruptions.byCause[label]!;
      expect(Math.abs(mean - count!), label).toBeLessThan(4 * Math.sqrt(count! / 50));
    }
  });

  it('trains for more than 90 % of the time', () => {
    expect(ettr.ci95[0]).toBeGreaterThan(0.9);
    expect(ettr.mean).toBeLessThan(1);
    expect(outcomes.failed).toBe(0);
    expect(readme).toContain(`${(ettr.mean * 100).toFixed(1)} %`);
    expect(readme).toContain(interruptions.unexpected.mean.toFixed(0));
  });

  it('agrees with the goodput of the plan to two points', () => {
    expect(Math.abs(planOf({}).goodput - ettr.mean)).toBeLessThan(0.02);
  });
});
