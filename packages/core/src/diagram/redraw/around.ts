import type { Box, Point } from '../geometry.ts';

/** How far aside a curve's middle may be led, pixels, the least first; to both sides. */
const ASIDE = [30, 45, 60, 80, 100, 130, 160, 200, 250].flatMap((by) => [by, -by]);
/** Places of a line that are looked at. */
const STEPS = 24;
/** Room between a line and what it passes, pixels. */
const ROOM = 3;

/**
 * Where the middle of a curve from `p` to `q` is drawn towards, so that it passes behind none of the boxes; undefined if a straight
 * line passes none. Where there is no way around within the drawing, the way that passes the fewest.
 */
export function wayAround(
  p: Point,
  q: Point,
  boxes: readonly Box[],
  within: { readonly width: number; readonly height: number },
): Point | undefined {
  const [dx, dy] = [q.x - p.x, q.y - p.y];
  const length = Math.sqrt(dx * dx + dy * dy);
  const middle = { x: p.x + dx / 2, y: p.y + dy / 2 };
  let least = passed(p, middle, q, boxes);
  if (least === 0 || length === 0) return undefined;
  let best: Point | undefined;
  for (const by of ASIDE) {
    // The curve comes half as near to its control point.
    const at = { x: middle.x - (2 * by * dy) / length, y: middle.y + (2 * by * dx) / length };
    const top = pointOf(p, at, q, 0.5);
    if (top.x < 2 || top.y < 2 || top.x > within.width - 2 || top.y > within.height - 2) continue;
    const count = passed(p, at, q, boxes);
    if (count < least) [least, best] = [count, at];
    if (least === 0) break;
  }
  return best;
}

/** How many of the boxes the curve passes. */
function passed(p: Point, control: Point, q: Point, boxes: readonly Box[]): number {
  const places = Array.from({ length: STEPS - 1 }, (_, step) =>
    pointOf(p, control, q, (step + 1) / STEPS),
  );
  return boxes.filter((box) => places.some((place) => isInside(place, box))).length;
}

/** A place of a quadratic curve. */
export function pointOf(p: Point, control: Point, q: Point, t: number): Point {
  const [a, b, c] = [(1 - t) * (1 - t), 2 * t * (1 - t), t * t];
  return {
    x: a * p.x + b * control.x + c * q.x,
    y: a * p.y + b * control.y + c * q.y,
  };
}

function isInside({ x, y }: Point, box: Box): boolean {
  return (
    x > box.x - ROOM &&
    x < box.x + box.width + ROOM &&
    y > box.y - ROOM &&
    y < box.y + box.height + ROOM
  );
}
