/** GPUs of a rack are one block of texels: a row per node, a texel per GPU, a gap to the next rack. */
export interface FleetLayout {
  readonly nodes: number;
  readonly gpusPerNode: number;
  readonly nodesPerRack: number;
  readonly racks: number;
  /** Racks side by side. */
  readonly columns: number;
  readonly rows: number;
  /** Texels. */
  readonly width: number;
  readonly height: number;
}

export interface FleetShape {
  readonly nodes: number;
  readonly gpusPerNode: number;
  readonly nodesPerRack: number;
}

const GAP = 1;

/** Lays racks out, `wanted` of them side by side. */
export function layOutFleet(shape: FleetShape, wanted: number): FleetLayout {
  const { nodes, gpusPerNode } = shape;
  const nodesPerRack = Math.max(1, Math.min(shape.nodesPerRack, nodes));
  const racks = Math.ceil(nodes / nodesPerRack);
  const columns = Math.max(1, Math.min(racks, Math.floor(wanted)));
  const rows = Math.ceil(racks / columns);
  return {
    nodes,
    gpusPerNode,
    nodesPerRack,
    racks,
    columns,
    rows,
    width: Math.max(1, columns * (gpusPerNode + GAP) - GAP),
    height: Math.max(1, rows * (nodesPerRack + GAP) - GAP),
  };
}

/** Whole pixels for a GPU, largest first: only at these are all texels drawn alike. */
export const ZOOMS = [16, 12, 8, 6, 4, 3, 2, 1] as const;

/** The largest zoom at which the whole fleet fits in the frame (px), and its layout; 1 if none does. */
export function fitFleet(
  shape: FleetShape,
  width: number,
  height: number,
): { readonly layout: FleetLayout; readonly zoom: number } {
  for (const zoom of ZOOMS) {
    const layout = layOutFleet(shape, (width / zoom + GAP) / (shape.gpusPerNode + GAP));
    const fits = layout.width * zoom <= width && layout.height * zoom <= height;
    if (fits || zoom === 1) return { layout, zoom };
  }
  throw new Error('unreachable: the last zoom is 1');
}

export interface NodePlace {
  readonly rack: number;
  /** Position in the rack from the top, from 0. */
  readonly slot: number;
  /** Texel of the node's first GPU. */
  readonly x: number;
  readonly y: number;
}

/** Where a node is drawn. */
export function placeOfNode(layout: FleetLayout, node: number): NodePlace {
  const rack = Math.floor(node / layout.nodesPerRack);
  const slot = node % layout.nodesPerRack;
  const x = (rack % layout.columns) * (layout.gpusPerNode + GAP);
  const y = Math.floor(rack / layout.columns) * (layout.nodesPerRack + GAP) + slot;
  return { rack, slot, x, y };
}

/** The node drawn at a texel; none in a gap or past the last node. */
export function nodeAtTexel(layout: FleetLayout, x: number, y: number): number | undefined {
  if (x < 0 || y < 0 || x >= layout.width || y >= layout.height) return undefined;
  const cellWidth = layout.gpusPerNode + GAP;
  const cellHeight = layout.nodesPerRack + GAP;
  const slot = Math.floor(y) % cellHeight;
  if (Math.floor(x) % cellWidth >= layout.gpusPerNode || slot >= layout.nodesPerRack) {
    return undefined;
  }
  const rack = Math.floor(y / cellHeight) * layout.columns + Math.floor(x / cellWidth);
  const node = rack * layout.nodesPerRack + slot;
  return node < layout.nodes ? node : undefined;
}

export type Direction = 'up' | 'down' | 'left' | 'right';

/** The node beside a node as drawn; the node itself at the map's edge. */
export function neighbourOf(layout: FleetLayout, node: number, direction: Direction): number {
  const { rack, slot } = placeOfNode(layout, node);
  const { columns, nodesPerRack } = layout;
  const at = (toRack: number, toSlot: number): number => {
    const to = toRack * nodesPerRack + toSlot;
    return toRack >= 0 && to < layout.nodes ? to : node;
  };
  switch (direction) {
    case 'left':
      return rack % columns === 0 ? node : at(rack - 1, slot);
    case 'right':
      return rack % columns === columns - 1 ? node : at(rack + 1, slot);
    case 'up':
      return slot > 0 ? at(rack, slot - 1) : at(rack - columns, nodesPerRack - 1);
    case 'down':
      return slot < nodesPerRack - 1 && node + 1 < layout.nodes
        ? at(rack, slot + 1)
        : at(rack + columns, 0);
  }
}
