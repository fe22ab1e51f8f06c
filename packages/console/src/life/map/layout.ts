/**
 * Where nodes are drawn, in texels: a node is a row of its GPUs, the nodes of a stack (a rack, if racks
 * divide the group) are stacked vertically, stacks are side by side in a group, and groups in the map.
 */
export interface FleetLayout {
  readonly nodes: number;
  readonly gpusPerNode: number;
  readonly groupSize: number;
  readonly stackSize: number;
  /** Stacks side by side in a group, and groups side by side in the map. */
  readonly across: number;
  readonly columns: number;
  /** Texels between groups, and above each for its name. */
  readonly gap: number;
  readonly head: number;
  /** Of one group without its name, texels. */
  readonly groupWidth: number;
  readonly groupHeight: number;
  readonly width: number;
  readonly height: number;
}

export interface FleetShape {
  readonly nodes: number;
  readonly gpusPerNode: number;
  readonly nodesPerRack: number;
  /** Nodes of a group; a rack or more. */
  readonly groupSize: number;
}

/** Between stacks, texels. */
const GAP = 1;

interface Arrangement {
  readonly across: number;
  /** Room for columns of groups, texels. */
  readonly width: number;
  readonly gap: number;
  readonly head: number;
}

/** Lays nodes out, as many groups side by side as there is room for. */
export function layOutFleet(
  shape: FleetShape,
  { across, width, gap, head }: Arrangement,
): FleetLayout {
  const { nodes, gpusPerNode } = shape;
  const groupSize = Math.max(1, Math.min(shape.groupSize, nodes));
  const stackSize = Math.max(1, Math.min(shape.nodesPerRack, groupSize));
  const stacks = Math.ceil(groupSize / stackSize);
  const groups = Math.ceil(nodes / groupSize);
  const side = Math.max(1, Math.min(stacks, across));
  const groupWidth = side * (gpusPerNode + GAP) - GAP;
  const groupHeight = Math.ceil(stacks / side) * (stackSize + GAP) - GAP;
  const columns = Math.max(1, Math.min(groups, Math.floor((width + gap) / (groupWidth + gap))));
  const rows = Math.ceil(groups / columns);
  return {
    nodes,
    gpusPerNode,
    groupSize,
    stackSize,
    across: side,
    columns,
    gap,
    head,
    groupWidth,
    groupHeight,
    width: columns * (groupWidth + gap) - gap,
    height: rows * (head + groupHeight + gap) - gap,
  };
}

export interface NodePlace {
  readonly group: number;
  /** Texel of the node's first GPU. */
  readonly x: number;
  readonly y: number;
}

/** The texel of a group's top left, below its name. */
export function placeOfGroup(layout: FleetLayout, group: number): { x: number; y: number } {
  const { columns, gap, head, groupWidth, groupHeight } = layout;
  return {
    x: (group % columns) * (groupWidth + gap),
    y: Math.floor(group / columns) * (head + groupHeight + gap) + head,
  };
}

/** Where a node is drawn. */
export function placeOfNode(layout: FleetLayout, node: number): NodePlace {
  const { groupSize, stackSize, across, gpusPerNode } = layout;
  const group = Math.floor(node / groupSize);
  const within = node % groupSize;
  const stack = Math.floor(within / stackSize);
  const origin = placeOfGroup(layout, group);
  return {
    group,
    x: origin.x + (stack % across) * (gpusPerNode + GAP),
    y: origin.y + Math.floor(stack / across) * (stackSize + GAP) + (within % stackSize),
  };
}

/** The node drawn at a texel; none in a gap, in a name or past the last node. */
export function nodeAtTexel(layout: FleetLayout, x: number, y: number): number | undefined {
  if (x < 0 || y < 0 || x >= layout.width || y >= layout.height) return undefined;
  const { columns, gap, head, groupWidth, groupHeight, gpusPerNode, stackSize, across } = layout;
  const [cellX, cellY] = [groupWidth + gap, head + groupHeight + gap];
  const [column, row] = [Math.floor(x / cellX), Math.floor(y / cellY)];
  const [inX, inY] = [Math.floor(x) - column * cellX, Math.floor(y) - row * cellY - head];
  if (inX >= groupWidth || inY < 0 || inY >= groupHeight) return undefined;
  const [stackX, stackY] = [gpusPerNode + GAP, stackSize + GAP];
  const slot = inY % stackY;
  if (inX % stackX >= gpusPerNode || slot >= stackSize) return undefined;
  const stack = Math.floor(inY / stackY) * across + Math.floor(inX / stackX);
  const within = stack * stackSize + slot;
  const node = (row * columns + column) * layout.groupSize + within;
  return within < layout.groupSize && node < layout.nodes ? node : undefined;
}

export type Direction = 'up' | 'down' | 'left' | 'right';

const STEPS: Readonly<Record<Direction, readonly [x: number, y: number]>> = {
  up: [0, -1],
  down: [0, 1],
  left: [-1, 0],
  right: [1, 0],
};

/** The next node as drawn in a direction, over gaps; the node itself at the map's edge. */
export function neighbourOf(layout: FleetLayout, node: number, direction: Direction): number {
  const [stepX, stepY] = STEPS[direction];
  const place = placeOfNode(layout, node);
  let [x, y] = [place.x, place.y];
  while (x >= 0 && y >= 0 && x < layout.width && y < layout.height) {
    x += stepX;
    y += stepY;
    const found = nodeAtTexel(layout, x, y);
    if (found !== undefined && found !== node) return found;
  }
  return node;
}
