import { type Box, gapToBox, gapToOutline, isInside, type Point } from '../geometry.ts';
import type { Drawing, Line, Shape, Writing } from './drawing.ts';
import { nest } from './nesting.ts';

/**
 * The drawing with a shape around each text that stands in no shape of its own and at which a line ends that ends at
 * nothing else: such a text is a node.
 */
export function withBareTexts(drawing: Drawing, unit: number): Drawing {
  const { nests, free } = nest(drawing, unit);
  const inContainers = nests
    .filter(({ inside }) => inside.length > 0)
    .flatMap(({ writings }) => writings);
  const loose = drawing.lines.flatMap((line) => looseEnds(line, drawing.shapes, unit));
  const texts = [...free, ...inContainers].filter(({ box }) =>
    loose.some((end) => gapToBox(end, box) <= unit),
  );
  return { ...drawing, shapes: [...drawing.shapes, ...texts.map(shapeAround)] };
}

/** Ends of a line at which there is no shape, neither there nor a little farther on. */
function looseEnds({ points }: Line, shapes: readonly Shape[], unit: number): Point[] {
  const ends = [points[0]!, points.at(-1)!];
  return ends.filter(
    (end) =>
      !shapes.some(
        ({ box, outline }) =>
          gapToBox(end, box) <= 1.2 * unit &&
          (gapToOutline(end, outline) <= 1.2 * unit ||
            (isSmall(box, unit) && isInside(end, outline))),
      ),
  );
}

/** Whether a shape has room for little more than a text: what is in it is at it. */
function isSmall({ width, height }: Box, unit: number): boolean {
  return Math.min(width, height) <= 8 * unit;
}

function shapeAround({ box, scope, order }: Writing): Shape {
  const { x, y, width, height } = box;
  const [right, bottom] = [x + width, y + height];
  const outline = [
    { x, y },
    { x: right, y },
    { x: right, y: bottom },
    { x, y: bottom },
  ];
  return { outline, box, isRound: false, hasStroke: true, id: undefined, scope, order };
}
