export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export function gap(a: Point, b: Point): number {
  return Math.sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y));
}

export function boxArea({ width, height }: Box): number {
  return width * height;
}

export function centreOf({ x, y, width, height }: Box): Point {
  return { x: x + width / 2, y: y + height / 2 };
}

/** The smallest box around some points, of which there is at least one. */
export function boxAround(points: readonly Point[]): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Whether a box lies within another, up to a tolerance. */
export function isBoxWithin(inner: Box, outer: Box, slack = 0): boolean {
  return (
    inner.x >= outer.x - slack &&
    inner.y >= outer.y - slack &&
    inner.x + inner.width <= outer.x + outer.width + slack &&
    inner.y + inner.height <= outer.y + outer.height + slack
  );
}

/** From a point to a box; 0 within it. */
export function gapToBox({ x, y }: Point, box: Box): number {
  const dx = Math.max(box.x - x, 0, x - box.x - box.width);
  const dy = Math.max(box.y - y, 0, y - box.y - box.height);
  return Math.sqrt(dx * dx + dy * dy);
}

/** From a point to a piece of a line. */
function gapToSegment(point: Point, a: Point, b: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : ((point.x - a.x) * dx + (point.y - a.y) * dy) / length;
  const t = Math.max(0, Math.min(1, along));
  return gap(point, { x: a.x + t * dx, y: a.y + t * dy });
}

/** From a point to the nearest place of a line of several pieces. */
export function gapToLine(point: Point, line: readonly Point[]): number {
  let least = line.length > 0 ? gap(point, line[0]!) : Infinity;
  for (let index = 1; index < line.length; index++) {
    least = Math.min(least, gapToSegment(point, line[index - 1]!, line[index]!));
  }
  return least;
}

/** From a point to the outline of a shape, whether it is inside or outside. */
export function gapToOutline(point: Point, outline: readonly Point[]): number {
  return Math.min(gapToLine(point, outline), gapToSegment(point, outline.at(-1)!, outline[0]!));
}

/** Whether a point is within an outline, by the nonzero rule, as shapes are filled unless they say otherwise. */
export function isInside({ x, y }: Point, outline: readonly Point[]): boolean {
  let turns = 0;
  for (let index = 0, last = outline.length - 1; index < outline.length; last = index++) {
    const [a, b] = [outline[index]!, outline[last]!];
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x)
      turns += a.y > b.y ? 1 : -1;
  }
  return turns !== 0;
}

/** The place half way along a line. */
export function midpointOf(line: readonly Point[]): Point {
  const lengths = line.slice(1).map((point, index) => gap(line[index]!, point));
  let left = lengths.reduce((sum, length) => sum + length, 0) / 2;
  for (const [index, length] of lengths.entries()) {
    if (left <= length && length > 0) {
      const [a, b, t] = [line[index]!, line[index + 1]!, left / length];
      return { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t };
    }
    left -= length;
  }
  return line[0]!;
}
