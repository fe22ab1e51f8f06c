import { median } from '../../base/index.ts';
import { DiagramBuild } from '../build.ts';
import type { Diagram } from '../diagram.ts';
import { refuse } from '../fault.ts';
import {
  boxArea,
  centreOf,
  gap,
  gapToBox,
  gapToLine,
  gapToOutline,
  isInside,
  midpointOf,
  type Point,
} from '../geometry.ts';
import { readXml } from '../xml.ts';
import { withArrowheads } from './arrowheads.ts';
import { withBareTexts } from './bare-texts.ts';
import { type Captioned, giveCaptions } from './captions.ts';
import { withClosedStrokes } from './closed-strokes.ts';
import { draw } from './draw.ts';
import type { Drawing, Line, Writing } from './drawing.ts';
import { Ends, joined, staysIn } from './ends.ts';
import { groupAround, labelOf, type Nest, type Nesting, nest, standsFor } from './nesting.ts';
import { giveRoles } from './roles.ts';

/**
 * Reads the graph that an SVG shows, by its geometry: a shape with a text in it is a node, a line between two
 * shapes an edge, a shape around nodes a group.
 */
export function readSvg(text: string): Diagram {
  const drawing = draw(readXml(text));
  const unit = unitOf(drawing);
  holdWork(drawing);
  const whole = withClosedStrokes(drawing, unit);
  return new SvgReader(withBareTexts(withArrowheads(whole, unit), unit), unit).read();
}

/** Steps that comparing everything with everything may take. */
const MOST_STEPS = 400_000_000;

function holdWork({ shapes, lines, writings }: Drawing): void {
  const count = shapes.length + lines.length;
  if (count * (count + writings.length) > MOST_STEPS)
    refuse('size', 'The drawing has too many shapes and lines to compare them all; divide it.');
}

/** What distances are measured in: the size of the drawing's texts. */
function unitOf({ writings }: Drawing): number {
  return writings.length > 0 ? Math.max(1e-6, median(writings.map(({ size }) => size))) : 12;
}

interface Edge extends Captioned {
  readonly line: Line;
  readonly from: Nest;
  readonly to: Nest;
}

class SvgReader {
  readonly #unit: number;
  readonly #ends: Ends;
  readonly #nesting: Nesting;
  readonly #lines: readonly Line[];
  readonly #ids = new Map<Nest, string>();
  readonly #build = new DiagramBuild();
  /** Texts with ground of their own that stand on lines. */
  readonly #onLines: Writing[] = [];

