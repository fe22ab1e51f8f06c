import { boxArea, gap, gapToBox, gapToOutline, isInside, type Point } from '../geometry.ts';
import type { Line } from './drawing.ts';
import type { Nest } from './nesting.ts';

/** Finds the shapes at which lines end. */
export class Ends {
  readonly #unit: number;

  constructor(unit: number) {
    this.#unit = unit;
  }

  /**
   * The shape at which a line ends: the one on whose outline or in which its last point lies; else the first
   * that it would meet if it went on a little.
   */
  shapeAt(line: Line, end: 'start' | 'end', among: readonly Nest[]): Nest | undefined {
    const points = end === 'end' ? line.points : [...line.points].reverse();
    const to = points.at(-1)!;
    const near = among.filter(({ shape }) => gapToBox(to, shape.box) <= 3 * this.#unit);
    return this.#touching(to, near) ?? this.#ahead(points, near);
  }

  #touching(to: Point, near: readonly Nest[]): Nest | undefined {
    let best: { readonly each: Nest; readonly away: number } | undefined;
    for (const each of near) {
      const away = awayFrom(to, each);
      if (away > 0.4 * this.#unit) continue;
      const isBetter =
        !best ||
        away < best.away ||
        (away === best.away && boxArea(each.shape.box) < boxArea(best.each.shape.box));
      if (isBetter) best = { each, away };
    }
    return best?.each;
  }

  /** A line may stop short of a shape, by the length of an arrow's head or by a gap that looks good. */
  #ahead(points: readonly Point[], near: readonly Nest[]): Nest | undefined {
    const to = points.at(-1)!;
    const from = [...points].reverse().find((point) => gap(point, to) > 0.05 * this.#unit);
    if (!from) return undefined;
    const length = gap(from, to);
    const steps = 24;
    const reach = 2.5 * this.#unit;
    for (let step = 1; step <= steps; step++) {
      const on = (reach * step) / steps / length;
      const point = { x: to.x + (to.x - from.x) * on, y: to.y + (to.y - from.y) * on };
      const met = near.filter((each) => awayFrom(point, each) <= 0.05 * this.#unit);
      if (met.length > 0)
        return met.reduce((a, b) => (boxArea(b.shape.box) < boxArea(a.shape.box) ? b : a));
    }
    return this.#nearest(to, near);
  }

  #nearest(to: Point, near: readonly Nest[]): Nest | undefined {
    const [first] = near
      .map((each) => ({ each, away: awayFrom(to, each) }))
      .filter(({ away }) => away <= this.#unit)
      .sort((a, b) => a.away - b.away);
    return first?.each;
  }
}

/** From a point to a shape: 0 in a node; to the outline of a group, in which most things are. */
function awayFrom(point: Point, each: Nest): number {
  if (each.role !== 'group' && isInside(point, each.shape.outline)) return 0;
  return gapToOutline(point, each.shape.outline);
}

/** Whether a line never leaves a shape: a rule or a part of an icon. */
export function staysIn(line: Line, { shape }: Nest, slack: number): boolean {
  return line.points.every(
    (point) => isInside(point, shape.outline) || gapToOutline(point, shape.outline) <= slack,
  );
}

/** Lines that only go on from one another, end to end, are one. */
export function joined(
  lines: readonly Line[],
  isAtShape: (point: Point) => boolean,
  unit: number,
): Line[] {
  const left = [...lines];
  const meets = (a: Point, b: Point) => gap(a, b) <= 0.05 * unit;
  const endsAt = (point: Point) =>
    left.filter((line) => meets(line.points[0]!, point) || meets(line.points.at(-1)!, point))
      .length;
  for (let index = 0; index < left.length; index++) {
    const line = left[index]!;
    for (const end of ['start', 'end'] as const) {
      if (line[end] !== 'none') continue;
      const at = end === 'end' ? line.points.at(-1)! : line.points[0]!;
      if (endsAt(at) !== 2 || isAtShape(at)) continue;
      const next = left.find(
        (other) =>
          other !== line && (meets(other.points[0]!, at) || meets(other.points.at(-1)!, at)),
      );
      const whole = next && join(line, next, end, meets);
      if (!whole) continue;
      left[index] = whole;
      left.splice(left.indexOf(next), 1);
      index = -1;
      break;
    }
  }
  return left;
}

function join(
  line: Line,
  next: Line,
  end: 'start' | 'end',
  meets: (a: Point, b: Point) => boolean,
): Line | undefined {
  const first = end === 'end' ? line : turned(line);
  const at = first.points.at(-1)!;
  const second = meets(next.points[0]!, at) ? next : turned(next);
  if (second.start !== 'none') return undefined;
  const points = [...first.points, ...second.points.slice(1)];
  return { ...first, points, end: second.end };
}

function turned(line: Line): Line {
  return { ...line, points: [...line.points].reverse(), start: line.end, end: line.start };
}
