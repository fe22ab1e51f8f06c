import {
  type BacktestReport,
  type Comparison,
  type Coverage,
  type ErrorMeasures,
  type ErrorSummary,
  STRATA,
  STRATUM_NAMES,
} from '@gigafactory/core/backtest';
import { type RatioInterval, STEP_TIME_ERROR } from '@gigafactory/core/facts';
import { markdownTable, percent, signedPercent } from './markdown.ts';
import { reachedTargets } from './targets.ts';

interface Peer {
  readonly who: string;
  readonly error: string;
  readonly on: string;
}

/** Mean absolute errors of other models of the step time. */
const PEERS: readonly Peer[] = [
  { who: 'Calculon', error: '3.65 %', on: 'the 8 rows it was tuned on' },
  { who: 'Calculon', error: '15.3 %', on: '109 multi-node A100 rows it had not seen' },
  { who: 'SimuMax', error: '11.1 to 12.5 %', on: 'the same 109 rows' },
];

const NONE = '–';
const ERRORS = ['rows', 'mean', 'median', '90 % below', 'bias', 'known source', 'ships', 'MFU'];

export function targetsTable(report: BacktestReport): string {
  const shown = (error: number | undefined) => (error === undefined ? NONE : percent(error));
  return markdownTable(
    ['error', 'target', 'new source', 'known source', 'ships', 'met'],
    reachedTargets(report).map(({ what, most, newSource, knownSource, inSample, met }) => [
      what,
      percent(most),
      shown(newSource),
      shown(knownSource),
      shown(inSample),
      met ? 'yes' : 'no',
    ]),
  );
}

export function strataTable({ all, strata }: BacktestReport): string {
  const rows = STRATUM_NAMES.flatMap((name) => {
    const comparison = strata[name];
    return comparison ? [[STRATA[name].label, ...cellsWithEqual(comparison)]] : [];
  });
  const equal = errorCells(all, ({ sourcesEqual }) => sourcesEqual);
  const mean = errorOf(all.newSource, ({ sourcesEqual }) => sourcesEqual.mape);
  return markdownTable(
    ['kind', ...ERRORS, 'mean, sources equal'],
    [
      ['All predicted rows', ...cellsWithEqual(all)],
      ['All, sources equal', ...equal, mean],
      ...rows,
    ],
  );
}

export function sourcesTable({ bySource }: BacktestReport): string {
  const sources = Object.entries(bySource).sort(
    ([, a], [, b]) => b.inSample.rows - a.inSample.rows,
  );
  return markdownTable(
    ['source', ...ERRORS],
    sources.map(([source, comparison]) => [source, ...errorCells(comparison)]),
  );
}

export function stacksTable({ byStack, globalFactor }: BacktestReport): string {
  const stacks = Object.entries(byStack).sort(([, a], [, b]) => b.estimate.rows - a.estimate.rows);
  const rows = stacks.map(([stack, { errors, factor, estimate }]) => [
    stack,
    String(estimate.rows),
    String(estimate.sources),
    factor.toFixed(3),
    estimate.factor.toFixed(3),
    estimate.own.toFixed(3),
    errorOf(errors.newSource, ({ mape }) => mape),
    errorOf(errors.inSample, ({ mape }) => mape),
  ]);
  const unknown = globalFactor?.toFixed(3) ?? NONE;
  return markdownTable(
    ['stack', 'rows', 'sources', 'factor', 'by all rows', 'own', 'mean error', 'ships'],
    [...rows, ['a stack not seen', '', '', '', unknown, '', '', '']],
  );
}

export function rankTable({ rank }: BacktestReport): string {
  return markdownTable(
    ['source', 'model', 'GPUs', 'precision', 'sequence', 'runs', 'tau-b', 'regret'],
    rank.groups.map((group) => [
      group.source,
      group.modelKey,
      `${group.gpus} ${group.gpu}`,
      group.precision,
      String(group.sequenceLength),
      String(group.runs),
      group.tau?.toFixed(2) ?? NONE,
      percent(group.regret),
    ]),
  );
}

/** The intervals that planning uses. */
export function intervalsTable(): string {
  const ends = ({ low, high }: RatioInterval) => `${low.value} to ${high.value}`;
  return markdownTable(
    ['software', '80 of 100', '95 of 100', 'rows', 'sources'],
    Object.values(STEP_TIME_ERROR).map(({ label, within80, within95, rows, sources }) => [
      label,
      ends(within80),
      ends(within95),
      String(rows),
      String(sources),
    ]),
  );
}

/** How often the rows lay within them. */
export function coverageTable({ coverage }: BacktestReport): string {
  const row = (name: string, of: Coverage) => [
    name,
    percent(of.within80),
    percent(of.within95),
    percent(of.sourcesEqual.within80),
    percent(of.sourcesEqual.within95),
  ];
  return markdownTable(
    ['stratum', 'in 80', 'in 95', 'in 80, sources equal', 'in 95, sources equal'],
    [
      row('All predicted rows', coverage.all),
      ...STRATUM_NAMES.flatMap((name) => {
        const of = coverage.strata[name];
        return of ? [row(STRATA[name].label, of)] : [];
      }),
    ],
  );
}

/** Other models of the step time, and ours on rows of the same kind. */
export function peersTable({ strata }: BacktestReport): string {
  const ours = strata.a100Nodes;
  const own = (way: 'newSource' | 'inSample', how: string) =>
    ours && ours[way].rows > 0
      ? [['Gigafactory', percent(ours[way].mape), `${ours[way].rows} multi-node A100 rows, ${how}`]]
      : [];
  return markdownTable(
    ['model', 'mean error', 'on'],
    [
      ...PEERS.map(({ who, error, on }) => [who, error, on]),
      ...own('newSource', 'for a source it had not seen'),
      ...own('inSample', 'with the factors that ship'),
    ],
  );
}

function errorCells(
  { newSource, knownSource, inSample, baseline }: Comparison,
  of: (summary: ErrorSummary) => ErrorMeasures = (summary) => summary,
): string[] {
  const mape = (summary: ErrorSummary) => errorOf(summary, (each) => of(each).mape);
  return [
    String(inSample.rows),
    mape(newSource),
    errorOf(newSource, (each) => of(each).median),
    errorOf(newSource, (each) => of(each).p90),
    newSource.rows === 0 ? NONE : signedPercent(of(newSource).bias),
    mape(knownSource),
    mape(inSample),
    mape(baseline),
  ];
}

function cellsWithEqual(comparison: Comparison): string[] {
  const { newSource } = comparison;
  return [...errorCells(comparison), errorOf(newSource, ({ sourcesEqual }) => sourcesEqual.mape)];
}

/** Without rows there is no error, rather than an error of 0. */
function errorOf(summary: ErrorSummary, measure: (summary: ErrorSummary) => number): string {
  return summary.rows === 0 ? NONE : percent(measure(summary));
}
