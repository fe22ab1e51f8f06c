const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** `May`, `Jan 2025` at the beginning of a year, `12 May` if ticks are closer than months. */
export function tickText(tick: Date, ticks: readonly Date[]): string {
  const month = MONTHS[tick.getMonth()] ?? '';
  const byDay = ticks.some((each) => each.getDate() !== 1);
  if (byDay) return `${tick.getDate()} ${month}`;
  const firstOfYear = tick.getMonth() === 0 || tick === ticks[0];
  return firstOfYear ? `${month} ${tick.getFullYear()}` : month;
}

/** On which edge of its axis a tick at so many percent lies, so that its label is kept inside; undefined between. */
export function edgeOf(percent: number): 'start' | 'end' | undefined {
  if (percent < EDGE) return 'start';
  return percent > 100 - EDGE ? 'end' : undefined;
}

/** Half of a label of the narrowest axis, percent. */
const EDGE = 8;
