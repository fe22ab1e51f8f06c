import type { Clock } from '../io.ts';

/** A time of RFC 3339 on the clock of this place, with its offset: `2026-11-29 21:40:12 +01:00`. */
export function localTime(time: string, clock: Pick<Clock, 'offset'>): string {
  const at = Date.parse(time);
  const offset = clock.offset(at);
  const local = new Date(at + offset * 60_000).toISOString();
  return `${local.slice(0, 10)} ${local.slice(11, 19)} ${showOffset(offset)}`;
}

/** Without the date: `21:40:12 +01:00`. */
export function localTimeOfDay(time: string, clock: Pick<Clock, 'offset'>): string {
  return localTime(time, clock).slice(11);
}

function showOffset(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
