import { boxArea, centreOf, gapToOutline, isBoxWithin, isInside, type Point } from '../geometry.ts';
import type { Drawing, Shape, Writing } from './drawing.ts';

/** A shape with what stands in it. */
export interface Nest {
  readonly shape: Shape;
  parent: Nest | undefined;
  readonly inside: Nest[];
  readonly writings: Writing[];
  /** `plain`: it says nothing by itself. */
  role: 'node' | 'group' | 'plain';
  /** Another outline of the same thing, or a part of it: the nest that stands for it. */
  partOf: Nest | undefined;
}

/** What is drawn within what, and the texts that stand in no shape. */
export interface Nesting {
  /** From the largest to the smallest. */
  readonly nests: readonly Nest[];
  readonly free: readonly Writing[];
}

/** Puts each shape and each text into the smallest shape around it. */
export function nest({ shapes, writings }: Drawing, unit: number): Nesting {
  const nests = shapes
    .map((shape, order) => ({ shape, order, area: boxArea(shape.box) }))
    // Of two of one size, the one that is painted later stands in the other.
    .sort((a, b) => b.area - a.area || a.order - b.order)
    .map(
      ({ shape }): Nest => ({
        shape,
        parent: undefined,
        inside: [],
        writings: [],
        role: 'plain',
        partOf: undefined,
      }),
    );
  for (const [index, each] of nests.entries()) {
    for (let outer = index - 1; outer >= 0 && !each.parent; outer--) {
      if (isShapeWithin(each.shape, nests[outer]!.shape, 0.1 * unit)) each.parent = nests[outer];
    }
    each.parent?.inside.push(each);
  }
  const free: Writing[] = [];
  const smallestFirst = [...nests].reverse();
  for (const writing of writings) {
    const centre = centreOf(writing.box);
    const around = smallestFirst.find(({ shape }) => holds(shape, centre));
    if (around) around.writings.push(writing);
    else free.push(writing);
  }
  return { nests, free };
}

/** The nest that stands for another: for the outline of a double circle, the circle. */
export function standsFor(each: Nest): Nest {
  let at = each;
  while (at.partOf) at = at.partOf;
  return at;
}

/** The innermost group around a nest. */
export function groupAround(each: Nest): Nest | undefined {
  let at = each.parent;
  while (at && at.role !== 'group') at = at.parent;
  return at;
}

/** Text lines of writings as they are read: from top to bottom, and from left to right. */
export function labelOf(writings: readonly Writing[]): string {
  const [first] = writings;
  if (!first) return '';
  const { x: dx, y: dy } = first.down;
  const placed = writings
    .map(({ text, box, size }) => ({ text, size, ...centreOf(box) }))
    .map(({ text, size, x, y }) => ({ text, size, line: x * dx + y * dy, along: x * dy - y * dx }))
    .sort((a, b) => a.line - b.line || a.along - b.along);
  // What stands on one line is read along it, whatever its exact height.
  const lines: (typeof placed)[] = [];
  for (const each of placed) {
    const last = lines.at(-1);
    if (last && each.line - last[0]!.line < 0.3 * each.size) last.push(each);
    else lines.push([each]);
  }
  return lines
    .map((line) =>
      line
        .sort((a, b) => a.along - b.along)
        .map(({ text }) => text)
        .join(' '),
    )
    .join('\n');
}

function holds({ box, outline }: Shape, point: Point): boolean {
  const { x, y, width, height } = box;
  if (point.x < x || point.y < y || point.x > x + width || point.y > y + height) return false;
  return isInside(point, outline);
}

function isShapeWithin(inner: Shape, outer: Shape, slack: number): boolean {
  if (!isBoxWithin(inner.box, outer.box, slack)) return false;
  return inner.outline.every(
    (point) => isInside(point, outer.outline) || gapToOutline(point, outer.outline) <= slack,
  );
}
