import { readFileSync } from 'node:fs';
import { dispatch } from '@gigafactory/core/api';
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
