import { DiagramBuild } from '../build.ts';
import type { Diagram, DiagramText } from '../diagram.ts';
import type { Point } from '../geometry.ts';
import { type Cell, readCells } from './cells.ts';
import { Page } from './page.ts';
import { unpackPage } from './unpack.ts';

/** Reads one page of a file of draw.io, plain or compressed. */
export function readDrawio(given: DiagramText): Diagram {
  const { pages, page, cells } = unpackPage(given);
  return new DrawioReader(new Page(readCells(cells))).read(pages, page);
}

class DrawioReader {
  readonly #page: Page;
  readonly #build = new DiagramBuild();

  constructor(page: Page) {
    this.#page = page;
  }

  read(pages: readonly string[], page: number): Diagram {
    for (const cell of this.#page.groups) this.#build.group(cell.id, cell.label);
    for (const cell of this.#page.groups) {
      this.#build.group(cell.id).parent = this.#page.groupOf(cell);
    }
    for (const cell of this.#page.nodes) {
      this.#build.node(cell.id, this.#page.labelOf(cell)).group = this.#page.groupOf(cell);
    }
    let loose = 0;
    for (const cell of this.#page.edges) if (!this.#edge(cell)) loose++;
    if (loose > 0)
      this.#build.notice('loose', `${loose} lines do not end at two shapes, and are left out.`);
    return this.#build.finish('drawio', pages, page);
  }

  #edge(cell: Cell): boolean {
    const source = this.#end(cell, cell.source, cell.sourcePoint);
    const target = this.#end(cell, cell.target, cell.targetPoint);
    if (source === undefined || target === undefined) return false;
    const way = leads(cell.style);
    const [from, to] = way === 'back' ? [target, source] : [source, target];
    this.#build.edge({ from, to, label: this.#page.labelOf(cell), directed: way !== 'both' });
    return true;
  }

  #end(edge: Cell, id: string | undefined, point: Point | undefined): string | undefined {
    const named = id === undefined ? undefined : this.#page.shapeOf(id);
    return named ?? (point && this.#page.shapeAt(this.#page.absolute(edge, point)));
  }
}

/** Ends of lines that point; others, such as diamonds and the feet of crows, adorn. */
const HEADS = /^(?:classic|classicThin|block|blockThin|open|openThin|openAsync|async|doubleBlock)$/;

/** Which way a line leads: to its target, back to its source, or both ways. */
function leads(style: ReadonlyMap<string, string>): 'forth' | 'back' | 'both' {
  const hasNone = style.get('shape') === 'link' || style.has('link');
  const ends = [
    style.get('startArrow') ?? 'none',
    style.get('endArrow') ?? (hasNone ? 'none' : 'classic'),
  ];
  const heads = ends.map((end) => HEADS.test(end));
  // Only where nothing points does an adornment at one end say where the line leads.
  const marks = heads[0] || heads[1] ? heads : ends.map((end) => end !== 'none' && end !== '');
  if (marks[0] === marks[1]) return 'both';
  return marks[1] ? 'forth' : 'back';
}
