import type { TwinTrace } from '../../../api/types.ts';

/** `nodes` are the nodes that a `placed` event adds to the gang. */
export type TwinEvent = TwinTrace['events'][number];

/** What the run as a whole is doing. */
export type Phase =
  | 'starting'
  | 'training'
  | 'down'
  | 'waiting'
  | 'restarting'
  | 'maintenance'
  | 'ended';

/** How a node is drawn; the numbers are what the fleet map's texture holds. */
export const NODE_STATES = ['spare', 'gang', 'restarting', 'failed', 'repair'] as const;
export type NodeState = (typeof NODE_STATES)[number];

/** The fleet at one moment. A node's byte is its condition, plus `MEMBER` if it is in the gang. */
export interface Fleet {
  readonly nodes: Uint8Array;
  phase: Phase;
}

const HEALTHY = 0;
const FAILED = 1;
const CORDONED = 2;
const MEMBER = 4;

/** The fleet before the first event: nodes 0 .. gangNodes-1 are the gang. */
export function fleetAtStart(trace: Pick<TwinTrace, 'nodes' | 'gangNodes'>): Fleet {
  const nodes = new Uint8Array(trace.nodes);
  nodes.fill(HEALTHY + MEMBER, 0, trace.gangNodes);
  return { nodes, phase: 'starting' };
}

/** Lives through one event, in place. */
export function applyEvent(fleet: Fleet, event: TwinEvent): void {
  const { nodes } = fleet;
  if (stopsTheRun(nodes, event)) fleet.phase = phaseAfter(fleet.phase, event.kind);
  if (event.kind === 'restarted') returnFailedMembers(nodes);
  for (const node of event.nodes ?? (event.node === undefined ? [] : [event.node])) {
    const before = nodes[node];
    if (before !== undefined) nodes[node] = conditionAfter(before, event.kind);
  }
}

/** A spare that fails, or a node that waits to be cordoned, leaves the run as it was. */
function stopsTheRun(nodes: Uint8Array, { kind, node }: TwinEvent): boolean {
  if (node === undefined) return true;
  if (kind === 'waiting') return false;
  return kind !== 'failure' || ((nodes[node] ?? 0) & MEMBER) !== 0;
}

/** A state as drawn: the gang is only at work while the run trains. */
export function stateOfNode(fleet: Fleet, node: number): NodeState {
  const byte = fleet.nodes[node] ?? HEALTHY;
  const condition = byte & ~MEMBER;
  if (condition === CORDONED) return 'repair';
  if (condition === FAILED) return 'failed';
  if ((byte & MEMBER) === 0) return 'spare';
  return fleet.phase === 'training' ? 'gang' : 'restarting';
}

/** Nodes in each state. */
export function countStates(fleet: Fleet): Record<NodeState, number> {
  const counts: Record<NodeState, number> = {
    spare: 0,
    gang: 0,
    restarting: 0,
    failed: 0,
    repair: 0,
  };
  for (let node = 0; node < fleet.nodes.length; node++) counts[stateOfNode(fleet, node)]++;
  return counts;
}

function conditionAfter(byte: number, kind: TwinEvent['kind']): number {
  switch (kind) {
    case 'failure':
      return (byte & MEMBER) | FAILED;
    // Known to need repair, but not cordoned while too many are: out of the gang all the same.
    case 'waiting':
      return FAILED;
    case 'cordoned':
      return CORDONED;
    case 'placed':
      return HEALTHY | MEMBER;
    case 'repaired':
      return HEALTHY;
    default:
      return byte;
  }
}

/** A failure that cost no node (a crash of the software, say) is over once the gang runs again. */
function returnFailedMembers(nodes: Uint8Array): void {
  for (let node = nodes.indexOf(FAILED | MEMBER); node >= 0; ) {
    nodes[node] = HEALTHY | MEMBER;
    node = nodes.indexOf(FAILED | MEMBER, node + 1);
  }
}

function phaseAfter(phase: Phase, kind: TwinEvent['kind']): Phase {
  switch (kind) {
    case 'restarted':
      return 'training';
    case 'failure':
    case 'detected':
      return 'down';
    case 'waiting':
      return 'waiting';
    case 'placed':
      return 'restarting';
    case 'maintenance':
      return 'maintenance';
    case 'end':
      return 'ended';
    default:
      return phase;
  }
}
