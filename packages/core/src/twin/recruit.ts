import type { CommandId, NodeId } from '../control/protocol/index.ts';
import type { TwinDuration } from './duration.ts';
import type { TwinRun } from './scenario.ts';
import type { Surroundings, Tenant } from './surroundings.ts';

/**
 * Takes over nodes for a run from others that lost them and no longer have an attempt. Nodes of a live
 * attempt are not available: such an order was overtaken, and false says that it stays undone.
 */
export function takeNodes(
  world: Pick<Surroundings, 'nodes' | 'orders' | 'rules' | 'tenants'>,
  run: Tenant,
  nodes: readonly NodeId[],
  by: CommandId,
): boolean {
  if (world.orders.isOvertaken(nodes, by)) return false;
  const others = new Set<Tenant>();
  for (const node of nodes) {
    const holder = world.tenants[world.nodes.holderOf(node)];
    if (holder && holder !== run) others.add(holder);
  }
  const isAlive = [...others].some(({ attempt }) => attempt !== undefined);
  if (isAlive && world.rules.livingKeepNodes) return false;
  for (const { seats } of others) seats.remove(nodes);
  world.orders.give(nodes, by);
  return true;
}

/** How long nodes take to join a gang: less if all of them are kept warm. */
export function swapTime(
  { nodes: { warm } }: Pick<Surroundings, 'nodes'>,
  { times: { spareSwap, warmSwap } }: TwinRun,
  nodes: readonly NodeId[],
): TwinDuration {
  return nodes.every((node) => warm.has(node)) ? warmSwap : spareSwap;
}
