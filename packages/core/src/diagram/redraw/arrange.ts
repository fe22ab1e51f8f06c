import type { Diagram } from '../diagram.ts';
import type { Box } from '../geometry.ts';
import { layers } from './layers.ts';

/** Sizes in pixels. */
export const SIZES = {
  character: 7.5,
  line: 17,
  padding: 12,
  row: 78,
  labelled: 130,
  column: 44,
  group: 22,
  title: 26,
};

/** Where everything stands: groups around what they hold, nothing over anything else. */
export interface Arrangement {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly width: number;
  readonly height: number;
}

/** Arranges a diagram in rows, and what is in each group likewise. */
export function arrange(diagram: Diagram): Arrangement {
  const boxes = new Map<string, Box>();
  const { width, height } = new Arranger(diagram, boxes).block(null);
  return { boxes, width: width + 2 * SIZES.padding, height: height + 2 * SIZES.padding };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

class Arranger {
  readonly #boxes: Map<string, Box>;
  readonly #diagram: Diagram;
  readonly #parents: ReadonlyMap<string, string | null>;
  readonly #inside = new Map<string | null, string[]>();
  /** Between rows; texts of lines need room there. */
  readonly #gap: number;

  constructor(diagram: Diagram, boxes: Map<string, Box>) {
    this.#diagram = diagram;
    this.#boxes = boxes;
    const hasTexts = diagram.edges.some(({ label }) => label !== '');
    this.#gap = hasTexts ? SIZES.labelled : SIZES.row;
    this.#parents = new Map([
      ...diagram.groups.map(({ id, parent }) => [id, parent] as const),
      ...diagram.nodes.map(({ id, group }) => [id, group] as const),
    ]);
    for (const [id, parent] of this.#parents) {
      const siblings = this.#inside.get(parent);
      if (siblings) siblings.push(id);
      else this.#inside.set(parent, [id]);
    }
  }

  /** Arranges what is in a group, or what is in none, from the origin; the group's size. */
  block(group: string | null): Size {
    const items = this.#inside.get(group) ?? [];
    const sizes = items.map((id) => this.#sizeOf(id));
    const rows = layers({ count: items.length, lines: this.#linesWithin(group, items) });
    const widths = rows.map((row) =>
      row.reduce((sum, item) => sum + sizes[item]!.width + SIZES.column, -SIZES.column),
    );
    const widest = Math.max(0, ...widths);
    const edge = group === null ? SIZES.padding : SIZES.group;
    let y = edge + (group === null ? 0 : SIZES.title);
    for (const [index, row] of rows.entries()) {
      let x = edge + (widest - widths[index]!) / 2;
      const high = Math.max(...row.map((item) => sizes[item]!.height));
      for (const item of row) {
        const size = sizes[item]!;
        this.#move(items[item]!, { x, y: y + (high - size.height) / 2, ...size });
        x += size.width + SIZES.column;
      }
      y += high + (index === rows.length - 1 ? 0 : this.#gap);
    }
    return { width: widest + 2 * edge, height: y + edge };
  }

  #sizeOf(id: string): Size {
    const group = this.#diagram.groups.find((each) => each.id === id);
    if (!group) return sizeOfText(this.#diagram.nodes.find((node) => node.id === id)!.label);
    const { width, height } = this.block(id);
    const title = group.label.replaceAll('\n', ' ').length * SIZES.character + 2 * SIZES.padding;
    return { width: Math.max(width, title), height };
  }

  /** Puts something in its place, and with it what has been arranged in it from the origin. */
  #move(id: string, box: Box): void {
    this.#boxes.set(id, box);
    for (const inner of this.#inside.get(id) ?? []) this.#shift(inner, box.x, box.y);
  }

  #shift(id: string, x: number, y: number): void {
    const box = this.#boxes.get(id)!;
    this.#boxes.set(id, { ...box, x: box.x + x, y: box.y + y });
    for (const inner of this.#inside.get(id) ?? []) this.#shift(inner, x, y);
  }

  /** Lines between what is directly in a group; those of something deeper are those of what holds it. */
  #linesWithin(group: string | null, items: readonly string[]): [number, number][] {
    const numbers = new Map(items.map((id, index) => [id, index]));
    const holder = (id: string): number | undefined => {
      let at: string | null = id;
      while (at !== null && (this.#parents.get(at) ?? null) !== group)
        at = this.#parents.get(at) ?? null;
      return at === null ? undefined : numbers.get(at);
    };
    return this.#diagram.edges.flatMap(({ from, to }) => {
      const [a, b] = [holder(from), holder(to)];
      return a === undefined || b === undefined || a === b
        ? []
        : [[a, b] satisfies [number, number]];
    });
  }
}

function sizeOfText(label: string): Size {
  const lines = label.split('\n');
  const longest = Math.max(...lines.map((line) => [...line].length));
  return {
    width: Math.max(40, longest * SIZES.character + 2 * SIZES.padding),
    height: lines.length * SIZES.line + 2 * SIZES.padding,
  };
}
