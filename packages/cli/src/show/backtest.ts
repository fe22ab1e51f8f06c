import {
  type BacktestReport,
  type Comparison,
  type ErrorSummary,
  STRATA,
  STRATUM_NAMES,
} from '@gigafactory/core/backtest';
import { amount, share, signedShare } from '../text/amount.ts';
import type { Paint } from '../text/paint.ts';
import { type Cell, type Column, table } from '../text/table.ts';
import { hang } from '../text/wrap.ts';
import { showCoverage, showExtrapolated, showRank, showSkipped } from './backtest-parts.ts';

const right = (title: string): Column => ({ title, align: 'right' });

/** The mean absolute error of each way to predict, and all errors of the first. */
const ERROR_COLUMNS: readonly Column[] = [
  right('rows'),
  right('MAPE'),
  right('median'),
  right('p90'),
  right('bias'),
  right('known'),
  right('ships'),
  right('MFU'),
];

const LEGEND: readonly (readonly [string, string])[] = [
  ['  MAPE to bias', "for sources it had not seen: stack factors found without the row's source"],
  ['  known', "MAPE as of a new model of a known source: without the source's rows of that model"],
  ['  ships', 'MAPE in sample, with the factors that ship'],
  ['  MFU', 'MAPE without a model: the usual MFU of the GPU and precision in the other sources'],
  ['  equal', 'MAPE for sources it had not seen, each source counting once'],
];

/** How wrong the model is about measured runs: out of sample first. */
export function showBacktest(report: BacktestReport, paint: Paint): string[] {
  return [
    paint('bold', 'Error of the predicted step time'),
    ...LEGEND.flatMap(([label, text]) => hang(label, text, 17, paint.width)),
    '',
    ...showStrata(report, paint),
    '',
    ...showSources(report, paint),
    '',
    ...showStacks(report, paint),
    ...showRank(report.rank, paint),
    ...showCoverage(report, paint),
    ...showExtrapolated(report, paint),
    ...showSkipped(report, paint),
  ];
}

function showStrata({ all, strata }: BacktestReport, paint: Paint): string[] {
  const rows = STRATUM_NAMES.flatMap((name): Cell[][] => {
    const comparison = strata[name];
    return comparison ? [[STRATA[name].label, ...cellsWithEqual(comparison)]] : [];
  });
  return table(
    [{ title: 'stratum' }, ...ERROR_COLUMNS, right('equal')],
    [
      [{ text: 'all rows', style: 'bold' }, ...cellsWithEqual(all)],
      [{ text: 'all, sources equal', style: 'bold' }, ...cellsWithEqual(sourcesEqual(all))],
      ...rows,
    ],
    paint,
  );
}

function showSources({ bySource }: BacktestReport, paint: Paint): string[] {
  const sources = Object.entries(bySource).sort(
    ([, a], [, b]) => b.inSample.rows - a.inSample.rows,
  );
  return table(
    [...ERROR_COLUMNS, { title: 'source' }],
    sources.map(([source, comparison]) => [...errorCells(comparison), source]),
    paint,
  );
}

function showStacks({ byStack, globalFactor }: BacktestReport, paint: Paint): string[] {
  const stacks = Object.entries(byStack).sort(([, a], [, b]) => b.estimate.rows - a.estimate.rows);
  const rows = stacks.map(([stack, { errors, factor, estimate }]) => [
    stack,
    amount(estimate.rows, '1'),
    amount(estimate.sources, '1'),
    factor.toFixed(3),
    estimate.factor.toFixed(3),
    estimate.own.toFixed(3),
    errorOf(errors.newSource, 'mape'),
    errorOf(errors.inSample, 'mape'),
  ]);
  const unknown = globalFactor?.toFixed(3) ?? '–';
  return [
    ...table(
      [
        { title: 'stack' },
        right('rows'),
        right('sources'),
        right('factor'),
        right('by all rows'),
        right('own'),
        right('MAPE'),
        right('ships'),
      ],
      [...rows, ['a stack not seen', '', '', '', unknown, '', '', '']],
      paint,
    ),
  ];
}

function errorCells({ newSource, knownSource, inSample, baseline }: Comparison): string[] {
  return [
    amount(inSample.rows, '1'),
    errorOf(newSource, 'mape'),
    errorOf(newSource, 'median'),
    errorOf(newSource, 'p90'),
    newSource.rows === 0 ? '–' : signedShare(newSource.bias),
    errorOf(knownSource, 'mape'),
    errorOf(inSample, 'mape'),
    errorOf(baseline, 'mape'),
  ];
}

function cellsWithEqual(comparison: Comparison): string[] {
  return [...errorCells(comparison), errorOf(sourcesEqual(comparison).newSource, 'mape')];
}

/** Without rows there is no error, rather than an error of 0. */
function errorOf(summary: ErrorSummary, measure: 'mape' | 'median' | 'p90'): string {
  return summary.rows === 0 ? '–' : share(summary[measure]);
}

function sourcesEqual({ newSource, knownSource, inSample, baseline }: Comparison): Comparison {
  const equal = (summary: ErrorSummary) => ({ ...summary, ...summary.sourcesEqual });
  return {
    newSource: equal(newSource),
    knownSource: equal(knownSource),
    inSample: equal(inSample),
    baseline: equal(baseline),
  };
}
