import uPlot from 'uplot';
import { elapsedTick, elapsedTicks } from './elapsed.ts';
import { widestOf } from './labels.ts';
import { stackSeries } from './stack.ts';
import { readToken } from './tokens.ts';

export interface TimeSeries {
  readonly label: string;
  /** A colour token. */
  readonly token: string;
  /** null where there is none: the line goes on to the next. */
  readonly values: readonly (number | null)[];
  /** px; 2 when left out. */
  readonly stroke?: number;
  readonly dashed?: boolean;
}

/** The filled area between two series. */
export interface TimeBand {
  /** Indices in the list of series. */
  readonly upper: number;
  readonly lower: number;
  /** A colour token. */
  readonly token: string;
}

/** What a time chart draws. */
export interface TimePlot {
  /** s. */
  readonly time: readonly number[];
  readonly series: readonly TimeSeries[];
  readonly bands?: readonly TimeBand[] | undefined;
  /** Whether each series is stacked on those before it. */
  readonly stacked: boolean;
  readonly showY: (value: number) => string;
  readonly range: readonly [number, number] | undefined;
  /** px. */
  readonly width: number;
  readonly height: number;
}

/** A chart over elapsed time, as pages ask for it. */
export interface TimeChartProps extends Omit<TimePlot, 'width' | 'stacked' | 'range'> {
  /** A few words: the name of its table and of the files that are made of it. */
  readonly title: string;
  /** Of the values, for the heads of tables: `W`; `1` of shares and counts. */
  readonly unit: string;
  readonly stacked?: boolean;
  readonly range?: readonly [number, number];
  /** A value with its unit, where there is room; as on the axis when left out. */
  readonly show?: (value: number) => string;
  /** A moment; days and a clock when left out. */
  readonly showTime?: (seconds: number) => string;
  /** What the chart shows, for people who cannot see it. */
  readonly summary: string;
  /** s; none is shown when left out. */
  readonly playhead?: number;
  readonly onSeek?: (time: number) => void;
}

/** Room for one label of the time axis, px. */
const TICK_WIDTH = 72;
/** Of the vertical axis: enough for most labels, so that charts below each other share their times. px. */
const AXIS_WIDTH = 56;
/** Between a label of the vertical axis and the plot, px. */
const AXIS_GAP = 10;

/** Draws series over elapsed time, in the host's colours. */
export function drawTimePlot(host: HTMLElement, plot: TimePlot): uPlot {
  const { width, height, range } = plot;
  const options: uPlot.Options = {
    width,
    height,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false }, y: { range: range ? [...range] : rangeFromZero } },
    axes: axesOf(host, plot),
    series: [{}, ...layersOf(host, plot)],
    bands: (plot.bands ?? []).map(({ upper, lower, token }) => ({
      series: [upper + 1, lower + 1],
      fill: readToken(host, token),
    })),
  };
  return new uPlot(options, dataOf(plot), host);
}

function axesOf(host: HTMLElement, { showY }: TimePlot): uPlot.Axis[] {
  const font = `11px ${getComputedStyle(host).fontFamily}`;
  const axis: uPlot.Axis = { stroke: readToken(host, '--ink-3'), font, ticks: { show: false } };
  return [
    {
      ...axis,
      grid: { show: false },
      size: 26,
      splits: (u, _axis, from, to) => elapsedTicks(from, to, u.width / TICK_WIDTH),
      values: (_u, splits) => splits.map(elapsedTick),
    },
    {
      ...axis,
      grid: { stroke: readToken(host, '--line'), width: 1 },
      size: (_u, labels: readonly string[] | null) =>
        Math.max(AXIS_WIDTH, widestOf(labels ?? []) + AXIS_GAP),
      space: 36,
      values: (_u, splits) => splits.map(showY),
    },
  ];
}

function layersOf(host: HTMLElement, { series, stacked }: TimePlot): uPlot.Series[] {
  return (stacked ? series.toReversed() : series).map(({ label, token, stroke = 2, dashed }) => {
    const colour = readToken(host, token);
    const fill = stacked ? { fill: colour } : {};
    const dash = dashed ? { dash: [6, 4] } : {};
    const width = stacked ? 0 : stroke;
    const points = { show: false };
    return { label, stroke: colour, width, points, spanGaps: true, ...fill, ...dash };
  });
}

