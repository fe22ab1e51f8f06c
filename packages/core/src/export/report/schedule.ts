import { DAY_S, parseDate, showDate, showQuantity } from '../../base/index.ts';
import type { DatesPlan, Plan } from '../../plan/index.ts';
import { type Span, scheduleChart, type Tick } from './charts.ts';
import { html } from './html.ts';
import { facts, type Section, section, table } from './parts.ts';

/** Bars of a chart that still fits a page of paper; the table has all. */
const MOST_BARS = 24;

/** From decision to readiness, and the runs after it; undefined if nothing has a date. */
export function scheduleSection(plan: Plan): Section | undefined {
  const { dates } = plan;
  const spans = spansOf(plan);
  if (spans.length === 0) return undefined;
  const begins = showDate(Math.min(...spans.map(({ start }) => start)));
  const ends = showDate(Math.max(...spans.map(({ end }) => end)));
  const more = spans.length - MOST_BARS;
  return section(
    'schedule',
    'Schedule',
    hasTasks(dates) &&
      facts([
        ['Decision', showDate(dates.start)],
        ['Ready', showDate(dates.ready)],
        ['From one to the other', showQuantity(dates.ready - dates.start, 'd')],
      ]),
    scheduleChart(`Schedule from ${begins} to ${ends}`, spans.slice(0, MOST_BARS), ticksOf(spans)),
    more > 0 && html`<p class="quiet">The first ${MOST_BARS} are drawn; all are in the table.</p>`,
    table(
      'Tasks and runs by their dates',
      [
        { title: 'What' },
        { title: 'Kind' },
        { title: 'Starts', isNumber: true },
        { title: 'Ends', isNumber: true },
        { title: 'Takes', isNumber: true },
      ],
      spans.map(({ label, series, start, end }) => [
        label,
        series === TASK ? 'task' : 'run',
        showDate(start),
        showDate(end),
        showQuantity(end - start, 'd'),
      ]),
    ),
  );
}

/** Without tasks a factory is ready on the day it is decided, which says nothing. */
export function hasTasks(dates: DatesPlan | undefined): dates is DatesPlan {
  return dates !== undefined && Object.keys(dates.tasks).length > 0;
}

const TASK = 8;
const RUN = 1;

/** Tasks by start, then runs by start. */
function spansOf({ dates, training }: Pick<Plan, 'dates' | 'training'>): Span[] {
  const tasks = Object.entries(dates?.tasks ?? {}).map(
    ([label, span]): Span => ({ label, ...span, series: TASK }),
  );
  const runs = Object.entries(training).flatMap(([label, { start, end }]): Span[] =>
    start === undefined || end === undefined || !Number.isFinite(end)
      ? []
      : [{ label, start, end, series: RUN }],
  );
  const byStart = (a: Span, b: Span) => a.start - b.start || a.end - b.end;
  return [...tasks.sort(byStart), ...runs.sort(byStart)];
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const MOST_TICKS = 6;

/** First days of months, as many as there is room for; days where all lies within two months. */
function ticksOf(spans: readonly Span[]): Tick[] {
  const from = Math.min(...spans.map(({ start }) => start));
  const to = Math.max(...spans.map(({ end }) => end));
  const days = (to - from) / DAY_S;
  if (days < 60) return dayTicks(from, to, Math.max(1, Math.ceil(days / MOST_TICKS)));
  const [first, last] = [monthOf(from) + 1, monthOf(to)];
  const step = [1, 2, 3, 6, 12, 24, 60, 120].find((size) => (last - first) / size < MOST_TICKS);
  const ticks: Tick[] = [];
  for (let month = first; month <= last; month++) {
    if (month % (step ?? 600) !== 0) continue;
    const [year, index] = [Math.floor(month / 12), month % 12];
    const at = parseDate(`${pad(year, 4)}-${pad(index + 1, 2)}-01`);
    if (at !== undefined) ticks.push({ at, text: `${MONTHS[index]} ${year}` });
  }
  return ticks;
}

function dayTicks(from: number, to: number, step: number): Tick[] {
  const ticks: Tick[] = [];
  for (let at = Math.ceil(from / DAY_S) * DAY_S; at <= to; at += step * DAY_S) {
    const [, month, day] = showDate(at).split('-');
    ticks.push({ at, text: `${Number(day)} ${MONTHS[Number(month) - 1]}` });
  }
  return ticks;
}

/** Months since the year 0. */
function monthOf(time: number): number {
  const [year, month] = showDate(time).split('-');
  return 12 * Number(year) + Number(month) - 1;
}

function pad(value: number, length: number): string {
  return String(value).padStart(length, '0');
}
