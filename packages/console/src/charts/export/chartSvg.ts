import { scaleLinear } from 'd3-scale';
import { hexOf } from '../../ui/colour.ts';
import { escapeXml, LETTERS, shell } from '../../ui/export/svg.ts';
import { elapsedTick, elapsedTicks } from '../elapsed.ts';
import { stackSeries } from '../stack.ts';
import type { TimeChartProps, TimeSeries } from '../timePlot.ts';
import { readToken } from '../tokens.ts';

const WIDTH = 960;
const PLOT = { left: 72, right: 944, top: 64, bottom: 424 } as const;
const LEGEND_TOP = 472;
const LINE = 20;
/** Of the time axis, px. */
const TICK_WIDTH = 110;

/** The colour of a token in the theme of the page. */
type Paint = (token: string) => ReturnType<typeof hexOf>;
type Place = (value: number) => number;
type Point = readonly [x: number, y: number];

/** A line or layer as it is drawn: the values may be sums with those below. */
interface Drawn {
  readonly series: TimeSeries;
  readonly values: readonly (number | null)[];
}

/**
 * A chart as a drawing that needs nothing else: title, axes, lines or areas, legend, in the colours of the page; `view` is
 * the part of the time that is shown.
 */
export function chartSvg(
  host: HTMLElement,
  chart: TimeChartProps,
  view?: readonly [number, number],
): string {
  const inside = host.querySelector<HTMLElement>('[role="img"]') ?? host;
  const paint: Paint = (token) => hexOf(readToken(inside, token));
  const colour = (token: string): string => paint(token).hex;
  const [from, to] = view ?? [chart.time[0] ?? 0, chart.time.at(-1) ?? 1];
  const x = scaleLinear([from, to], [PLOT.left, PLOT.right]);
  const [least, most] = chart.range ?? [0, mostOf(chart) * 1.05 || 1];
  const y = scaleLinear([least, most], [PLOT.bottom, PLOT.top]);
  const layers = layersOf(chart);
  const height = LEGEND_TOP + LINE * Math.ceil(chart.series.length / 3);
  return shell({ width: WIDTH, height, ground: colour('--ground'), title: chart.title }, [
    `<text x="16" y="36" font-size="18" font-weight="600" fill="${colour('--ink')}">${escapeXml(chart.title)}</text>`,
    ...y.ticks(6).map((value) => yTick(y(value), chart.showY(value), colour)),
    ...elapsedTicks(from, to, (PLOT.right - PLOT.left) / TICK_WIDTH).map(
      (value) =>
        `<text x="${at(x(value))}" y="${PLOT.bottom + 20}" ${LETTERS} text-anchor="middle" fill="${colour('--ink-2')}">${escapeXml(elapsedTick(value))}</text>`,
    ),
    `<clipPath id="plot"><rect x="${PLOT.left}" y="${PLOT.top}" width="${PLOT.right - PLOT.left}" height="${PLOT.bottom - PLOT.top}"/></clipPath>`,
    '<g clip-path="url(#plot)">',
    ...bandsOf(chart, { x, y, paint }),
    ...layers.map((layer) => shapeOf(layer, chart, { x, y, paint })),
    '</g>',
    ...chart.series.map((series, index) => legendOf(series, index, colour)),
  ]);
}

function mostOf({ series, stacked = false }: TimeChartProps): number {
  const values = stacked ? stackSeries(series.map(filled)) : series.map(filled);
  return values.flat().reduce((most, value) => Math.max(most, value), 0);
}

function filled({ values }: TimeSeries): number[] {
  return values.map((value) => value ?? 0);
}

function layersOf({ series, stacked = false }: TimeChartProps): Drawn[] {
  if (!stacked) return series.map((each) => ({ series: each, values: each.values }));
  const sums = stackSeries(series.map(filled));
  // The highest first, as on the page: each covers the part below it.
  return series.map((each, i) => ({ series: each, values: sums[i] ?? [] })).reverse();
}

interface Scales {
  readonly x: Place;
  readonly y: Place;
  readonly paint: Paint;
}

function shapeOf(
  { series, values }: Drawn,
  chart: TimeChartProps,
  { x, y, paint }: Scales,
): string {
  const points = pointsOf(chart.time, values, x, y);
  if (points.length === 0) return '';
  const ink = paint(series.token).hex;
  const line = pathOf(points);
  if (chart.stacked) {
    const [first, last] = [points[0]!, points.at(-1)!];
    return `<path d="${line}L${at(last[0])} ${PLOT.bottom}L${at(first[0])} ${PLOT.bottom}Z" fill="${ink}"/>`;
  }
  const { stroke = 2, dashed = false } = series;
  if (stroke === 0) return '';
  const dash = dashed ? ' stroke-dasharray="6 4"' : '';
  return `<path d="${line}" fill="none" stroke="${ink}" stroke-width="${stroke}" stroke-linejoin="round"${dash}/>`;
}

function bandsOf(chart: TimeChartProps, { x, y, paint }: Scales): string[] {
  return (chart.bands ?? []).flatMap(({ upper, lower, token }) => {
    const [above, below] = [chart.series[upper], chart.series[lower]];
    if (!above || !below) return [];
    const edge = [
      ...pointsOf(chart.time, above.values, x, y),
      ...pointsOf(chart.time, below.values, x, y).reverse(),
    ];
    const { hex, opacity } = paint(token);
    if (edge.length === 0) return [];
    return [`<path d="${pathOf(edge)}Z" fill="${hex}" fill-opacity="${opacity}"/>`];
  });
}

/** Points of what is there; a gap is drawn over, as on the page. */
function pointsOf(
  times: readonly number[],
  values: readonly (number | null)[],
  x: Place,
  y: Place,
): Point[] {
  return times.flatMap((time, i): Point[] => {
    const value = values[i];
    return value === null || value === undefined || !Number.isFinite(value)
      ? []
      : [[x(time), y(value)]];
  });
}

function pathOf(points: readonly Point[]): string {
  return points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${at(x)} ${at(y)}`).join('');
}

function yTick(y: number, text: string, colour: (token: string) => string): string {
  const words = `<text x="${PLOT.left - 8}" y="${at(y + 4)}" ${LETTERS} text-anchor="end" fill="${colour('--ink-2')}">${escapeXml(text)}</text>`;
  return `<path d="M${PLOT.left} ${at(y)}H${PLOT.right}" stroke="${colour('--line')}"/>${words}`;
}

function legendOf(
  { label, token }: TimeSeries,
  index: number,
  colour: (token: string) => string,
): string {
  const x = PLOT.left + (index % 3) * 290;
  const y = LEGEND_TOP + Math.floor(index / 3) * LINE;
  return `<rect x="${x}" y="${y - 10}" width="12" height="10" fill="${colour(token)}"/><text x="${x + 18}" y="${y}" ${LETTERS} fill="${colour('--ink')}">${escapeXml(label)}</text>`;
}

/** A tenth of a unit is finer than anybody sees. */
function at(value: number): string {
  return String(Math.round(value * 10) / 10);
}
