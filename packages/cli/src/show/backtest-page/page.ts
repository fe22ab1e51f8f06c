import type { BacktestReport, BacktestRow, RankQuality } from '@gigafactory/core/backtest';
import { explanationOf } from './explained.ts';
import { markdownTable, percent, seconds, signedPercent } from './markdown.ts';
import { missedTargets } from './missed.ts';
import {
  coverageTable,
  intervalsTable,
  peersTable,
  rankTable,
  sourcesTable,
  stacksTable,
  strataTable,
  targetsTable,
} from './tables.ts';

const WORST = 20;

/**
 * The page that says how wrong the model is, as Markdown; for `measured.csv` it is docs/backtest.md.
 *
 * @param runs the file that was read
 */
export function backtestPage(report: BacktestReport, runs: string): string {
  const sections = [
    introduction(report, runs),
    `## Summary\n\n${targetsTable(report)}\n\n${SUMMARY}`,
    missedTargets(report),
    `## By kind of run\n\n${ERRORS}\n\n${strataTable(report)}`,
    `## By source\n\n${sourcesTable(report)}`,
    `## By software stack\n\n${STACKS}\n\n${stacksTable(report)}`,
    `## The ${WORST} worst rows\n\n${worstRows(report)}`,
    `## Order of strategies\n\n${rankSection(report)}`,
    `## Intervals\n\n${INTERVALS}\n\n${intervalsTable()}\n\n${COVERAGE}\n\n${coverageTable(report)}`,
    `## Other models\n\n${PEERS}\n\n${peersTable(report)}`,
    `## Predicted with a doubt\n\n${doubts(report)}`,
    `## Not predicted\n\n${notPredicted(report)}`,
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function introduction({ rows }: BacktestReport, runs: string): string {
  return `<!-- Written by "gigafactory backtest --runs ${runs} --page FILE.md": do not edit. -->

# Backtest: how wrong the step time is

Every row of \`${runs}\`, ${rows.length} published measurements of training runs and benchmarks, is turned
into the job and the strategy that its source states. The model predicts the time of an optimizer step;
the error is (predicted - measured) / measured.

- Kernels are fitted to microbenchmarks of kernels, never to training runs. From these rows comes how much
  longer than the physics a step takes with a software stack: its factor.
- Therefore errors are given **out of sample**: factors are found again without the rows to be predicted.
- Five constants that all stacks share come from these rows, too, and stay: what computing hides of
  communication (two), what hidden communication slows down, and launching experts (two). Each moved over the
  whole of its range changes the mean error by 0.1 to 1.3 points (\`scripts/fit/constants.mjs\`).
- **What is not out of sample**: the structure of the model. Which features a stack has, which casts and passes
  are counted, and from how many rows on a factor stands alone were settled with these rows in view. Rows
  outside this table are predicted worse: see [Intervals](#intervals).
- A row that lacks a micro-batch, a recompute or a network gets a default by rule, and says so.
- FLOP/s become a step time by the source's own way of counting FLOP.
- A row that cannot be predicted stays, with the reason; none is left out for its error.

Row by row: \`gigafactory backtest --runs ${runs} --out errors.csv\`.`;
}

const SUMMARY = `A target is met when the error as for a new source is within it.

- **new source**: factors found without the row's source. What to expect of a run of one's own.
- **known source**: factors found without the rows of its source and model. What to expect of a new model
  from a source that is in the table; weaker.
- **ships**: with the factors that ship, in which the rows had their part.
- **MFU**: no model at all: the usual MFU of the GPU and precision in the other sources.`;

const ERRORS = `Mean to bias are of the absolute errors, and the signed mean, as for a new source. The other
columns are means. A negative bias says that we predict steps shorter than they were.`;

const STACKS = `A factor is measured over modelled time: the median over the stack's sources of the median over
their rows, so that a source counts once (*own*). It is drawn to the median of the stacks where little
speaks for it (*by all rows*): a source of n rows has the evidence n / (n + 2), and *own* the weight
E / (E + 1/2) for the sum E of its sources. *Factor* is what
ships: from five rows on the geometric mean of *own* and the median of all rows, else *by all rows*.`;

const INTERVALS = `How far a measured step lies from the predicted one, as measured over predicted time, on runs that had no part in
the model: 475 rows of 22 sources outside this table, each source counting once. On them the mean error with
sources equal was 18.7 % where the software was named well and 21.3 % as a user would enter it, and FSDP and
untuned software were predicted too fast. Intervals that were found from the rows of this table held 56 of 100 of them where
they promised 95, so those are gone: planning states these.`;

const COVERAGE = `Recipes are \`megatron-bridge-*\`, \`nemo-*\`, \`maxtext\`, \`paxml\` and \`mlperf\`, as long as a run changes none of
their features; everything else is other software, \`megatron-core-*\`, the default, too. How many of the rows of this
table lay within, around the time that ships; most had their part in the model, so this says little of a new run.`;

const PEERS = 'Mean absolute errors, for comparison. The rows are not the same ones.';

function worstRows({ rows, byStack }: BacktestReport): string {
  const errorOf = (row: BacktestRow) => Math.abs(row.outOfSample?.error ?? row.error ?? 0);
  const worst = rows
    .filter(({ error }) => error !== undefined)
    .sort((a, b) => errorOf(b) - errorOf(a))
    .slice(0, WORST);
  return markdownTable(
    ['row', 'measured', 'new source', 'ships', 'what explains it'],
    worst.map((row) => [
      row.id,
      seconds(row.measured),
      row.outOfSample ? signedPercent(row.outOfSample.error) : '–',
      signedPercent(row.error!),
      explain(row, byStack[row.stack]!.estimate.sources),
    ]),
  );
}

function explain({ id, stack, assumptions }: BacktestRow, sources: number): string {
  const alone = sources === 1 ? ` No other source has ${stack}.` : '';
  const filled = assumptions?.length ? ` Filled in: ${assumptions.join('; ')}.` : '';
  return `${explanationOf(id)}${alone}${filled}`;
}

function rankSection(report: BacktestReport): string {
  const { rank } = report;
  if (rank.groups.length === 0)
    return 'No source tried three strategies of one model on the same GPUs.';
  return `${rankWords(rank)}\n\n${rankTable(report)}`;
}

function rankWords({ pairs, tau, groups, meanRegret, medianRegret }: RankQuality): string {
  const order = tau === undefined ? 'none' : tau.toFixed(2);
  return `Where one source ran a model on the same GPUs in three strategies or more (${groups.length} groups), they are
compared by time per FLOP. Over all ${pairs} pairs Kendall's tau-b is ${order}: 1 is our order, 0 is chance. The
strategy that we put first is slower than the best by ${percent(meanRegret)} on average, ${percent(medianRegret)} in the
median (*regret*).`;
}

function doubts({ extrapolated }: BacktestReport): string {
  const counts = Object.entries(extrapolated).map(([reason, rows]) => [reason, String(rows)]);
  return counts.length === 0 ? 'None.' : markdownTable(['reason', 'rows'], counts);
}

function notPredicted({ skipped }: BacktestReport): string {
  const reasons = Object.entries(skipped);
  const rows = reasons.reduce((sum, [, ids]) => sum + ids.length, 0);
  if (rows === 0) return 'None.';
  const table = markdownTable(
    ['reason', 'rows', 'first'],
    reasons.map(([reason, ids]) => [reason, String(ids.length), ids[0]!]),
  );
  return `${rows} rows, by reason; the file of \`--out\` has all ids.\n\n${table}`;
}
