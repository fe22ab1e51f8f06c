import { readFileSync } from 'node:fs';
import { dispatch } from '@gigafactory/core/api';
import { FAILURE_PROFILES } from '@gigafactory/core/facts';
import { describe, expect, it } from 'vitest';

const text = readFileSync(new URL('../../examples/llama3-405b.yaml', import.meta.url), 'utf8');
const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
const RUN = 'llama3-405b';
const LIVES = 100;
const { causes } = FAILURE_PROFILES['llama3-2024']!;

const lived = dispatch('twin', { text, run: RUN, days: 54, lives: LIVES, seed: 7 });
if (!lived.ok) throw new Error(JSON.stringify(lived.problems));
const { interruptions, ettr, outcomes, lost, horizon } = lived.value;

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const between = ([low, high]: readonly [number, number], show: (value: number) => string) =>
  `${show(low)} to ${show(high)}`;

describe('54 days of Llama 3.1 405B, arXiv:2407.21783, section 3.3.4 and table 5', () => {
  it('has 419 unexpected interruptions, to two sigma of the mean of its lives', () => {
    const { mean, ci95, sd } = interruptions.unexpected;
    const sigmaOfMean = Math.sqrt(419 / LIVES);
    expect(Math.abs(mean - 419)).toBeLessThan(2 * sigmaOfMean);
    // One life spreads as a Poisson count; a sample deviation spreads as 1 / sqrt(2 n).
    expect(Math.abs(sd / Math.sqrt(419) - 1)).toBeLessThan(3 / Math.sqrt(2 * LIVES));
    const show = (value: number) => value.toFixed(1);
    expect(readme).toContain(
      `| unexpected interruptions | 419 | ${show(mean)} (${between(ci95, show)}) |`,
    );
    expect(readme).toContain(`a deviation of ${show(sd)} between lives`);
  });

  it('has 47 planned ones, likewise', () => {
    const { mean, ci95 } = interruptions.planned;
    expect(Math.abs(mean - 47)).toBeLessThan(2 * Math.sqrt(47 / LIVES));
    const show = (value: number) => value.toFixed(1);
    expect(readme).toContain(
      `| planned interruptions | 47 | ${show(mean)} (${between(ci95, show)}) |`,
    );
  });

  it('interrupts for the causes of table 5, in proportion', () => {
    expect(causes.reduce((sum, { count }) => sum + count!, 0)).toBe(419);
    let chiSquare = 0;
    for (const { label, count, sign } of causes) {
      // Corruption comes only of what is computed.
      const expected = LIVES * count! * (sign === 'silent' ? ettr.mean : 1);
      const seen = LIVES * interruptions.byCause[label]!;
      expect(Math.abs(seen - expected) / Math.sqrt(expected), label).toBeLessThan(3.5);
      chiSquare += ((seen - expected) * (seen - expected)) / expected;
    }
    // 99 % quantile of chi-square with 18 degrees of freedom (NIST e-Handbook 1.3.6.7.4).
    expect(causes).toHaveLength(18);
    expect(chiSquare).toBeLessThan(34.805);
    expect(readme).toContain(`chi-square is ${chiSquare.toFixed(1)}`);
  });

  it('trains for more than 90 % of the time', () => {
    expect(ettr.ci95[0]).toBeGreaterThan(0.9);
    expect(ettr.p10).toBeGreaterThan(0.9);
    expect(outcomes.failed).toBe(0);
    const shown = `${percent(ettr.mean)} (${between(ettr.ci95, percent)})`;
    expect(readme).toContain(`| effective training time | more than 90 % | ${shown} |`);
  });

  it.each(['detect', 'restart', 'rework', 'checkpoint', 'maintenance', 'waitForNodes'] as const)(
    'loses to %s what the README says',
    (cause) => {
      expect(readme).toContain(`| ${cause} | ${percent(lost[cause].mean / horizon)} |`);
    },
  );

  it('agrees with the goodput of the plan to half a point', () => {
    const plan = dispatch('plan', { text });
    if (!plan.ok) throw new Error(JSON.stringify(plan.problems));
    const { goodput } = plan.value.training[RUN]!;
    expect(Math.abs(goodput - ettr.mean)).toBeLessThan(0.005);
    expect(readme).toContain(`the plan's formula gives ${percent(goodput)}`);
  });
});
