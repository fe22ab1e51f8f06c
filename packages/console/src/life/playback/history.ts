import type { TwinEvent, TwinTrace } from '../../api/types.ts';
import { rangeOfDomain } from '../domains.ts';

type Life = Pick<TwinTrace, 'nodes' | 'domainSize' | 'events'>;

/** The events that changed a node: its own, those that moved it, and those of a domain around it. */
export function eventsOfNode(life: Life, node: number): TwinEvent[] {
  return life.events.filter((event) => concerns(life, event, node));
}

/** Whether an event changed a node. */
export function concerns(life: Life, event: TwinEvent, node: number): boolean {
  if (event.node === node || event.nodes?.includes(node) || event.left?.includes(node)) return true;
  if (!event.domain) return false;
  const [from, before] = rangeOfDomain(life, event.domain);
  return node >= from && node < before;
}