/** What a drawn plot takes as new data, if its series are the same. */
export function dataOf({
  time,
  series,
  stacked,
}: Pick<TimePlot, 'time' | 'series' | 'stacked'>): uPlot.AlignedData {
  const values = series.map((each) => each.values);
  // The highest layer is painted first, so that each lower one covers the part below it.
  const drawn = stacked ? stackSeries(values.map(withoutGaps)).reverse() : values;
  return [time, ...drawn] as unknown as uPlot.AlignedData;
}

function withoutGaps(values: readonly (number | null)[]): number[] {
  return values.map((value) => value ?? 0);
}

/** Whether two plots differ in nothing but their values, so that one can be drawn over the other. */
export function hasSameShape(a: readonly TimeSeries[], b: readonly TimeSeries[]): boolean {
  const shapeOf = ({ label, token, stroke, dashed }: TimeSeries) =>
    [label, token, stroke, dashed].join();
  return a.length === b.length && a.every((series, i) => shapeOf(series) === shapeOf(b[i]!));
}

function rangeFromZero(_plot: uPlot, _least: number | null, most: number | null): [number, number] {
  return [0, most && most > 0 ? most * 1.05 : 1];
}

/** What happens on a plot, in times (s). */
export interface PlotListeners {
  /** The pointer is at a time; undefined once it has left. */
  readonly point: (time: number | undefined) => void;
  /** A press without a drag. */
  readonly press: (time: number) => void;
  /** A drag from one time to a later one. */
  readonly drag: (from: number, to: number) => void;
  readonly doublePress: () => void;
}

/** A pointer that moved less than this has pressed and not dragged, px. */
const LEAST_DRAG = 5;

/** Tells what the pointer does on a plot, and marks what is being dragged over. */
export function listenToPlot(plot: uPlot, listeners: PlotListeners): void {
  const { over } = plot;
  let start: number | undefined;
  const placeOf = (event: PointerEvent): number => {
    const { left, width } = over.getBoundingClientRect();
    return Math.max(0, Math.min(width, event.clientX - left));
  };
  const timeAt = (at: number): number => plot.posToVal(at, 'x');
  const mark = (from: number, to: number): void =>
    plot.setSelect(
      { left: Math.min(from, to), top: 0, width: Math.abs(to - from), height: over.clientHeight },
      false,
    );
  over.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    over.setPointerCapture(event.pointerId);
    start = placeOf(event);
    listeners.point(timeAt(start));
  });
  over.addEventListener('pointermove', (event) => {
    const at = placeOf(event);
    listeners.point(timeAt(at));
    if (start !== undefined && Math.abs(at - start) >= LEAST_DRAG) mark(start, at);
  });
  over.addEventListener('pointerup', (event) => {
    if (start === undefined) return;
    const [from, to] = [start, placeOf(event)];
    start = undefined;
    mark(0, 0);
    if (Math.abs(to - from) < LEAST_DRAG) listeners.press(timeAt(to));
    else listeners.drag(timeAt(Math.min(from, to)), timeAt(Math.max(from, to)));
  });
  // A finger that scrolls the page instead.
  over.addEventListener('pointercancel', () => {
    start = undefined;
    mark(0, 0);
    listeners.point(undefined);
  });
  over.addEventListener('pointerleave', () => listeners.point(undefined));
  over.addEventListener('dblclick', listeners.doublePress);
}

/** The part of its time that a plot shows, s. */
export function viewOf(plot: uPlot): readonly [number, number] {
  const { min = 0, max = 1 } = plot.scales['x'] ?? {};
  return [min ?? 0, max ?? 1];
}

/** The time that a plot has data of, s. */
export function wholeOf(plot: uPlot): readonly [number, number] {
  const [times] = plot.data;
  return [times[0] ?? 0, times.at(-1) ?? 1];
}

/** Shows a part of the time, as far as there are data of it; the whole if it is left out. */
export function showView(plot: uPlot, view: readonly [number, number] | undefined): void {
  const [first, last] = wholeOf(plot);
  const [from, to] = view ?? [first, last];
  const isThere = from < last && to > first;
  const [min, max] = isThere ? [Math.max(from, first), Math.min(to, last)] : [first, last];
  if (max > min) plot.setScale('x', { min, max });
}
