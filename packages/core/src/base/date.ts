import { DAY_S } from './symbols.ts';

const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Whether the text has the shape of an ISO date, even if there is no such day. */
export function looksLikeDate(text: string): boolean {
  return ISO_DATE.test(text);
}

/** Seconds since 1970-01-01 at midnight UTC of a day written `2025-09-01`; undefined if there is no such day. */
export function parseDate(text: string): number | undefined {
  const match = ISO_DATE.exec(text);
  if (!match) return undefined;
  const time = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  const seconds = time / 1000;
  // Date.UTC rolls 30 February over to March, and reads the years below 100 as of the last century.
  return showDate(seconds) === text ? seconds : undefined;
}

/** The UTC day of a time, as `2025-09-01`; `–` beyond the years 0 to 9999. */
export function showDate(seconds: number): string {
  const start = Math.floor(seconds / DAY_S) * DAY_S * 1000;
  if (!(Math.abs(start) < 8.64e15)) return '–';
  const date = new Date(start);
  const year = date.getUTCFullYear();
  if (year < 0 || year > 9999) return '–';
  return [pad(year, 4), pad(date.getUTCMonth() + 1, 2), pad(date.getUTCDate(), 2)].join('-');
}

function pad(value: number, length: number): string {
  return String(value).padStart(length, '0');
}
