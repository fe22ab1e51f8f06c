import type { CandidateReport } from '../../api/types.ts';
import { type Axis, linearAxis, logAxis } from '../../charts/axes.ts';
import { nearestPoint, paretoFront } from '../../charts/front.ts';

/** The candidates of a search on a plane of pixels. */
export interface Scatter {
  readonly width: number;
  readonly height: number;
  readonly memory: Axis;
  readonly stepTime: Axis;
  /** Pixels of each candidate. */
  readonly px: Float32Array;
  readonly py: Float32Array;
  /** Indices of the candidates that no other beats, by rising memory. */
  readonly front: readonly number[];
}

/** Space for the axes, px. */
export const MARGIN = { top: 20, right: 12, bottom: 36, left: 48 } as const;

/** Candidates more than this many times slower than the fastest, and not on the front, are outside the plot. */
const SLOWEST = 10;

/** Places every candidate: memory to the right (from zero to past the capacity), step time up, logarithmic. */
export function placeCandidates(report: CandidateReport, width: number, height: number): Scatter {
  const { memory, stepTime } = report.points;
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (const seconds of stepTime) {
    least = Math.min(least, seconds);
    most = Math.max(most, seconds);
  }
  const right = width - MARGIN.right;
  const x = linearAxis(report.capacity * 1.04, MARGIN.left, right, width > 500 ? 8 : 4);
  const front = paretoFront(memory, stepTime);
  const slowest = Math.max(least * SLOWEST, stepTime[front[0] ?? 0] ?? 0);
  const to = Math.min(most, slowest);
  const y = logAxis(Number.isFinite(least) ? least : 1, to, height - MARGIN.bottom, MARGIN.top);
  return {
    width,
    height,
    memory: x,
    stepTime: y,
    px: Float32Array.from(memory, x.place),
    py: Float32Array.from(stepTime, y.place),
    front,
  };
}

/** A candidate of the front within this many px takes precedence over others that are nearer. */
const FRONT_REACH = 10;

/** The candidate at a point of the plot. */
export function candidateAt(
  { px, py, front }: Scatter,
  x: number,
  y: number,
  reach: number,
): number | undefined {
  const of = (places: Float32Array) => front.map((index) => places[index]!);
  const onFront = nearestPoint(of(px), of(py), x, y, Math.min(reach, FRONT_REACH));
  return onFront === undefined ? nearestPoint(px, py, x, y, reach) : front[onFront];
}

/** The front as a staircase: what a candidate must undercut to be on it. */
export function staircase(scatter: Scatter): string {
  const { front, px, py } = scatter;
  return front.map((i, n) => (n === 0 ? `M${px[i]} ${py[i]}` : `H${px[i]}V${py[i]}`)).join('');
}

/** The candidate before or after another one on the front; from elsewhere, the front's fastest. */
export function stepAlongFront(
  front: readonly number[],
  from: number | undefined,
  by: 1 | -1,
): number | undefined {
  const at = from === undefined ? -1 : front.indexOf(from);
  if (at < 0) return front.at(-1);
  return front[Math.max(0, Math.min(front.length - 1, at + by))];
}
