import type { ExplainedTwin, JournalReport } from '@gigafactory/core/api';
import { DAY_S, showDate } from '@gigafactory/core/base';
import { type Estimate, endsEarly, type RunResult, type TwinResult } from '@gigafactory/core/twin';
import { amount, share, signedShare } from '../text/amount.ts';
import { facts } from '../text/facts.ts';
import type { Paint } from '../text/paint.ts';
import { type Column, table } from '../text/table.ts';
import { paragraph } from '../text/wrap.ts';
import { words } from './parts.ts';

const COLUMNS: readonly Column[] = [
  { title: '' },
  { title: 'mean', align: 'right' },
  { title: '95% CI of mean', align: 'right' },
  { title: 'p10', align: 'right' },
  { title: 'p50', align: 'right' },
  { title: 'p90', align: 'right' },
];

type Show = (value: number) => string;

/** The outcome of many lives: how often a run was interrupted and what that cost. */
export function showTwin(twin: ExplainedTwin, cpuSeconds: number, paint: Paint): string[] {
  return [
    paint('bold', `Run ${twin.run}: ${showLives(twin)}`),
    ...(endsEarly(twin)
      ? paragraph(
          `The run is over after ${amount(twin.lived.mean, 's')} on average: counts and losses are of that time, not of ${showHorizon(twin)}.`,
          paint.width,
        )
      : []),
    '',
    ...table(COLUMNS, rowsOf(twin), paint),
    '',
    ...(twin.journal ? [] : [...showFormula(twin, paint), '']),
    ...showCauses(twin, paint),
    '',
    ...twin.others.flatMap((other) => [...showOther(other, paint), '']),
    ...showSums(twin, paint),
    '',
    ...(twin.journal ? [...showJournal(twin, twin.journal, paint), ''] : []),
    ...(twin.duration
      ? []
      : paragraph(
          'In some lives no useful work was done: at that pace the run would never end.',
          paint.width,
        )),
    ...paragraph(showOutcomes(twin), paint.width),
    ...paragraph(
      `${amount(twin.events, 'event')}, ${amount(cpuSeconds, 's')} of CPU time, digest ${twin.digest}`,
      paint.width,
    ),
  ];
}

/** What the plan says of the same run, and how far the mean of the lives is from it. */
function showFormula({ byFormula, ettr, duration }: ExplainedTwin, paint: Paint): string[] {
  const { goodput } = byFormula;
  const isNoise = ettr.ci95[0] <= goodput && goodput <= ettr.ci95[1];
  const signed = (value: number) => `${value < 0 ? '-' : '+'}${Math.abs(100 * value).toFixed(1)}`;
  const rows = [
    [
      'goodput',
      `${share(goodput)}; the lives differ by ${signed(ettr.mean - goodput)} points, ${isNoise ? 'no more' : 'more'} than noise`,
    ] as const,
    ...(duration
      ? [
          [
            'duration',
            `${amount(byFormula.duration, 's')}; the lives differ by ${signed(duration.mean / byFormula.duration - 1)}%`,
          ] as const,
        ]
      : []),
  ];
  return facts('The plan, by formula', rows, paint);
}

function rowsOf(run: RunResult): string[][] {
  const count: Show = (value) => amount(value, '1');
  const time: Show = (value) => amount(value, 's');
  const lostTime: Show = (value) => amount(value, run.lived.mean < DAY_S ? 's' : 'h');
  const goodput = run.kind === 'serve' ? 'availability' : 'goodput (ETTR)';
  return [
    toRow('unexpected interruptions', run.interruptions.unexpected, count),
    toRow('planned interruptions', run.interruptions.planned, count),
    toRow(goodput, run.ettr, share),
    ...(run.duration ? [toRow('duration of the run', run.duration, time)] : []),
    ...Object.entries(run.lost).map(([cause, lost]) =>
      toRow(`lost: ${words(cause)}`, lost, lostTime),
    ),
  ];
}

