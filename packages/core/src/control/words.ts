import { showQuantity } from '../base/index.ts';

// Of what decisions give as their reasons: a gang may have one node, and one node is singular.

/** `1 node`, `6 nodes`. */
export function countNodes(nodes: number): string {
  return showQuantity(nodes, 'node');
}

/** `1 node is free`, `0 nodes are free`. */
export function countFree(nodes: number): string {
  return `${countNodes(nodes)} ${nodes === 1 ? 'is' : 'are'} free`;
}
