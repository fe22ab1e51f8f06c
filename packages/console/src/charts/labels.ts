/** How wide a text is, px. */
export type Measure = (text: string) => number;

let context: CanvasRenderingContext2D | null | undefined;

/** Measures the labels of a chart: 11 px in the typeface of the page. */
function measureLabel(text: string): number {
  context ??= document.createElement('canvas').getContext('2d');
  if (!context) return text.length * 7;
  context.font = `11px ${getComputedStyle(document.body).fontFamily}`;
  return context.measureText(text).width;
}

/** The widest of some labels, px; 0 of none. */
export function widestOf(labels: readonly string[], measure: Measure = measureLabel): number {
  return Math.ceil(labels.reduce((most, label) => Math.max(most, measure(label)), 0));
}

/** Where the middle of a label stands that shall be at a place, moved by as much as keeps it whole between both ends. */
export function keptWithin(
  at: number,
  label: string,
  [from, to]: readonly [number, number],
  measure: Measure = measureLabel,
): number {
  const half = measure(label) / 2;
  return Math.max(from + half, Math.min(to - half, at));
}

/** A label that fits into so many px, its end left out for `…` where it is longer. */
export function shortened(label: string, room: number, measure: Measure = measureLabel): string {
  if (measure(label) <= room) return label;
  let [fits, not] = [0, label.length];
  while (not - fits > 1) {
    const middle = (fits + not) >> 1;
    if (measure(`${label.slice(0, middle)}…`) <= room) fits = middle;
    else not = middle;
  }
  return `${label.slice(0, fits).trimEnd()}…`;
}
