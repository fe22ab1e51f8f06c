import type { BacktestReport, Comparison } from '@gigafactory/core/backtest';
import { percent } from './markdown.ts';
import { reachedTargets } from './targets.ts';

/** Why targets are missed, with the errors that show it; empty if there are none that we can explain. */
export function missedTargets(report: BacktestReport): string {
  const missed = reachedTargets(report).some(({ what, met }) => /experts/.test(what) && !met);
  const { moeHopper, moeBlackwell } = report.strata;
  if (!missed || !moeHopper || !moeBlackwell) return '';
  return `### Why mixtures of experts are missed

- The tables of kernels that we fit to have experts on A100 and H100 alone. On Hopper the median error is ${medianOf(moeHopper)};
  on Blackwell, whose experts we derive from its dense products, ${medianOf(moeBlackwell)}.
${gptOss(report)}- What would change it: grouped products measured on Blackwell, in mxfp8 and nvfp4, with the casts and launches
  around them, and attention with sinks.`;
}

function medianOf({ newSource: { median, rows } }: Comparison): string {
  return `${percent(median)} (${rows} rows)`;
}

function gptOss({ rows }: BacktestReport): string {
  const errors = rows
    .filter(({ id }) => id.includes('gpt-oss'))
    .flatMap(({ outOfSample }) => (outOfSample ? [outOfSample.error] : []))
    .sort((a, b) => a - b);
  const middle = errors[Math.floor(errors.length / 2)];
  if (middle === undefined) return '';
  return `- GPT-OSS is the worst model: ${percent(Math.abs(middle))} too ${middle < 0 ? 'fast' : 'slow'} in the median of ${errors.length} rows. Its experts have biases and a
  clamped activation, its attention has sinks; of these no kernel is in the tables.
`;
}
