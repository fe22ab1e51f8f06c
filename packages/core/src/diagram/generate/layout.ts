import { type Chance, type MadeGraph, membersOf } from './graph.ts';

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where nodes and groups stand: groups around what they hold, nothing over anything else. */
export interface Layout {
  readonly boxes: ReadonlyMap<string, Rect>;
  readonly width: number;
  readonly height: number;
}

/** Places in rows of some length, each at some place of its own cell; groups within groups likewise. */
export function layOut(graph: MadeGraph, chance: Chance): Layout {
  const boxes = new Map<string, Rect>();
  const { width, height } = place(graph, null, { x: 20, y: 20 }, { chance, boxes });
  return { boxes, width: width + 40, height: height + 40 };
}

interface Way {
  readonly chance: Chance;
  readonly boxes: Map<string, Rect>;
}

function place(graph: MadeGraph, group: string | null, at: { x: number; y: number }, way: Way) {
  const { chance, boxes } = way;
  const { nodes, groups } = membersOf(graph, group);
  const items = chance.mixed([
    ...nodes.map((node) => ({ node })),
    ...groups.map((inner) => ({ inner })),
  ]);
  const columns = chance.from(2, 4);
  const left = at.x + (group === null ? 0 : 30);
  let [x, y, rowHeight, right] = [left, at.y + (group === null ? 0 : 50), 0, left];
  for (const [index, item] of items.entries()) {
    if (index > 0 && index % columns === 0) {
      x = left;
      y += rowHeight + 60;
      rowHeight = 0;
    }
    const spot = { x: x + chance.from(0, 40), y: y + chance.from(0, 30) };
    const size =
      'inner' in item ? place(graph, item.inner.id, spot, way) : sizeOf(item.node.label, chance);
    boxes.set('inner' in item ? item.inner.id : item.node.id, { ...spot, ...size });
    x = spot.x + size.width + chance.from(70, 130);
    rowHeight = Math.max(rowHeight, spot.y - y + size.height);
    right = Math.max(right, spot.x + size.width);
  }
  return { width: right + 30 - at.x, height: y + rowHeight + 40 - at.y };
}

function sizeOf(label: string, chance: Chance) {
  const lines = label.split('\n');
  const longest = Math.max(...lines.map((line) => [...line].length));
  return {
    width: longest * 8 + chance.from(24, 60),
    height: lines.length * 18 + chance.from(18, 50),
  };
}
