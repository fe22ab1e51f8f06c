import type { Heard, RunEntry } from '@gigafactory/core/api';
import type { TwinEvent } from '../api/types.ts';

/** The journal's own form: the control plane passes on what it has checked. */
export function heardIn({ event, words, decisions }: RunEntry): Heard {
  return { event, words, decisions } as unknown as Heard;
}

/** A note as an event, no earlier than the one before; `start` in ms since 1970. */
export function noteOf(
  { at, words }: RunEntry,
  start: number,
  before: TwinEvent | undefined,
): TwinEvent {
  const time = Math.max(before?.time ?? 0, (Date.parse(at) - start) / 1000);
  return { time, kind: 'note', text: words };
}
