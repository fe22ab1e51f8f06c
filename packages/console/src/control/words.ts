import { showQuantity } from '@gigafactory/core/base';

/** A moment in local time with its offset: `2026-11-29 20:41:07 +01:00`. */
export function showTime(at: string | number, minutesEast = eastOf(at)): string {
  const local = new Date(new Date(at).getTime() + 60_000 * minutesEast);
  const [date, time] = local.toISOString().split('T') as [string, string];
  const whole = Math.abs(minutesEast);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const offset = `${minutesEast < 0 ? '−' : '+'}${two(whole / 60)}:${two(whole % 60)}`;
  return `${date} ${time.slice(0, 8)} ${offset}`;
}

const [MINUTE, HOUR, DAY] = [60, 3600, 86_400];

/** How long ago a moment was, by `now` in ms since 1970: `12 min ago`; of another day its date, `2026-11-28 20:41`. */
export function showAgo(at: string, now: number): string {
  const isToday = now - Date.parse(at) < 1000 * DAY;
  return isToday ? `${showFor(at, now)} ago` : showTime(at).slice(0, 16);
}

/** How long something has lasted, by `now` in ms since 1970, in the largest unit that has passed: `12 min`. */
export function showFor(since: string, now: number): string {
  const seconds = Math.max(0, (now - Date.parse(since)) / 1000);
  if (seconds < MINUTE) return `${Math.floor(seconds)} s`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min`;
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)} h`;
  return `${Math.floor(seconds / DAY)} d`;
}

/** Minutes that the local time is ahead of UTC. */
function eastOf(at: string | number): number {
  return -new Date(at).getTimezoneOffset();
}

/** A duration in s: `12 min`. */
export function showSpan(seconds: number): string {
  return showQuantity(Math.max(0, seconds), 's', { digits: 3 });
}

export function showRate(tokensPerSecond: number | null): string {
  return tokensPerSecond === null ? '–' : showQuantity(tokensPerSecond, 'token/s', { digits: 3 });
}

/** Between two moments, s; up to `now` (ms since 1970) if the second is still to come. */
export function secondsBetween(from: string, to: string | undefined, now: number): number {
  return ((to === undefined ? now : Date.parse(to)) - Date.parse(from)) / 1000;
}

/** The latest that a page lists of what is only ever added to. */
const MOST_LISTED = 20;

/** The latest, the newest first. */
export function latestOf<Entry>(entries: readonly Entry[]): readonly Entry[] {
  return entries.slice(-MOST_LISTED).reverse();
}

/** Says that older ones are left out, if some are. */
export function leftOut(count: number): string {
  return count > MOST_LISTED ? `The latest ${MOST_LISTED} of ${count.toLocaleString('en')}.` : '';
}
