import type { Asked } from '../../control/OrderDialog.tsx';
import { order as give, type Order, type OrderKind } from '../../state/control.ts';

const VERBS: Readonly<Record<OrderKind, string>> = {
  stop: 'Stop',
  requeue: 'Requeue',
  drain: 'Drain',
  resume: 'Resume',
};

/** An order as it is asked for, with its target: `Stop grok-nano`, `Drain grok-nano:1`. */
export function askedOf(order: Order): Asked {
  const { kind, run, node } = order;
  return {
    name: `${VERBS[kind]} ${node ?? run}`,
    consequence: consequenceOf(order),
    give: (by, why) => give(order, by, why),
  };
}

/** What will happen, for a person who decides. */
function consequenceOf({ kind, run, node }: Order): string {
  switch (kind) {
    case 'stop':
      return `Every process of ${run} is told to save and leave, and its nodes are given back. It can go on later from its last checkpoint, with gigafactory run FILE --resume.`;
    case 'requeue':
      return `${run} saves, stops and is launched again from what it saved. It keeps its place and its name.`;
    case 'drain':
      return `${run} leaves ${node}: it saves and goes on elsewhere, or waits until there are nodes enough. Nothing is placed on ${node} until it is resumed.`;
    case 'resume':
      return `${node} may be placed again, by ${run} too if it waits for a node.`;
  }
}