function showOther(run: RunResult, paint: Paint): string[] {
  const kind = run.kind === 'serve' ? 'Service' : 'Run';
  return [
    paint('bold', `Beside it: ${kind} ${run.run} on ${amount(run.nodes, 'node')}`),
    '',
    ...table(COLUMNS, rowsOf(run), paint),
  ];
}

/** The results: dates, money, and where the nodes were. */
function showSums({ endDate, costOfLost, fleet }: ExplainedTwin, paint: Paint): string[] {
  const date: Show = (value) => showDate(value);
  return facts(
    'In a life',
    [
      ...(endDate
        ? [
            [
              'run ends',
              `${date(endDate.p50)}; one in ten before ${date(endDate.p10)}, one in ten after ${date(endDate.p90)}`,
            ] as const,
          ]
        : []),
      ...(costOfLost ? [['lost time', showCost(costOfLost)] as const] : []),
      [
        'nodes were',
        `${share(fleet.held)} held by runs, ${share(fleet.spare)} spare, ${share(fleet.out)} out of service`,
      ],
    ],
    paint,
  );
}

/** The whole and the largest three of its causes. */
function showCost({ total, byCause }: NonNullable<ExplainedTwin['costOfLost']>): string {
  const largest = Object.entries(byCause)
    .filter(([, cost]) => cost > 0)
    .sort(([, a], [, b]) => b - a)
    .slice(0, 3)
    .map(([cause, cost]) => `${words(cause)} ${amount(cost, '$')}`);
  return `${amount(total, '$')}${largest.length > 0 ? `: ${largest.join(', ')}` : ''}`;
}

/** What happened according to the journal, and what would have happened under the policies of the file. */
function showJournal({ ettr }: TwinResult, journal: JournalReport, paint: Paint): string[] {
  const { then, faults, difference, notes } = journal;
  const counts = Object.entries(faults).map(([what, count]) => `${what} ${amount(count, '1')}`);
  return facts(
    'The journal',
    [
      ['faults', counts.join(', ') || 'none'],
      ['then', `${span(then.ettr, share)} ETTR, ${amount(then.failures, '1')} failures seen`],
      ['now', `${share(ettr.mean)} ETTR, ${span(difference, signedShare)} against then`],
      ...notes.map((note) => ['', note] as const),
    ],
    paint,
  );
}

function span([low, high]: readonly [number, number], show: Show): string {
  return show(low) === show(high) ? show(low) : `${show(low)} to ${show(high)}`;
}

/** `20 lives of 30 d, seed 7`. */
export function showLives({ lives, horizon, seed }: TwinResult): string {
  return `${lives} ${lives === 1 ? 'life' : 'lives'} of ${showHorizon({ horizon })}, seed ${seed}`;
}

function showHorizon({ horizon }: Pick<TwinResult, 'horizon'>): string {
  return amount(horizon, horizon < DAY_S ? 's' : 'd');
}

function showOutcomes({ outcomes, lives }: TwinResult): string {
  const { finished, failed, running } = outcomes;
  return `Of ${lives} lives, ${finished} finished the run, ${failed} gave it up and ${running} were still running.`;
}

function showCauses({ interruptions }: TwinResult, paint: Paint): string[] {
  const causes = Object.entries(interruptions.byCause)
    .filter(([, mean]) => mean > 0)
    .sort(([, a], [, b]) => b - a);
  return table(
    [{ title: 'cause' }, { title: 'interruptions in a life', align: 'right' }],
    causes.map(([cause, mean]) => [cause, amount(mean, '1')]),
    paint,
  );
}

function toRow(label: string, { mean, ci95, p10, p50, p90 }: Estimate, show: Show): string[] {
  const interval = `${show(ci95[0])} to ${show(ci95[1])}`;
  return [label, show(mean), interval, show(p10), show(p50), show(p90)];
}
