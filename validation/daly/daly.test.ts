import { readFileSync } from 'node:fs';
import { exp, pow, youngInterval } from '@gigafactory/core/base';
import { simulate, type TwinResult, type TwinScenario } from '@gigafactory/core/twin';
import { describe, expect, it } from 'vitest';
import {
  cause,
  constant,
  QUIET,
  replicated,
  runWith,
} from '../../packages/core/src/twin/scenario.fixture.ts';

const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
const LIVES = 8;
/** Failures in each life, on average. */
const FAILURES = 800;

interface Case {
  readonly rate: number;
  readonly interval: number;
  readonly write: number;
  readonly restart: number;
}

/** Constant times, a spare for every failure, and an interruption `rate` times per s. */
function live(
  { rate, interval, write, restart }: Case,
  duringRecovery: TwinScenario['duringRecovery'],
  seed: number,
): TwinResult {
  const run = runWith(
    { checkpoint: { writeTime: write, bytes: 0 } },
    { checkpoint: { kind: 'fixed', interval } },
    { restart: constant(restart) },
  );
  const scenario = { ...QUIET, runs: [run], causes: [cause(rate / 8)], duringRecovery };
  return simulate({ ...scenario, horizon: FAILURES / rate }, seed, LIVES);
}

/** Equation 20, as it is printed. */
const formula = ({ rate, interval, write, restart }: Case) =>
  (rate * interval) / (exp(rate * restart) * (exp(rate * (interval + write)) - 1));

/** To first order in the rate, as in arXiv:2410.21680. */
const linear = ({ rate, interval, write, restart }: Case) =>
  (1 - rate * (restart + interval / 2)) / (1 + write / interval);

const holds = ({ ettr }: TwinResult, value: number) =>
  ettr.ci95[0] <= value && value <= ettr.ci95[1];

const RATES = [1 / 1800, 1 / 7200, 1 / 36_000];
const GRID: readonly Case[] = RATES.flatMap((rate) =>
  [300, 1200, 3600].flatMap((interval) =>
    [0, 30, 300].flatMap((write) =>
      [60, 900].map((restart) => ({ rate, interval, write, restart })),
    ),
  ),
);

describe('Daly 2006', () => {
  it('lies in the 95 % interval of the twin as often as a 95 % interval should hold it', () => {
    const lives = GRID.map((at, index) => ({
      at,
      lived: live(at, 'restart', 100 + index),
    }));
    const inside = lives.filter(({ at, lived }) => holds(lived, formula(at))).length;
    // Binomial: 54 intervals hold it 51.3 times, with a deviation of 1.6.
    const expected = 0.95 * GRID.length;
    const sigma = Math.sqrt(GRID.length * 0.95 * 0.05);
    expect(inside).toBeGreaterThanOrEqual(expected - 2.5 * sigma);
    // The intervals are narrow enough to tell another formula.
    const insideLinear = lives.filter(({ at, lived }) => holds(lived, linear(at))).length;
    expect(insideLinear).toBeLessThan(GRID.length / 2);
    expect(readme).toContain(`in ${insideLinear} only`);
    const widths = lives.map(
      ({ lived: { ettr } }) => (ettr.ci95[1] - ettr.ci95[0]) / 2 / ettr.mean,
    );
    const widest = Math.max(...widths);
    const error = Math.max(
      ...lives.map(({ at, lived }) => Math.abs(lived.ettr.mean / formula(at) - 1)),
    );
    expect(readme).toContain(`${inside} of ${GRID.length}`);
    expect(readme).toContain(`largest difference is ${(100 * error).toFixed(1)} %`);
    expect(readme).toContain(`widest interval is ±${(100 * widest).toFixed(1)} %`);
    const values = GRID.map(formula);
    const [least, most] = [Math.min(...values), Math.max(...values)];
    expect(values[widths.indexOf(widest)]).toBe(least);
    expect(readme).toContain(`from ${(100 * least).toFixed(1)} to ${(100 * most).toFixed(1)} %`);
  }, 60_000);

  it.each([
    [1 / 1080, 600],
    [1 / 3600, 600],
    [1 / 3600, 60],
    [1 / 36_000, 1800],
  ])(
    'leaves 1 / (1 + rate R) at a rate of %d /s and R of %d s, with nothing done again',
    (rate, restart) => {
      const lived = live({ rate, interval: 1e-6, write: 0, restart }, 'ignore', 5);
      const expected = 1 / (1 + rate * restart);
      expect(holds(lived, expected)).toBe(true);
      expect(lived.lost.rework.mean).toBeLessThan(1);
      expect(readme).toContain(
        `| ${Math.round(1 / rate)} s | ${restart} s | ${(100 * expected).toFixed(2)} % | ${(100 * lived.ettr.mean).toFixed(2)} % |`,
      );
    },
  );
});

describe('Young 1974', () => {
  it('gives an interval that a sweep does not beat by more than a thousandth', () => {
    const [rate, write, restart] = [1 / 7200, 30, 300];
    const best = youngInterval(write, 1 / rate);
    const rows = [0.25, 0.5, 0.75, 1, 1.5, 2, 4].map((factor) => {
      // The same seed: the same failures at the same times.
      const { ettr } = live({ rate, interval: factor * best, write, restart }, 'restart', 3);
      expect(readme).toContain(
        `| ${factor} | ${(factor * best).toFixed(0)} s | ${(100 * ettr.mean).toFixed(2)} % |`,
      );
      return { factor, ettr: ettr.mean };
    });
    const top = Math.max(...rows.map(({ ettr }) => ettr));
    expect(top - rows.find(({ factor }) => factor === 1)!.ettr).toBeLessThan(0.001);
    expect(top - rows[0]!.ettr).toBeGreaterThan(0.02);
    expect(top - rows.at(-1)!.ettr).toBeGreaterThan(0.02);
  });
});

describe('spares', () => {
  const GANG = 16;
  const [rate, repair] = [1 / 500_000, 25_000];

  /** Chance that at most so many of all nodes are in repair, each for `repair` of every 1 / rate + repair s. */
  function enough(spares: number): number {
    const out = (rate * repair) / (1 + rate * repair);
    const nodes = GANG + spares;
    let term = pow(1 - out, nodes);
    let sum = 0;
    for (let count = 0; count <= spares; count++) {
      sum += term;
      term *= ((nodes - count) / (count + 1)) * (out / (1 - out));
    }
    return sum;
  }

  it.each([
    [0, 0],
    [1, 0],
    [2, 0],
    [4, 0],
    [0, 1],
    [2, 1],
  ])(
    'leave the time in which %d of them are enough, with a sigma of repair times of %d',
    (spares, sigma) => {
      const lived = simulate(
        {
          ...QUIET,
          topology: { ...QUIET.topology, nodes: GANG + spares },
          runs: [replicated(1, GANG, { checkpoint: { kind: 'fixed', interval: 1e-6 } })],
          // The mean of a log-normal time is its median times e^(sigma^2 / 2).
          causes: [cause(rate, { median: repair / exp((sigma * sigma) / 2), sigma })],
          horizon: FAILURES / (rate * GANG),
        },
        11,
        LIVES,
      );
      const expected = enough(spares);
      expect(holds(lived, expected)).toBe(true);
      const [low, high] = lived.ettr.ci95.map((share) => `${(100 * share).toFixed(2)} %`);
      expect(readme).toContain(
        `| ${spares} | ${sigma} | ${(100 * expected).toFixed(2)} % | ${(100 * lived.ettr.mean).toFixed(2)} % (${low} to ${high}) |`,
      );
    },
  );
});
