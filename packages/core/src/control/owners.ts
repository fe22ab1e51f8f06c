import type { NodeId } from './protocol/ids.ts';

/** Nodes of one chunk: a change copies one chunk and the list of chunks, not the fleet. */
const CHUNK = 128;
export const NOBODY = -1;
/** No run holds the node, nor may: it is out of service. */
export const OUT = -2;

/** Which run holds each node, by the run's index, or `NOBODY`, or `OUT`. Never changed in place. */
export type Owners = readonly (readonly number[])[];

export function createOwners(nodes: number): Owners {
  const chunks = Math.ceil(nodes / CHUNK);
  // Plain arrays: one so short is copied in less time than a typed array is made.
  return Array.from({ length: chunks }, () => new Array<number>(CHUNK).fill(NOBODY));
}

export function ownerOf(owners: Owners, node: NodeId): number {
  return owners[Math.floor(node / CHUNK)]?.[node % CHUNK] ?? NOBODY;
}

export function withOwner(owners: Owners, nodes: readonly NodeId[], owner: number): Owners {
  const changed = owners.slice() as number[][];
  for (const node of nodes) {
    const index = Math.floor(node / CHUNK);
    if (changed[index] === owners[index]) changed[index] = owners[index]!.slice();
    changed[index]![node % CHUNK] = owner;
  }
  return changed;
}
