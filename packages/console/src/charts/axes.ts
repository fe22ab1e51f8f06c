import { scaleLinear, scaleLog } from 'd3-scale';

/** A tick: its position in pixels and its value. */
interface Tick {
  readonly at: number;
  readonly value: number;
}

export interface Axis {
  readonly place: (value: number) => number;
  readonly ticks: readonly Tick[];
}

/** A linear axis from zero to `most` over the pixels `from` .. `to`. */
export function linearAxis(most: number, from: number, to: number, count: number): Axis {
  const scale = scaleLinear([0, most > 0 ? most : 1], [from, to]);
  return { place: scale, ticks: scale.ticks(count).map((value) => ({ value, at: scale(value) })) };
}

/** A logarithmic axis around positive values, with ticks at 1, 2 and 5 times powers of ten. */
export function logAxis(least: number, most: number, from: number, to: number): Axis {
  const low = least > 0 ? least : 1;
  const scale = scaleLog([low * 0.85, Math.max(most, low) * 1.1], [from, to]);
  const [start, end] = scale.domain() as [number, number];
  return {
    place: scale,
    ticks: roundNumbers(start, end).map((value) => ({ value, at: scale(value) })),
  };
}

/** 1, 2 and 5 times powers of ten; finer if a narrow span would have fewer than four. */
function roundNumbers(start: number, end: number): number[] {
  for (const leads of [
    [1, 2, 5],
    [1, 1.5, 2, 3, 4, 5, 7],
  ]) {
    const found: number[] = [];
    for (let power = Math.floor(Math.log10(start)); power <= Math.log10(end); power++) {
      for (const lead of leads) {
        const value = Number(`${lead}e${power}`);
        if (value >= start && value <= end) found.push(value);
      }
    }
    if (found.length >= 4) return found;
  }
  return scaleLinear([start, end], [0, 1]).ticks(4);
}
