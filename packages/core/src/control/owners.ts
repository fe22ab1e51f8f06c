import type { NodeId } from './protocol/ids.ts';

/** Entries of one list: a change copies a list on each of three levels, not the fleet. */
const WIDTH = 32;
const SHIFT = 5;
const MASK = WIDTH - 1;
export const NOBODY = -1;
/** No run holds the node, nor may: it is out of service. */
export const OUT = -2;

// Plain arrays: ones so short are copied in less time than typed arrays are made.
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
  // Nodes ascend nearly always: what was copied last is what the next one is in.
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
