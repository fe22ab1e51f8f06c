const HOUR = 3600;
const DAY = 24 * HOUR;

/** Steps between ticks of an elapsed-time axis, s: whole seconds, minutes, hours and days only. */
const STEPS = [
  1,
  5,
  10,
  30,
  60,
  5 * 60,
  15 * 60,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  5 * DAY,
  10 * DAY,
  20 * DAY,
  50 * DAY,
  100 * DAY,
  200 * DAY,
  500 * DAY,
];

/** Ticks (s) from `from` to `to` at the smallest readable step that needs at most `most` of them. */
export function elapsedTicks(from: number, to: number, most: number): number[] {
  const span = to - from;
  if (!(span > 0) || !Number.isFinite(span)) return [];
  const room = Math.max(1, most);
  const step = STEPS.find((s) => span / s <= room) ?? span / room;
  const ticks: number[] = [];
  for (let tick = Math.ceil(from / step) * step; tick <= to; tick += step) ticks.push(tick);
  return ticks;
}

/** A tick's label: `3 d`, `6 h`, `15 min`, `20 s`, whichever is whole; `−5 min` of what was. */
export function elapsedTick(seconds: number): string {
  if (seconds === 0) return '0';
  if (seconds < 0) return `−${elapsedTick(-seconds)}`;
  if (seconds % DAY === 0) return `${seconds / DAY} d`;
  if (seconds % HOUR === 0) return `${seconds / HOUR} h`;
  if (seconds % 60 === 0) return `${seconds / 60} min`;
  return `${Math.round(seconds)} s`;
}

/** A moment of a life, always as wide as its neighbours: `12 d 04:30:07`. */
export function showElapsed(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (n: number): string => String(n).padStart(2, '0');
  const clock = [Math.floor((whole % DAY) / HOUR), Math.floor((whole % HOUR) / 60), whole % 60];
  return `${Math.floor(whole / DAY)} d ${clock.map(two).join(':')}`;
}
