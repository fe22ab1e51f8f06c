import type { Order, OrderKind } from '../../../state/control.ts';

const VERBS: Readonly<Record<OrderKind, string>> = {
  stop: 'Stop',
  requeue: 'Requeue',
  drain: 'Drain',
  resume: 'Resume',
};

/** An order with its target: `Stop grok-nano`, `Drain grok-nano:1`. */
export function orderName({ kind, run, node }: Order): string {
  return `${VERBS[kind]} ${node ?? run}`;
}

/** What will happen, for a person who decides. */
export function consequenceOf({ kind, run, node }: Order): string {
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
