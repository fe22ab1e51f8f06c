import { type FleetLayout, placeOfNode } from './layout.ts';

/** Texels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** More boxes than this are replaced by one around them all. */
const MOST_BOXES = 256;

/** Boxes around the nodes from `from` up to, but not including, `before`: one for each stack. */
export function boxesOfRange(
  layout: FleetLayout,
  [from, before]: readonly [number, number],
): Box[] {
  const { stackSize, groupSize, gpusPerNode } = layout;
  const boxes: Box[] = [];
  for (let node = from; node < before; ) {
    const within = node % groupSize;
    const left = Math.min(stackSize - (within % stackSize), groupSize - within, before - node);
    const { x, y } = placeOfNode(layout, node);
    boxes.push({ x, y, width: gpusPerNode, height: left });
    node += left;
  }
  return boxes.length > MOST_BOXES ? [around(boxes)] : boxes;
}

function around(boxes: readonly Box[]): Box {
  let [x, y, right, bottom] = [Infinity, Infinity, 0, 0];
  for (const box of boxes) {
    x = Math.min(x, box.x);
    y = Math.min(y, box.y);
    right = Math.max(right, box.x + box.width);
    bottom = Math.max(bottom, box.y + box.height);
  }
  return { x, y, width: right - x, height: bottom - y };
}
