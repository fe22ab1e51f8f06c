import { type Box, boxArea, gapToBox, isBoxWithin, type Point } from '../geometry.ts';
import type { Cell } from './cells.ts';

/** How far from a shape a line may end that is not tied to it, in pixels. */
const NEAR = 10;

/** What the cells of a page are: nodes, groups, edges, or parts of these. */
export class Page {
  readonly groups: readonly Cell[];
  readonly nodes: readonly Cell[];
  readonly edges: readonly Cell[];
  readonly #cells: ReadonlyMap<string, Cell>;
  readonly #children = new Map<string, Cell[]>();
  /** Cells that an edge is tied to. */
  readonly #tied = new Set<string>();
  readonly #roles = new Map<string, 'group' | 'node' | 'part' | 'text'>();
  /** Groups that hold others only by where they stand -> what stands in them, and the reverse. */
  readonly #standsIn = new Map<string, string>();

  constructor(cells: ReadonlyMap<string, Cell>) {
    this.#cells = cells;
    const shown = [...cells.values()].filter((cell) => this.#isShown(cell));
    for (const cell of shown) {
      if (cell.parent === undefined) continue;
      const siblings = this.#children.get(cell.parent);
      if (siblings) siblings.push(cell);
      else this.#children.set(cell.parent, [cell]);
    }
    this.edges = shown.filter(({ kind }) => kind === 'edge');
    for (const { source, target } of this.edges) {
      if (source !== undefined) this.#tied.add(source);
      if (target !== undefined) this.#tied.add(target);
    }
    const vertices = shown.filter(({ kind }) => kind === 'vertex');
    for (const cell of vertices) this.#roles.set(cell.id, this.#roleOf(cell));
    this.#placeByPosition(vertices);
    this.groups = vertices.filter(({ id }) => this.#roles.get(id) === 'group');
    this.nodes = vertices.filter(({ id }) => this.#roles.get(id) === 'node');
  }

  /** Id of the innermost group around a cell. */
  groupOf(cell: Cell): string | null {
    const own = this.#standsIn.get(cell.id);
    if (own !== undefined) return own;
    for (const above of this.#above(cell)) {
      if (this.#roles.get(above.id) === 'group') return above.id;
      const around = this.#standsIn.get(above.id);
      if (around !== undefined) return around;
    }
    return null;
  }

  /** Its own text, and that of the parts that are written on it; of a line, from the end where it begins to the other. */
  labelOf(cell: Cell): string {
    const parts = this.#partsOf(cell);
    const along = ({ id, box }: Cell) => (id === cell.id ? 0 : (box?.x ?? 0));
    const written = [cell, ...parts];
    if (cell.kind === 'edge') written.sort((a, b) => along(a) - along(b));
    return written
      .map(({ label }) => label)
      .filter((text) => text !== '')
      .join('\n');
  }

  /** The node or group that a cell is, or is a part of. */
  shapeOf(id: string): string | undefined {
    const cell = this.#cells.get(id);
    if (!cell) return undefined;
    return [cell, ...this.#above(cell)].find((each) => this.#isShape(each))?.id;
  }

  /** The node or, if there is none, the group at a place; the smallest of several. */
  shapeAt(point: Point): string | undefined {
    for (const cells of [this.nodes, this.groups]) {
      const found = cells
        .map((cell) => ({ cell, box: this.#absoluteBox(cell) }))
        .filter(({ box }) => gapToBox(point, box) <= NEAR)
        .sort(
          (a, b) =>
            gapToBox(point, a.box) - gapToBox(point, b.box) || boxArea(a.box) - boxArea(b.box),
        );
      if (found[0]) return found[0].cell.id;
    }
    return undefined;
  }

  /** A place within the parent of a cell, on the page. */
  absolute(cell: Cell, { x, y }: Point): Point {
    let [left, top] = [x, y];
    for (const above of this.#above(cell)) {
      left += above.box?.x ?? 0;
      top += above.box?.y ?? 0;
    }
    return { x: left, y: top };
  }

  #isShape({ id }: Cell): boolean {
    const role = this.#roles.get(id);
    return role === 'node' || role === 'group';
  }

  #isShown(cell: Cell): boolean {
    return [cell, ...this.#above(cell)].every(({ isVisible }) => isVisible);
  }

  /** From the parent up; a cell that is said to be within itself ends it. */
  #above(cell: Cell): Cell[] {
    const above: Cell[] = [];
    const seen = new Set([cell.id]);
    for (let id = cell.parent; id !== undefined && !seen.has(id); ) {
      seen.add(id);
      const parent = this.#cells.get(id);
      if (!parent) break;
      above.push(parent);
      id = parent.parent;
    }
    return above;
  }

  #roleOf(cell: Cell): 'group' | 'node' | 'part' | 'text' {
    const parent = cell.parent === undefined ? undefined : this.#cells.get(cell.parent);
    if (parent?.kind === 'edge') return 'part';
    if (parent?.kind === 'vertex' && isWriting(cell) && !this.#holdsShapes(parent)) return 'part';
    if (parent && this.#adorns(cell, parent)) return 'part';
    if (this.#holdsShapes(cell)) return 'group';
    return isText(cell) && !this.#tied.has(cell.id) ? 'text' : 'node';
  }

  /** Whether there is more in it than what is written on it. */
  #holdsShapes(cell: Cell): boolean {
    const inside = (this.#children.get(cell.id) ?? []).filter(({ kind }) => kind === 'vertex');
    return inside.some(
      (child) =>
        (!isWriting(child) && !this.#adorns(child, cell)) ||
        (isText(child) && this.#tied.has(child.id) && !isList(cell)),
    );
  }

  /** Whether a shape is only a part of how another looks, at which lines end: without a text, lines or anything in it. */
  #adorns(cell: Cell, parent: Cell): boolean {
    return (
      parent.kind === 'vertex' &&
      cell.label === '' &&
      this.#tied.has(parent.id) &&
      !isContainer(parent) &&
      !this.#tied.has(cell.id) &&
      !this.#children.has(cell.id)
    );
  }

  #partsOf(cell: Cell): Cell[] {
    const inside = (this.#children.get(cell.id) ?? []).filter(({ kind }) => kind === 'vertex');
    return inside
      .filter(({ id }) => this.#roles.get(id) === 'part')
      .flatMap((part) => [part, ...this.#partsOf(part)]);
  }

  /**
   * A shape that stands around others holds them, whatever the file says; if lines are tied to it, only if some are tied to these
   * too, for else they are a part of how it looks.
   */
  #placeByPosition(vertices: readonly Cell[]): void {
    const boxes = vertices
      .filter((cell) => this.#isShape(cell) && cell.box && boxArea(cell.box) > 0)
      .map((cell) => ({ cell, box: this.#absoluteBox(cell) }));
    const largestFirst = [...boxes].sort((a, b) => boxArea(b.box) - boxArea(a.box));
    for (const outer of largestFirst) {
      const inside = boxes.filter(
        ({ cell, box }) =>
          cell.parent === outer.cell.parent &&
          boxArea(box) < boxArea(outer.box) &&
          isBoxWithin(box, outer.box),
      );
      if (inside.length === 0) continue;
      const isTied = ({ cell }: { readonly cell: Cell }) => this.#tied.has(cell.id);
      if (isTied(outer) && !inside.some(isTied)) continue;
      this.#roles.set(outer.cell.id, 'group');
      // From large to small: the last that holds a cell is the innermost.
      for (const { cell } of inside) this.#standsIn.set(cell.id, outer.cell.id);
    }
  }

  #absoluteBox(cell: Cell): Box {
    const { x = 0, y = 0, width = 0, height = 0 } = cell.box ?? {};
    return { ...this.absolute(cell, { x, y }), width, height };
  }
}

/** A text without a shape of its own. */
function isText({ style }: Cell): boolean {
  return style.has('text') || style.get('shape') === 'text' || style.has('edgeLabel');
}

/** What is written on the shape that it is in: texts, rows of lists and tables, rules between them. */
function isWriting(cell: Cell): boolean {
  const shape = cell.style.get('shape') ?? '';
  return (
    isText(cell) || cell.style.has('line') || /^(?:line|partialRectangle|tableRow)$/.test(shape)
  );
}

/** What is made to hold others. */
function isContainer({ style }: Cell): boolean {
  return (
    style.get('container') === '1' ||
    style.has('swimlane') ||
    style.has('group') ||
    style.get('shape') === 'swimlane' ||
    style.has('childLayout')
  );
}

/** A list or a table, of which lines may be tied to a row. */
function isList({ style }: Cell): boolean {
  return style.get('childLayout') === 'stackLayout' || style.get('childLayout') === 'tableLayout';
}
