import { boxAround, gap, gapToOutline, type Point } from '../geometry.ts';
import type { Drawing, Line, Shape } from './drawing.ts';

/** How far apart two strokes of one rectangle are painted. */
const MOST_APART = 3;

/**
 * The drawing with a shape for each rectangle that is drawn as two strokes, such as the head and the body of a lane: both end
 * at the same two places, and go along the sides.
 */
export function withClosedStrokes(drawing: Drawing, unit: number): Drawing {
  const slack = 0.05 * unit;
  const strokes = drawing.lines.filter((line) => isBent(line)).sort((a, b) => a.order - b.order);
  const taken = new Set<Line>();
  const closed: Shape[] = [];
  for (const [index, one] of strokes.entries()) {
    if (taken.has(one)) continue;
    for (let at = index + 1; at < strokes.length; at++) {
      const other = strokes[at]!;
      if (other.order - one.order > MOST_APART) break;
      const shape = taken.has(other) ? undefined : rectangleOf(one, other, slack);
      if (!shape || isAtSmaller(shape, one, drawing.shapes, slack)) continue;
      closed.push(shape);
      taken.add(one).add(other);
      break;
    }
  }
  if (closed.length === 0) return drawing;
  return {
    ...drawing,
    lines: drawing.lines.filter((line) => !taken.has(line)),
    shapes: [...drawing.shapes, ...closed],
  };
}

function isBent({ points, start, end }: Line): boolean {
  return points.length >= 3 && start === 'none' && end === 'none';
}

/** The shape that two strokes draw together, if all of their points lie on the sides of one box. */
function rectangleOf(one: Line, other: Line, slack: number): Shape | undefined {
  const [a, b] = [one.points[0]!, one.points.at(-1)!];
  const [c, d] = [other.points[0]!, other.points.at(-1)!];
  const meet = (p: Point, q: Point) => gap(p, q) <= slack;
  const isTurned = meet(a, c) && meet(b, d);
  if (one.scope !== other.scope || gap(a, b) <= slack) return undefined;
  if (!isTurned && !(meet(a, d) && meet(b, c))) return undefined;
  const outline = [...one.points, ...(isTurned ? [...other.points].reverse() : other.points)];
  const box = boxAround(outline);
  const { x, y, width, height } = box;
  const isOnSide = (point: Point) =>
    [point.x - x, x + width - point.x, point.y - y, y + height - point.y].some(
      (away) => away <= slack,
    );
  if (width <= slack || height <= slack || !outline.every(isOnSide)) return undefined;
  const { scope, order } = one;
  return { outline, box, isRound: false, hasStroke: true, id: undefined, scope, order };
}

/** Whether the strokes rather lead from one shape to another. */
function isAtSmaller(
  { box }: Shape,
  { points }: Line,
  shapes: readonly Shape[],
  slack: number,
): boolean {
  return shapes.some(
    (shape) =>
      shape.box.width < box.width &&
      shape.box.height < box.height &&
      [points[0]!, points.at(-1)!].some((end) => gapToOutline(end, shape.outline) <= slack),
  );
}
