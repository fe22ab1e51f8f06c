import type { BacktestReport, ErrorSummary } from '@gigafactory/core/plan';
import { amount, share, signedShare } from '../text/amount.ts';
import type { Paint } from '../text/paint.ts';
import { table } from '../text/table.ts';

/** How wrong the model is about measured runs, by source. */
export function showBacktest(report: BacktestReport, paint: Paint): string[] {
  const sources = Object.entries(report.bySource);
  return [
    paint('bold', 'Error of the predicted step time'),
    ...table(
      [
        { title: 'source' },
        { title: 'rows', align: 'right' },
        { title: 'MAPE', align: 'right' },
        { title: 'median', align: 'right' },
        { title: 'p90', align: 'right' },
        { title: 'bias', align: 'right' },
      ],
      [
        ...sources.map(([source, summary]) => toRow(source, summary)),
        toRow({ text: 'all rows', style: 'bold' }, report.all),
      ],
      paint,
    ),
    '',
    `  Each source counting once, MAPE is ${share(report.mapeSourcesEqual)}.`,
    ...showSkipped(report, paint),
  ];
}

function toRow(source: string | { text: string; style: 'bold' }, summary: ErrorSummary) {
  const { rows, mape, median, p90, bias } = summary;
  const errors = [share(mape), share(median), share(p90), signedShare(bias)];
  return [source, amount(rows, '1'), ...errors];
}

function showSkipped({ skipped }: BacktestReport, paint: Paint): string[] {
  const reasons = Object.entries(skipped).sort(([, a], [, b]) => b - a);
  if (reasons.length === 0) return [];
  return [
    '',
    ...table(
      [{ title: 'skipped', align: 'right' }, { title: 'because' }],
      reasons.map(([reason, count]) => [amount(count, '1'), reason]),
      paint,
    ),
  ];
}
