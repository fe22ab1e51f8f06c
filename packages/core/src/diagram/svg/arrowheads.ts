import { boxAround, gap, gapToBox, gapToOutline, isInside, type Point } from '../geometry.ts';
import type { Drawing, Line, Shape, Tip } from './drawing.ts';

/** The drawing without the heads of arrows that are shapes of their own: its lines bear them now. */
export function withArrowheads(drawing: Drawing, unit: number): Drawing {
  const lines = drawing.lines.map((line) => ({ ...line }));
  const open = lines.filter((line) => !takeOpenHead(line, lines, unit));
  const shapes = drawing.shapes.filter((shape) => !takeHead(shape, open, { drawing, unit }));
  return { ...drawing, shapes, lines: open };
}

interface Around {
  readonly drawing: Drawing;
  readonly unit: number;
}

/** Whether a shape is the head of an arrow: small, without text, at the end of a line and before a shape. */
function takeHead(shape: Shape, lines: readonly Line[], { drawing, unit }: Around): boolean {
  const { outline, box } = shape;
  const corners = cornersOf(outline);
  if (Math.max(box.width, box.height) > 2.4 * unit || Math.min(box.width, box.height) > 1.6 * unit)
    return false;
  if (corners.length > 6 && !(shape.isRound && box.width <= unit)) return false;
  if (
    drawing.writings.some((writing) =>
      isInside(
        { x: writing.box.x + writing.box.width / 2, y: writing.box.y + writing.box.height / 2 },
        outline,
      ),
    )
  )
    return false;
  const found = bearerOf(shape, corners, lines, { drawing, unit });
  if (!found) return false;
  const { line, end, tip } = found;
  line[end] = kindOf(corners, shape.isRound);
  line.points = end === 'end' ? [...line.points, tip] : [tip, ...line.points];
  return true;
}

/** The end of a line that a head belongs to: the one that meets it opposite of its tip. */
function bearerOf(
  shape: Shape,
  corners: readonly Point[],
  lines: readonly Line[],
  around: Around,
): { readonly line: Line; readonly end: 'start' | 'end'; readonly tip: Point } | undefined {
  const { outline } = shape;
  let best: { line: Line; end: 'start' | 'end'; tip: Point; away: number } | undefined;
  for (const line of lines) {
    for (const end of ['end', 'start'] as const) {
      const points = end === 'end' ? line.points : [line.points[1]!, line.points[0]!];
      const [from, to] = [points.at(-2)!, points.at(-1)!];
      if (gapToBox(to, shape.box) > 0.2 * around.unit) continue;
      if (gapToOutline(to, outline) > 0.2 * around.unit && !isInside(to, outline)) continue;
      const tip = farthest(outline, from, to);
      const base = corners.filter((corner) => gap(corner, tip) > 1e-6 * around.unit);
      const { x, y, width, height } = boxAround(base.length > 0 ? base : [tip]);
      const away = gap(to, { x: x + width / 2, y: y + height / 2 });
      if (line[end] !== 'none' || !isBeforeShape(tip, shape, around)) continue;
      if (!best || away < best.away) best = { line, end, tip, away };
    }
  }
  return best;
}

/** Whether a line is the two strokes of an open arrow at the end of another. */
function takeOpenHead(arms: Line, lines: readonly Line[], unit: number): boolean {
  const [a, tip, b, ...more] = arms.points;
  if (!a || !tip || !b || more.length > 0) return false;
  if (
    gap(a, tip) > 2 * unit ||
    gap(b, tip) > 2 * unit ||
    arms.start !== 'none' ||
    arms.end !== 'none'
  )
    return false;
  for (const line of lines) {
    if (line === arms) continue;
    for (const end of ['end', 'start'] as const) {
      const at = end === 'end' ? line.points.at(-1)! : line.points[0]!;
      if (gap(at, tip) > 0.25 * unit) continue;
      line[end] = 'head';
      return true;
    }
  }
  return false;
}

function isBeforeShape(tip: Point, own: Shape, { drawing, unit }: Around): boolean {
  // A text without a shape may be a node too.
  if (drawing.writings.some(({ box }) => gapToBox(tip, box) <= 0.7 * unit)) return true;
  return drawing.shapes.some(
    (shape) =>
      shape !== own &&
      Math.max(shape.box.width, shape.box.height) > Math.max(own.box.width, own.box.height) &&
      gapToBox(tip, shape.box) <= unit &&
      gapToOutline(tip, shape.outline) <= unit,
  );
}

function kindOf(corners: readonly Point[], isRound: boolean): Tip {
  if (isRound) return 'mark';
  return corners.length === 4 && isConvex(corners) ? 'mark' : 'head';
}

/** The corner that lies farthest in the direction in which a line arrives. */
function farthest(outline: readonly Point[], from: Point, to: Point): Point {
  const along = ({ x, y }: Point) => x * (to.x - from.x) + y * (to.y - from.y);
  return outline.reduce((best, each) => (along(each) > along(best) ? each : best));
}

/** The points of an outline, each once. */
function cornersOf(outline: readonly Point[]): Point[] {
  const corners: Point[] = [];
  const { width, height } = boxAround(outline);
  const slack = 0.02 * Math.max(width, height);
  for (const point of outline) {
    if (!corners.some((corner) => gap(corner, point) <= slack)) corners.push(point);
  }
  return corners;
}

function isConvex(corners: readonly Point[]): boolean {
  const turns = corners.map((b, index) => {
    const a = corners.at(index - 1)!;
    const c = corners[(index + 1) % corners.length]!;
    return (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x) > 0;
  });
  return turns.every((turn) => turn === turns[0]);
}
