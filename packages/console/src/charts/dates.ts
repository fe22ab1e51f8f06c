import { scaleTime } from 'd3-scale';

/** Dates from left to right. */
export interface DateScale {
  /** Where a date is, in per cent of the width; it is given in s since 1970. */
  readonly at: (seconds: number) => number;
  readonly ticks: readonly DateTick[];
}

/** A date on an axis. */
interface DateTick {
  /** In per cent of the width. */
  readonly at: number;
  readonly text: string;
  /** Of the axis, if it lies so near that half of its label would be outside. */
  readonly edge: 'start' | 'end' | undefined;
}

/** About as many ticks as fit beside each other on a desk. */
const TICKS = 6;

/** The scale on which the first of these spans (s since 1970) begins at the left and the last ends at the right. */
export function dateScale(
  spans: readonly { readonly start: number; readonly end: number }[],
): DateScale {
  const first = Math.min(...spans.map(({ start }) => start));
  const last = Math.max(...spans.map(({ end }) => end));
  const scale = scaleTime()
    .domain([new Date(first * 1000), new Date(last * 1000)])
    .range([0, 100]);
  const ticks = scale.ticks(TICKS);
  return {
    at: (seconds) => scale(new Date(seconds * 1000)),
    ticks: ticks.map((tick) => {
      const at = scale(tick);
      return { at, text: tickText(tick, ticks), edge: edgeOf(at) };
    }),
  };
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** `May`, `Jan 2025` at the beginning of a year, `12 May` if ticks are closer than months. */
function tickText(tick: Date, ticks: readonly Date[]): string {
  const month = MONTHS[tick.getMonth()] ?? '';
  const byDay = ticks.some((each) => each.getDate() !== 1);
  if (byDay) return `${tick.getDate()} ${month}`;
  const firstOfYear = tick.getMonth() === 0 || tick === ticks[0];
  return firstOfYear ? `${month} ${tick.getFullYear()}` : month;
}

/** Half of a label of the narrowest axis, per cent. */
const EDGE = 8;

function edgeOf(at: number): DateTick['edge'] {
  if (at < EDGE) return 'start';
  return at > 100 - EDGE ? 'end' : undefined;
}
