import uPlot from 'uplot';
import { elapsedTick, elapsedTicks } from './elapsed.ts';
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

/** Room for one label of the time axis, px. */
const TICK_WIDTH = 72;

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
      size: 56,
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

/** A press or drag on the plot seeks the time under it, s. */
export function seekByPointer(plot: uPlot, seek: (time: number) => void): void {
  const { over } = plot;
  const go = (event: PointerEvent): void => {
    seek(plot.posToVal(event.clientX - over.getBoundingClientRect().left, 'x'));
  };
  over.addEventListener('pointerdown', (event) => {
    over.setPointerCapture(event.pointerId);
    go(event);
  });
  over.addEventListener('pointermove', (event) => {
    if (event.buttons === 1) go(event);
  });
}
