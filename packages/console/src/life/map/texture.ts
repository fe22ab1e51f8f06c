import { NODE_STATES } from '@gigafactory/core/api';
import { type FleetLayout, placeOfNode } from './layout.ts';
import { isInk } from './states.ts';

/** A texel's byte: 0 is ground, then the states in the order of `NODE_STATES`. */
export const GROUND = 0;

/** Index in the texture of each node's first GPU; computed once for a layout. */
export function texelOffsets(layout: FleetLayout): Int32Array {
  return Int32Array.from({ length: layout.nodes }, (_, node) => {
    const { x, y } = placeOfNode(layout, node);
    return y * layout.width + x;
  });
}

/** The texels of a node, for each state in a row. */
export function texelRows(gpusPerNode: number, isForced = false): Uint8Array {
  const rows = new Uint8Array(NODE_STATES.length * gpusPerNode);
  for (const [code, state] of NODE_STATES.entries()) {
    for (let gpu = 0; gpu < gpusPerNode; gpu++) {
      rows[code * gpusPerNode + gpu] = isInk(state, gpu, gpusPerNode, isForced) ? code + 1 : GROUND;
    }
  }
  return rows;
}

/** Draws the fleet, a byte per GPU, from each node's index in `NODE_STATES`. */
export function drawFleet(
  { nodes, gpusPerNode }: FleetLayout,
  offsets: Int32Array,
  rows: Uint8Array,
  states: Uint8Array,
  texels: Uint8Array,
): void {
  for (let node = 0; node < nodes; node++) {
    const start = offsets[node]!;
    const row = states[node]! * gpusPerNode;
    for (let gpu = 0; gpu < gpusPerNode; gpu++) texels[start + gpu] = rows[row + gpu]!;
  }
}
