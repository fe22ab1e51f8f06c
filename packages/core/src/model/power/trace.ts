import type { Seconds, Watts } from '../../base/index.ts';

/** A stretch of time over which power changes linearly. */
export interface PowerSegment {
  readonly duration: Seconds;
  /** Power at its start and at its end. */
  readonly from: Watts;
  readonly to: Watts;
}

/** Energy of a stretch, J. */
export function energyOf({ duration, from, to }: PowerSegment): number {
  return (duration * (from + to)) / 2;
}

/**
 * Mean power over each `interval` (s) of the segments laid end to end, W. Each sample is the exact mean, so
 * the samples preserve the energy of the segments. An incomplete last interval is left out.
 */
export function samplePower(segments: readonly PowerSegment[], interval: Seconds): Float64Array {
  const ends = endsOf(segments);
  const count = Math.floor((ends.at(-1) ?? 0) / interval + 1e-9);
  const samples = new Float64Array(count);
  let start = 0;
  segments.forEach((segment, index) => {
    const end = ends[index]!;
    addSegment(samples, interval, segment, start, end);
    start = end;
  });
  return samples;
}

function endsOf(segments: readonly PowerSegment[]): number[] {
  let end = 0;
  return segments.map(({ duration }) => {
    end += duration;
    return end;
  });
}

/** Adds the contribution of a segment from `start` to `end` to each sample it overlaps. */
function addSegment(
  samples: Float64Array,
  interval: number,
  { from, to }: PowerSegment,
  start: number,
  end: number,
): void {
  const length = end - start;
  if (!(length > 0)) return;
  const powerAt = (time: number): number => from + ((to - from) * (time - start)) / length;
  const last = Math.min(samples.length - 1, Math.floor(end / interval));
  for (let index = Math.floor(start / interval); index <= last; index++) {
    const low = Math.max(start, index * interval);
    const high = Math.min(end, (index + 1) * interval);
    if (high > low) {
      samples[index] =
        samples[index]! + ((powerAt(low) + powerAt(high)) / 2) * ((high - low) / interval);
    }
  }
}
