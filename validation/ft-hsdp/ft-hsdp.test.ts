import { readFileSync } from 'node:fs';
import { dispatch } from '@gigafactory/core/api';
import { exp } from '@gigafactory/core/base';
import { describe, expect, it } from 'vitest';

const text = readFileSync(new URL('../../examples/ft-hsdp-98k.yaml', import.meta.url), 'utf8');
const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
const DAYS = 20;
const LIVES = 16;

/** Twelve replicas of 8,192 GPUs, under these edits. */
function liveWith(edits: Readonly<Record<string, string>>) {
  const lived = dispatch('twin', { text, edits, days: DAYS, lives: LIVES, seed: 7 });
  if (!lived.ok) throw new Error(JSON.stringify(lived.problems));
  return lived.value;
}

const REPLICA = { 'resilience.recovery': 'replica' };
const RESTART = { 'hazards.duringRecovery': 'restart' };

/** Failures of 12,288 nodes at 6.5 per 1,000 node-days, per minute. */
const RATE = (12_288 * 6.5e-3) / 1440;
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

function expectRow(name: string, reckoned: number, { ettr }: ReturnType<typeof liveWith>): void {
  const [low, high] = ettr.ci95;
  const shown = `${percent(ettr.mean)} (${percent(low)} to ${percent(high)})`;
  expect(readme).toContain(`| ${name} | ${percent(reckoned)} | ${shown} |`);
}

describe('98,304 GPUs with a failure every 18 minutes, arXiv:2602.00277', () => {
  it('fail every 18 minutes', () => {
    expect(1 / RATE).toBeCloseTo(18, 1);
    const { interruptions, nodes } = liveWith({});
    expect(nodes).toBe(12_288);
    const minutes = (DAYS * 1440) / interruptions.unexpected.mean;
    expect(Math.abs(minutes / 18 - 1)).toBeLessThan(3 / Math.sqrt((LIVES * DAYS * 1440) / 18));
    expect(readme).toContain(`every ${minutes.toFixed(2)} minutes`);
  });

  it('train 44 % of the time where each stalls all of them for ten minutes', () => {
    const lived = liveWith({});
    const reckoned = 1 - 10 * RATE;
    expect(Math.round(100 * lived.ettr.mean)).toBe(44);
    expect(lived.ettr.ci95[0]).toBeLessThan(reckoned);
    expect(lived.ettr.ci95[1]).toBeGreaterThan(reckoned);
    expectRow('whole job, every failure costs a stall of its own', reckoned, lived);
  });

  it('train 80 % of the time where the other replicas go on after three', () => {
    const lived = liveWith(REPLICA);
    const reckoned = 1 - 3 * RATE - (7 * RATE) / 12;
    expect(lived.ettr.mean).toBeGreaterThan(0.795);
    // The sum counts a stall also where the replica was away already, and its absence during stalls.
    const kept = (1 - 3 * RATE) * (1 - (7 * RATE) / 12);
    expect(lived.ettr.mean).toBeGreaterThan(reckoned);
    expect(lived.ettr.mean - kept).toBeLessThan(0.015);
    expectRow('by replica, every failure costs a stall of its own', reckoned, lived);
  });

  it('train e^(-10/18) of the time where a failure begins a running recovery again', () => {
    const lived = liveWith(RESTART);
    // A failure in the minute before the last one is noticed begins nothing again.
    const reckoned = 1 / (exp(9 * RATE) * (1 + RATE));
    expect(Math.abs(reckoned - exp(-10 * RATE))).toBeLessThan(0.002);
    expect(lived.ettr.ci95[0]).toBeLessThan(reckoned);
    expect(lived.ettr.ci95[1]).toBeGreaterThan(reckoned);
    expectRow('whole job, a failure begins a recovery again', exp(-10 * RATE), lived);
  });

  it('do nothing again, and write no checkpoints to speak of', () => {
    for (const edits of [{}, REPLICA, RESTART]) {
      const { lost, horizon } = liveWith(edits);
      expect((lost.rework.mean + lost.checkpoint.mean) / horizon).toBeLessThan(5e-4);
    }
  });
});
