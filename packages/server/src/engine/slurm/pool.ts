import { failed, ok, type Problem, type Result } from '@gigafactory/core/base';
import { compressHostlist, expandHostlist } from './hostlist.ts';
import type { SlurmOptions } from './options.ts';
import type { NodeRow } from './rows.ts';
import { seeNode } from './sights.ts';

/** The host list to ask Slurm for; undefined is the whole partition. */
export function listOf(nodes: SlurmOptions['nodes']): string | undefined {
  return nodes === undefined || typeof nodes === 'string' ? nodes : compressHostlist(nodes);
}

/** The names that were meant. */
export function choosePool(
  rows: readonly NodeRow[],
  { nodes, partition }: Pick<SlurmOptions, 'nodes' | 'partition'>,
): Result<readonly string[]> {
  const names = rows.map(({ name }) => name);
  const known = new Set(names);
  const wanted = (typeof nodes === 'string' ? expandHostlist(nodes) : nodes) ?? names;
  const unknown = wanted.filter((name) => !known.has(name));
  return unknown.length === 0 && names.length > 0 ? ok(names) : failed(noNodes(partition, unknown));
}

/** Whether a node is up and open to jobs now. */
export function canBeUsed(row: NodeRow): boolean {
  const { state, drain } = seeNode(row);
  return state === 'up' && drain === undefined;
}

function noNodes(partition: string, unknown: readonly string[]): Problem {
  const which = unknown.length === 0 ? 'any node' : compressHostlist(unknown);
  const message = `Partition ${partition} does not have ${which}: see sinfo -N -p ${partition}, and name its nodes in engine.nodes.`;
  return { code: 'slurm.nodes', message };
}
