import type { NodeId } from './protocol/ids.ts';

/** Entries in one list: a change copies one list on each of three levels instead of the whole fleet. */
const WIDTH = 32;
const SHIFT = 5;
const MASK = WIDTH - 1;
export const NOBODY = -1;
/** No run holds the node or may hold it: it is out of service. */
export const OUT = -2;

// Plain arrays: at this length they are copied faster than a typed array is created.
type Leaf = readonly number[];
type Branch = readonly Leaf[];

/** Which run holds each node, by the run's index, or `NOBODY`, or `OUT`. Never changed in place. */
export type Owners = readonly Branch[];

export function createOwners(nodes: number): Owners {
  // Shared until they change.
  const leaf: Leaf = new Array<number>(WIDTH).fill(NOBODY);
  const branch: Branch = new Array<Leaf>(WIDTH).fill(leaf);
  return new Array<Branch>(Math.ceil(nodes / WIDTH ** 2)).fill(branch);
}

export function ownerOf(owners: Owners, node: NodeId): number {
  return owners[node >> (2 * SHIFT)]?.[(node >> SHIFT) & MASK]?.[node & MASK] ?? NOBODY;
}

export function withOwner(owners: Owners, nodes: readonly NodeId[], owner: number): Owners {
  const changed = owners.slice() as number[][][];
  // Nodes nearly always ascend, so the next one is usually in the list copied last.
  let top = -1;
  let middle = -1;
  for (const node of nodes) {
    if (node >> SHIFT !== middle) {
      middle = node >> SHIFT;
      top = node >> (2 * SHIFT);
      const index = middle & MASK;
      if (changed[top] === owners[top]) changed[top] = owners[top]!.slice() as number[][];
      if (changed[top]![index] === owners[top]![index]) {
        changed[top]![index] = owners[top]![index]!.slice();
      }
    }
    changed[top]![middle & MASK]![node & MASK] = owner;
  }
  return changed;
}
