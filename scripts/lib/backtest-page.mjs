// @ts-check
/** The page that says how wrong the model is: the text of docs/backtest.md. */

/** @typedef {import('@gigafactory/core/plan').BacktestReport} Report */
/** @typedef {import('@gigafactory/core/plan').BacktestRow} Row */
/** @typedef {import('@gigafactory/core/plan').ErrorSummary} Summary */

/** What explains the worst rows, where somebody has looked: the first pattern that fits an id. */
const EXPLAINED = /** @type {const} */ ([
  [
    /^ptdp-a100-table2-z3/,
    'DeepSpeed ZeRO-3 of 2021: we hide its gathers behind computing; the paper reports that they cost more the more GPUs there were.',
  ],
  [
    /^llama3paper-h100-405b-16384/,
    'The table does not state the interleaving. Without it 16 micro-batches in 16 stages are nearly half bubble; the paper interleaves (section 3.3.2).',
  ],
  [
    /^dgxc-v25.04-nemotron4-340b/,
    'The README of this release prints no interleaving, those before and after it 12 chunks: without it 16 micro-batches in 8 stages are more than a quarter bubble.',
  ],
  [
    /^jaxtb-.*gpt3-126m/,
    'A tiny model without flash attention; launch overhead, which is left out, weighs most in steps this short.',
  ],
  [
    /qwen3-30b-16-fp8/,
    'Probably the smallness of its kernels: 128 experts of width 768 on 16 GPUs, and a router, which is left out.',
  ],
  [
    /qwen3-235b-256-fp8/,
    'Two thirds of the prediction is the exchange of tokens among 32 expert ranks, of which we hide nothing.',
  ],
]);

const WORST = 10;

/**
 * @param {Report} report
 * @returns {string} Markdown.
 */
export function backtestPage(report) {
  const predicted = report.rows.filter(({ error }) => error !== undefined);
  const worst = [...predicted]
    .sort((a, b) => Math.abs(b.error ?? 0) - Math.abs(a.error ?? 0))
    .slice(0, WORST);
  return `<!-- Written by scripts/write-backtest.mjs; change what it reads, not this page. -->

# Backtest: how wrong the step time is

Every row of [measured.csv](../validation/training-runs/measured.csv), ${report.rows.length} published measurements of
training runs and benchmarks, is turned into the job and the strategy that its source states. The model
predicts the time of an optimizer step; the error is (predicted - measured) / measured.

- Kernels are fitted to microbenchmarks of kernels, never to training runs; nothing is tuned to a row. One constant
  of all comes from these rows: the share of overhead that is not modelled, the median of the sources. A test
  finds it again without each source in turn: the error on the one left out is hardly larger.
- A row that lacks a micro-batch, a recompute or a network gets a default by rule, and says so.
- FLOP/s become a step time by the source's own way of counting FLOP.
- A row that cannot be predicted stays, with the reason; none is left out for its error.

Row by row: \`gigafactory backtest --runs validation/training-runs/measured.csv --out errors.csv\`.

## Summary

${table(
  ['', 'rows', 'mean abs. error', 'median', '90 % below', 'bias'],
  [['All predicted rows', ...summaryCells(report.all.inSample)]],
)}

Each source counted once, the mean absolute error is ${percent(report.all.inSample.sourcesEqual.mape)}. A negative bias says that we
predict steps shorter than they were.

## By source

${table(
  ['source', 'rows', 'mean abs. error', 'median', '90 % below', 'bias'],
  Object.entries(report.bySource)
    .sort(([, a], [, b]) => b.inSample.rows - a.inSample.rows)
    .map(([source, { inSample }]) => [source, ...summaryCells(inSample)]),
)}

## The ${WORST} worst rows

${table(
  ['row', 'measured', 'predicted', 'error', 'what explains it'],
  worst.map((row) => [
    row.id,
    seconds(row.measured),
    seconds(row.predicted),
    signed(row.error ?? 0),
    explain(row),
  ]),
)}

## Not predicted

${report.rows.length - predicted.length} rows, by reason:

${table(
  ['reason', 'rows'],
  Object.entries(report.skipped).map(([reason, ids]) => [reason, String(ids.length)]),
)}
`;
}

/** @param {Row} row */
function explain({ id, assumptions }) {
  const known = EXPLAINED.find(([pattern]) => pattern.test(id));
  const filled = assumptions?.length ? ` Filled in: ${assumptions.join('; ')}.` : '';
  return `${known ? known[1] : 'Not explained yet.'}${filled}`;
}

/** @param {Summary} summary */
function summaryCells({ rows, mape, median, p90, bias }) {
  return [String(rows), percent(mape), percent(median), percent(p90), signed(bias)];
}

/** @param {number} share */
function percent(share) {
  return `${(share * 100).toFixed(1)} %`;
}

/** @param {number} share */
function signed(share) {
  return `${share < 0 ? '-' : '+'}${percent(Math.abs(share))}`;
}

/** @param {number | undefined} time */
function seconds(time) {
  return time === undefined ? '' : `${time.toPrecision(3)} s`;
}

/**
 * @param {readonly string[]} header
 * @param {readonly (readonly string[])[]} rows
 */
function table(header, rows) {
  const line = (/** @type {readonly string[]} */ cells) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), `|${'---|'.repeat(header.length)}`, ...rows.map(line)].join('\n');
}