  constructor(drawing: Drawing, unit: number) {
    this.#unit = unit;
    this.#ends = new Ends(unit);
    this.#nesting = nest(drawing, unit);
    const near = (point: Point) =>
      this.#nesting.nests.some(({ shape: { box, outline }, inside }) => {
        if (gapToBox(point, box) > unit) return false;
        return (
          gapToOutline(point, outline) <= unit || (inside.length === 0 && isInside(point, outline))
        );
      });
    this.#lines = joined(drawing.lines, near, unit);
  }

  read(): Diagram {
    this.#giveRoles();
    const { nests } = this.#nesting;
    this.#nameAll(nests);
    const edges = this.#edges();
    this.#caption(edges);
    for (const each of nests) if (each.role === 'group') this.#writeGroup(each);
    for (const each of this.#inOrder(nests)) this.#writeNode(each);
    for (const edge of edges) this.#writeEdge(edge);
    return this.#build.finish('svg');
  }

  #giveRoles(): void {
    const { nests } = this.#nesting;
    const leaves = nests.filter(({ inside }) => inside.length === 0);
    const touched = new Set<Nest>();
    const labelled = leaves.filter(({ writings }) => writings.length > 0);
    const outermost = nests.filter((each) => each.inside.every(({ role }) => role === 'plain'));
    for (const line of this.#lines) {
      for (const end of ['start', 'end'] as const) {
        const found =
          this.#ends.shapeAt(line, end, labelled) ??
          this.#ends.shapeAt(line, end, outermost.filter(isBare));
        if (found) touched.add(found);
      }
    }
    for (const each of labelled) {
      if (touched.has(each) || !this.#standsOnLine(each)) continue;
      this.#onLines.push(...each.writings.splice(0));
    }
    giveRoles(this.#nesting, (each) => touched.has(each), this.#unit);
  }

  /** A text on a ground without a line around it, which a line passes under: the text of that line. */
  #standsOnLine({ shape }: Nest): boolean {
    if (shape.hasStroke) return false;
    const centre = centreOf(shape.box);
    return this.#lines.some(
      ({ points }) => gapToLine(centre, points) <= Math.min(shape.box.width, shape.box.height) / 2,
    );
  }

  /** In the order in which they are painted, as far as the sizes of shapes let it be known. */
  #inOrder(nests: readonly Nest[]): Nest[] {
    return nests
      .filter(({ role }) => role === 'node')
      .sort(
        (a, b) =>
          a.shape.scope - b.shape.scope ||
          a.shape.box.y - b.shape.box.y ||
          a.shape.box.x - b.shape.box.x,
      );
  }

  #nameAll(nests: readonly Nest[]): void {
    const solid = nests.filter(({ role }) => role !== 'plain');
    const counts = new Map<string, number>();
    for (const { shape } of solid)
      if (shape.id !== undefined) counts.set(shape.id, (counts.get(shape.id) ?? 0) + 1);
    const taken = new Set(counts.keys());
    let [nodes, groups] = [0, 0];
    for (const each of [...this.#inOrder(nests), ...solid.filter(({ role }) => role === 'group')]) {
      const { id } = each.shape;
      const fresh = () => (each.role === 'node' ? `n${++nodes}` : `g${++groups}`);
      let name = id !== undefined && counts.get(id) === 1 ? id : fresh();
      while (name !== id && taken.has(name)) name = fresh();
      this.#ids.set(each, name);
    }
  }

  #edges(): Edge[] {
    const nodes = this.#nesting.nests.filter(({ role }) => role === 'node');
    const parts = this.#nesting.nests.filter(({ partOf }) => partOf !== undefined);
    const groups = this.#nesting.nests.filter(({ role }) => role === 'group');
    const found = this.#lines.map((line) => {
      const at = (end: 'start' | 'end') => {
        const each = this.#ends.shapeAt(line, end, nodes) ?? this.#ends.shapeAt(line, end, parts);
        return each ? standsFor(each) : this.#ends.shapeAt(line, end, groups);
      };
      return { line, from: at('start'), to: at('end') };
    });
    const loose = found.filter(({ line, from, to }) => (!from || !to) && !this.#isAside(line));
    if (loose.length > 0)
      this.#build.notice(
        'loose',
        `${loose.length} lines do not end at two shapes, and are left out.`,
      );
    return found.flatMap(({ line, from, to }) => {
      if (
        !from ||
        !to ||
        (from === to && (from.role === 'group' || staysIn(line, from, 0.1 * this.#unit))) ||
        (from.role === 'group' && to.role === 'group' && this.#divides(line))
      )
        return [];
      return [
        { line, from, to, points: line.points, scope: line.scope, order: line.order, texts: [] },
      ];
    });
  }

  /** Whether a line goes through a group from one side to another, and is a rule in it: between lanes, or under a title. */
  #divides(line: Line): boolean {
    if (line.start !== 'none' || line.end !== 'none') return false;
    const slack = 0.1 * this.#unit;
    const ends = [line.points[0]!, line.points.at(-1)!];
    return this.#nesting.nests.some(
      (each) =>
        each.role === 'group' &&
        staysIn(line, each, slack) &&
        ends.every((end) => gapToOutline(end, each.shape.outline) <= slack),
    );
  }

  /** Whether a line is a part of a shape rather than a connection. */
  #isAside(line: Line): boolean {
    return this.#nesting.nests.some(
      (each) => each.role === 'node' && staysIn(line, each, 0.1 * this.#unit),
    );
  }

  /** Texts outside nodes: of a group its title, of a line what stands at it; others say nothing of the graph. */
  #caption(edges: readonly Edge[]): void {
    const free = [...this.#nesting.free, ...this.#onLines];
    for (const each of this.#nesting.nests) {
      if (each.role === 'node') continue;
      const title = each.role === 'group' ? this.#titleOf(each, edges) : [];
      free.push(...each.writings.filter((writing) => !title.includes(writing)));
      each.writings.splice(0, each.writings.length, ...title);
    }
    const scopes = new Set(
      this.#nesting.nests.filter(({ role }) => role !== 'plain').map(({ shape }) => shape.scope),
    );
    const left = giveCaptions(free, edges, (scope) => scopes.has(scope));
    if (left.length > 0)
      this.#build.notice(
        'text',
        `${left.length} texts stand at no shape and at no line, and are left out.`,
      );
  }

  /** The text nearest to the edge of a group, unless a line has it at its middle, and those on its line. */
  #titleOf({ shape, writings }: Nest, edges: readonly Edge[]): Writing[] {
    const near = writings
      .map((writing) => ({ writing, border: borderGap(writing, shape.box) }))
      .sort((a, b) => a.border - b.border);
    const next = near.filter(
      ({ writing, border }) => isNext(writing, shape) && border <= 2 * writing.size,
    );
    const clear = near.filter(({ writing, border }) => border < middleGap(writing, edges));
    // That a group has a title is likelier than that a line has a text there.
    const ranked =
      [next, clear, near.filter(({ writing, border }) => border <= 2 * writing.size)].find(
        (some) => some.length > 0,
      ) ?? [];
    const [first] = ranked;
    if (!first) return [];
    return ranked
      .filter(
        ({ writing, border }) =>
          border <= first.border + 1.5 * first.writing.size && isBelow(writing, first.writing),
      )
      .map(({ writing }) => writing);
  }

  #writeGroup(each: Nest): void {
    const group = this.#build.group(this.#ids.get(each)!, labelOf(each.writings));
    const around = groupAround(each);
    group.parent = around ? this.#ids.get(around)! : null;
  }

  #writeNode(each: Nest): void {
    const node = this.#build.node(this.#ids.get(each)!, labelOf(each.writings));
    const around = groupAround(each);
    node.group = around ? this.#ids.get(around)! : null;
  }

  #writeEdge({ line, from, to, texts }: Edge): void {
    const ends = [line.start, line.end];
    const points = ends.includes('head')
      ? ends.map((tip) => tip === 'head')
      : ends.map((tip) => tip !== 'none');
    const [a, b] = points[0] && !points[1] ? [to, from] : [from, to];
    this.#build.edge({
      ...{ from: this.#ids.get(a)!, to: this.#ids.get(b)! },
      ...{ label: labelOf(texts), directed: points[0] !== points[1] },
    });
  }
}

