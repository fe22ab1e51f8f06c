import {
  type BacktestReport,
  type Coverage,
  type RankQuality,
  STRATA,
  STRATUM_NAMES,
} from '@gigafactory/core/backtest';
import { type RatioInterval, STEP_TIME_ERROR } from '@gigafactory/core/facts';
import { amount, share } from '../text/amount.ts';
import type { Paint } from '../text/paint.ts';
import { type Column, table } from '../text/table.ts';
import { hang, paragraph } from '../text/wrap.ts';

const right = (title: string): Column => ({ title, align: 'right' });

/** How well we order the strategies that a source tried. */
export function showRank(
  { groups, pairs, tau, meanRegret, medianRegret }: RankQuality,
  paint: Paint,
) {
  if (groups.length === 0) return [];
  return [
    '',
    ...table(
      [
        right('runs'),
        right('tau'),
        right('regret'),
        { title: 'strategies of one source, compared' },
      ],
      groups.map((group) => [
        amount(group.runs, '1'),
        group.tau?.toFixed(2) ?? '–',
        share(group.regret),
        `${group.source}: ${group.modelKey} on ${group.gpus} ${group.gpu}, ${group.precision}`,
      ]),
      paint,
    ),
    ...paragraph(
      `Over all ${pairs} pairs Kendall's tau-b is ${tau?.toFixed(2) ?? '–'}. The strategy put first is slower than the best by ${share(meanRegret)} on average, ${share(medianRegret)} in the median.`,
      paint.width,
    ),
  ];
}

/** How often measured times lay within the intervals that planning uses. */
export function showCoverage({ coverage }: BacktestReport, paint: Paint): string[] {
  const row = (name: string, of: Coverage) => [
    name,
    share(of.within80),
    share(of.within95),
    share(of.sourcesEqual.within80),
    share(of.sourcesEqual.within95),
  ];
  return [
    '',
    paint('bold', 'Measured over predicted time, in the intervals that planning uses'),
    ...Object.values(STEP_TIME_ERROR).flatMap(({ label, within80, within95 }) =>
      hang(
        `  ${label}`,
        `80 of 100 in ${ratios(within80)}, 95 in ${ratios(within95)}`,
        31,
        paint.width,
      ),
    ),
    ...hang('  equal', 'the same with each source counting once', 31, paint.width),
    '',
    ...table(
      [{ title: 'stratum' }, right('in 80'), right('in 95'), right('equal 80'), right('equal 95')],
      [
        row('all rows', coverage.all),
        ...STRATUM_NAMES.flatMap((name) => {
          const of = coverage.strata[name];
          return of ? [row(STRATA[name].label, of)] : [];
        }),
      ],
      paint,
    ),
  ];
}

export function showExtrapolated({ extrapolated }: BacktestReport, paint: Paint): string[] {
  const reasons = Object.entries(extrapolated);
  if (reasons.length === 0) return [];
  return [
    '',
    ...table(
      [right('rows'), { title: 'predicted, with a doubt' }],
      reasons.map(([reason, count]) => [amount(count, '1'), reason]),
      paint,
    ),
  ];
}

/** Rows that are not predicted, with the first of their ids; all are in `--out` and in the JSON. */
export function showSkipped({ skipped }: BacktestReport, paint: Paint): string[] {
  const reasons = Object.entries(skipped);
  if (reasons.length === 0) return [];
  return [
    '',
    ...table(
      [right('skipped'), { title: 'because' }],
      reasons.map(([reason, ids]) => [
        amount(ids.length, '1'),
        `${reason}: ${ids[0]}${ids.length > 1 ? ', …' : ''}`,
      ]),
      paint,
    ),
  ];
}

function ratios({ low, high }: RatioInterval): string {
  return `${low.value.toFixed(2)} to ${high.value.toFixed(2)}`;
}
