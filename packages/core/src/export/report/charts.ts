import { type Content, type Html, html } from './html.ts';

/** A part of a whole, in a colour of its series. */
export interface Part {
  readonly label: string;
  /** In one unit with the other parts; a negative part is listed and not drawn. */
  readonly value: number;
  /** The value for a reader. */
  readonly text: string;
  /** Colour, 1 to 8. */
  readonly series: number;
}

/** A bar of several parts, each `from` 0 (left end) `to` 1 (right end). */
interface Segment {
  readonly from: number;
  readonly to: number;
  readonly series: number;
}

/** A share of the width, with as many digits as a screen has use for. */
function percent(share: number): string {
  return `${Number((100 * share).toFixed(3))}%`;
}

/** How a whole is made up: a bar, and its parts with text and share as the legend. */
export function partsChart(title: string, parts: readonly Part[]): Html {
  const shown = parts.filter(({ value }) => value !== 0);
  const drawn = shown.filter(({ value }) => value > 0);
  const whole = shown.reduce((sum, { value }) => sum + value, 0);
  const length = drawn.reduce((sum, { value }) => sum + value, 0);
  const words = shown.map(({ label, text }) => `${label} ${text}`).join(', ');
  return html`<figure class="parts">
<svg role="img" width="100%" height="18"><title>${title}: ${words}</title>${segments(stack(drawn, length), 0, 18)}</svg>
<figcaption><ul class="legend">
${shown.map(
  ({ label, text, value, series }) =>
    html`<li><i class="swatch s${series}" aria-hidden="true"></i><span>${label}</span><b>${text}</b><span class="quiet">${shareText(value / whole)}</span></li>
`,
)}</ul></figcaption>
</figure>
`;
}

/** A row of a chart of stacked bars. */
export interface StackRow {
  readonly label: string;
  readonly text: string;
  readonly parts: readonly Part[];
}

const ROW = 34;

/** Bars one below the other on one scale, each with its name above it, and a line at the limit. */
export function stacksChart(title: string, rows: readonly StackRow[], limit: number): Html {
  const sums = rows.map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0));
  const scale = 1.02 * Math.max(limit, ...sums);
  const height = ROW * rows.length;
  const at = percent(limit / scale);
  const series = new Map(rows.flatMap(({ parts }) => parts).map((part) => [part.label, part]));
  return html`<figure class="chart">
<svg role="img" width="100%" height="${height}"><title>${title}: ${rows.map(({ label, text }) => `${label} ${text}`).join(', ')}</title>
${rows.map(({ label, text, parts }, index) => {
  const y = ROW * index;
  return html`<text x="0" y="${y + 12}">${label}</text><text x="100%" y="${y + 12}" text-anchor="end" class="strong">${text}</text>${segments(stack(parts, scale), y + 17, 10)}<line class="limit" x1="${at}" x2="${at}" y1="${y + 15}" y2="${y + 29}"/>
`;
})}</svg>
<figcaption><ul class="keys">
${[...series.values()].map(
  (part) => html`<li><i class="swatch s${part.series}" aria-hidden="true"></i>${part.label}</li>
`,
)}<li><i class="swatch limit" aria-hidden="true"></i>capacity</li>
</ul></figcaption>
</figure>
`;
}

/** A bar of a schedule, s since 1970. */
export interface Span {
  readonly label: string;
  readonly start: number;
  readonly end: number;
  readonly series: number;
}

/** A moment with a name on a time axis. */
export interface Tick {
  readonly at: number;
  readonly text: string;
}

/** Spans of time below each other, under an axis. */
export function scheduleChart(title: string, spans: readonly Span[], ticks: readonly Tick[]): Html {
  const from = Math.min(...spans.map(({ start }) => start));
  const to = Math.max(...spans.map(({ end }) => end), from + 1);
  const at = (time: number) => percent((time - from) / (to - from));
  const height = 24 + ROW * spans.length;
  return html`<figure class="chart">
<svg role="img" width="100%" height="${height}"><title>${title}</title>
${ticks.map(
  (tick) =>
    html`<line class="tick" x1="${at(tick.at)}" x2="${at(tick.at)}" y1="18" y2="${height}"/><text class="axis" x="${at(tick.at)}" y="11" text-anchor="${anchorAt((tick.at - from) / (to - from))}">${tick.text}</text>
`,
)}${spans.map(({ label, start, end, series }, index) => {
  const y = 24 + ROW * index;
  const isLate = (start - from) / (to - from) > 0.6;
  return html`<text x="${isLate ? at(end) : at(start)}" y="${y + 12}"${isLate && html` text-anchor="end"`}>${shorten(label)}</text>${segments([{ from: (start - from) / (to - from), to: (end - from) / (to - from), series }], y + 17, 10)}
`;
})}</svg>
</figure>
`;
}

export interface Gauge {
  /** Positions from 0 to 1; the bound itself is at 0.5, the good side to its right. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Where a value and its range lie beside a bound; the words beside it say the same. */
export function gauge({ value, low, high }: Gauge): Html {
  return html`<svg class="gauge" width="100%" height="16" aria-hidden="true"><rect class="good-side" x="50%" y="6" width="50%" height="4"/><rect class="bad-side" x="0" y="6" width="50%" height="4"/><rect class="span" x="${percent(low)}" y="5" width="${percent(high - low)}" height="6"/><line x1="50%" x2="50%" y1="0" y2="16"/><circle cx="${percent(value)}" cy="8" r="4"/></svg>`;
}

/** `65%`, `0.3%`, `<0.1%`. */
export function shareText(share: number): string {
  if (Math.abs(share) < 0.0005) return '<0.1%';
  const digits = Math.abs(share) >= 0.1 ? 0 : 1;
  return `${(100 * share).toFixed(digits)}%`;
}

function segments(all: readonly Segment[], y: number, height: number): Content {
  return all.map(
    ({ from, to, series }) =>
      html`<rect class="s${series}" x="${percent(from)}" y="${y}" width="${percent(to - from)}" height="${height}"/>`,
  );
}

function stack(parts: readonly Part[], length: number): Segment[] {
  let end = 0;
  return parts.map(({ value, series }) => {
    const from = end;
    end += value / length;
    return { from, to: end, series };
  });
}

/** A label at an end of the axis stays inside. */
function anchorAt(share: number): 'start' | 'middle' | 'end' {
  if (share < 0.05) return 'start';
  return share > 0.95 ? 'end' : 'middle';
}

const MOST_CHARACTERS = 36;

function shorten(label: string): string {
  const characters = [...label];
  if (characters.length <= MOST_CHARACTERS) return label;
  return `${characters.slice(0, MOST_CHARACTERS - 1).join('')}…`;
}
