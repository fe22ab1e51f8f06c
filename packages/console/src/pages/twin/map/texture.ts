import type { Fleet, NodeState } from '../playback/fleet.ts';
import { NODE_STATES, stateOfNode } from '../playback/fleet.ts';
import { type FleetLayout, placeOfNode } from './layout.ts';

/** A texel's byte: 0 is ground, then the states in the order of `NODE_STATES`. */
export const GROUND = 0;

export function texelOf(state: NodeState): number {
  return NODE_STATES.indexOf(state) + 1;
}

/** Index in the texture of each node's first GPU; computed once for a layout. */
export function texelOffsets(layout: FleetLayout): Int32Array {
  return Int32Array.from({ length: layout.nodes }, (_, node) => {
    const { x, y } = placeOfNode(layout, node);
    return y * layout.width + x;
  });
}

/**
 * Draws the fleet, a byte per GPU. States differ in shape as well as in colour: at work and failed
 * are solid bars, under repair is dashed, a spare shows its ends only.
 */
export function drawFleet(
  layout: FleetLayout,
  offsets: Int32Array,
  fleet: Fleet,
  texels: Uint8Array,
): void {
  for (let node = 0; node < layout.nodes; node++) {
    const state = stateOfNode(fleet, node);
    const texel = texelOf(state);
    const start = offsets[node]!;
    for (let gpu = 0; gpu < layout.gpusPerNode; gpu++) {
      texels[start + gpu] = isInk(state, gpu, layout.gpusPerNode) ? texel : GROUND;
    }
  }
}

/** Whether this GPU of a node in this state is drawn. */
export function isInk(state: NodeState, gpu: number, gpusPerNode: number): boolean {
  if (state === 'repair') return gpu % 2 === 0;
  if (state === 'spare') return gpu === 0 || gpu === gpusPerNode - 1;
  return true;
}
