import { centreOf, gap, gapToBox, gapToLine, midpointOf, type Point } from '../geometry.ts';
import type { Writing } from './drawing.ts';

/** A line that may have a text beside it. */
export interface Captioned {
  readonly points: readonly Point[];
  readonly scope: number;
  readonly order: number;
  readonly texts: Writing[];
}

/** How far from a line its text may stand, in sizes of the font. */
const NEAR = 2.2;
/** How much it counts that a text stands away from the middle of the line. */
const MIDDLE = 0.5;
/** How far, in sizes of the font, a text of the same group may stand from its line. */
const NEAR_OWN = 6;
/** How much nearer, in sizes of the font, a line counts that was painted just before the text. */
const JUST_BEFORE = 1;

/**
 * Gives each text to the line that it stands at, and returns those that stand at none.
 *
 * @param isOfShapes whether a `<g>` holds nodes or groups, and so more than one line with its text
 */
export function giveCaptions(
  writings: readonly Writing[],
  lines: readonly Captioned[],
  isOfShapes: (scope: number) => boolean,
): Writing[] {
  const scopes = countScopes(lines);
  const left: Writing[] = [];
  const offers: { readonly writing: Writing; readonly line: Captioned; readonly cost: number }[] =
    [];
  for (const writing of writings) {
    // A group that holds one line and a text was made for them.
    const own =
      !isOfShapes(writing.scope) &&
      scopes.get(writing.scope) === 1 &&
      lines.find(
        ({ scope, points }) =>
          scope === writing.scope &&
          gapToLine(centreOf(writing.box), points) <= NEAR_OWN * writing.size,
      );
    if (own) own.texts.push(writing);
    else left.push(writing);
  }
  for (const writing of left) {
    for (const line of lines) {
      const cost = costOf(writing, line);
      if (cost !== undefined) offers.push({ writing, line, cost });
    }
  }
  offers.sort((a, b) => a.cost - b.cost);
  const given = new Set<Writing>();
  for (const pass of ['one', 'more'] as const) {
    for (const { writing, line } of offers) {
      if (given.has(writing) || (pass === 'one' && line.texts.length > 0)) continue;
      if (pass === 'more' && !line.texts.some((text) => isNext(text, writing))) continue;
      line.texts.push(writing);
      given.add(writing);
    }
  }
  return left.filter((writing) => !given.has(writing));
}

function costOf(writing: Writing, { points, order }: Captioned): number | undefined {
  const centre = centreOf(writing.box);
  const away = Math.max(0, gapToLine(centre, points) - reachOf(writing, points));
  if (away > NEAR * writing.size) return undefined;
  // A ground or a head may be painted between the two.
  const isJustBefore = writing.order > order && writing.order <= order + 3;
  return (
    away +
    MIDDLE * gap(centre, midpointOf(points)) -
    (isJustBefore ? JUST_BEFORE * writing.size : 0)
  );
}

/** Whether two texts stand one below the other, as lines of one text. */
function isNext(a: Writing, b: Writing): boolean {
  const [one, other] = [centreOf(a.box), centreOf(b.box)];
  const [dx, dy] = [one.x - other.x, one.y - other.y];
  const down = Math.abs(dx * a.down.x + dy * a.down.y);
  const isAligned =
    gap(one, other) - down <= 0.6 * a.size || Math.abs(a.box.x - b.box.x) <= 0.6 * a.size;
  return a.scope === b.scope && down <= 1.5 * a.size && isAligned;
}

/** From the middle of a text to its edge, on the side of the line. */
function reachOf({ box }: Writing, points: readonly Point[]): number {
  const near = points.some((point) => gapToBox(point, box) === 0);
  return near ? Math.max(box.width, box.height) / 2 : Math.min(box.width, box.height) / 2;
}

function countScopes(lines: readonly Captioned[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { scope } of lines) counts.set(scope, (counts.get(scope) ?? 0) + 1);
  return counts;
}
