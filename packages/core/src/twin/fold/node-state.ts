import { nodeRange } from '../../control/protocol/index.ts';
import type { TwinTrace } from '../result.ts';
import { BROKEN, CORDONED, CRASHED, type FleetState, HELD, SLOW, WARM } from './fleet.ts';

/** How a node is drawn; the map's texture holds a state's index here plus one. */
export const NODE_STATES = [
  'spare',
  'training',
  'stopped',
  'slow',
  'warm',
  'failed',
  'repair',
  'down',
  'lost',
  'other',
  'service',
] as const;
export type NodeState = (typeof NODE_STATES)[number];

const CODE = Object.fromEntries(NODE_STATES.map((state, code) => [state, code])) as Record<
  NodeState,
  number
>;

type Shape = Pick<TwinTrace, 'nodes' | 'runs' | 'domainSize'>;

/**
 * Writes each node's state, as its index in `NODE_STATES`, into `into`. `calm` draws stopped runs as if they
 * went on, for playback so fast that they would flicker.
 */
export function drawStates(fleet: FleetState, shape: Shape, calm: boolean, into: Uint8Array): void {
  const { holder, condition, replica, lost } = fleet;
  const isLost = (node: number): boolean => lost.includes(replica[node]!);
  const atWork = codesOfRuns(fleet, shape, calm);
  for (let node = 0; node < shape.nodes; node++) {
    const bits = condition[node]!;
    const seat = holder[node]!;
    if (bits & CORDONED) into[node] = CODE.repair;
    else if (bits & (BROKEN | CRASHED | HELD)) into[node] = CODE.failed;
    else if (lost.length > 0 && seat > 0 && isLost(node)) into[node] = CODE.lost;
    else if (bits & SLOW) into[node] = CODE.slow;
    else if (seat > 0) into[node] = atWork[seat]!;
    else into[node] = bits & WARM ? CODE.warm : CODE.spare;
  }
  drawTroubles(fleet, shape, into);
}

/** By the holder of a node: the state of a healthy member. */
function codesOfRuns({ runs: now }: FleetState, { runs }: Shape, calm: boolean): number[] {
  const codes = runs.map(({ kind }, index) => {
    const { phase } = now[index]!;
    if (!calm && phase !== 'training' && phase !== 'ended') return CODE.stopped;
    if (kind === 'serve') return CODE.service;
    return index === 0 ? CODE.training : CODE.other;
  });
  return [CODE.spare, ...codes];
}

/** Being out of reach hides a node's other states; less bandwidth slows only nodes at work. */
function drawTroubles({ troubles }: FleetState, shape: Shape, into: Uint8Array): void {
  const working = new Set([CODE.training, CODE.other, CODE.service]);
  for (const { domain, isDown } of troubles) {
    const { nodes, domainSize: size } = shape;
    const [from, before] = nodeRange({ nodes, size }, domain);
    if (isDown) into.fill(CODE.down, from, before);
    else {
      for (let node = from; node < before; node++)
        if (working.has(into[node]!)) into[node] = CODE.slow;
    }
  }
}

/** Nodes in each state. */
export function countStates(codes: Uint8Array): Record<NodeState, number> {
  const counts = new Uint32Array(NODE_STATES.length);
  for (const code of codes) counts[code]!++;
  return Object.fromEntries(NODE_STATES.map((state, code) => [state, counts[code]!])) as Record<
    NodeState,
    number
  >;
}