/** A shape without text, and with nothing in it. */
function isBare({ writings, inside, shape }: Nest): boolean {
  return writings.length === 0 && inside.length === 0 && boxArea(shape.box) > 0;
}

/** From a text to the nearest side of a group. */
function borderGap({ box, size }: Writing, around: Nest['shape']['box']): number {
  const { x, y } = centreOf(box);
  const below = around.y + around.height - y;
  // A title stands at the top more often.
  return Math.min(
    y - around.y,
    0.5 * size + Math.min(below, x - around.x, around.x + around.width - x),
  );
}

/** Whether a text was painted just after a shape. */
function isNext(writing: Writing, shape: Nest['shape']): boolean {
  return writing.order > shape.order && writing.order <= shape.order + 2;
}

/** From a text to the middle of the nearest line. */
function middleGap(writing: Writing, edges: readonly Edge[]): number {
  const centre = centreOf(writing.box);
  return edges.reduce(
    (least, { points }) => Math.min(least, gap(centre, midpointOf(points))),
    Infinity,
  );
}

/** Whether a text is a further line of another, or stands beside it. */
function isBelow(one: Writing, other: Writing): boolean {
  const [a, b] = [one.box, other.box];
  return a.x <= b.x + b.width + b.height && b.x <= a.x + a.width + a.height;
}
