import { isSameDomain } from '../../control/protocol/index.ts';
import { replicaCode, runOfCode } from '../replica-map.ts';
import type { TwinEvent, TwinTrace } from '../result.ts';
import { type FoldedRun, runAfter, runAtStart } from './phase.ts';

/** A part of the site that is out of reach, or has lost bandwidth. */
export interface DomainTrouble {
  readonly domain: NonNullable<TwinEvent['domain']>;
  readonly cause: string | undefined;
  readonly isDown: boolean;
}

/** The fleet at one moment of a life, as one number per node. */
export interface FleetState {
  /** 0 for no run; otherwise the run's index in the trace, from 1. A bad node is in its gang until it leaves. */
  readonly holder: Uint8Array;
  /** Bits of `BROKEN` and so on. */
  readonly condition: Uint8Array;
  /** The replica it is in, as far as the trace says: 0, or a `replicaCode`. */
  readonly replica: Uint32Array;
  /** Codes of the replicas that are lost. */
  lost: readonly number[];
  /** In the order of the trace. */
  readonly runs: FoldedRun[];
  troubles: readonly DomainTrouble[];
}

/** The node needs repair. */
export const BROKEN = 1;
/** A process failed on it, which a restart fixes. */
export const CRASHED = 2;
/** The supervisor knows that it needs repair but may not cordon it yet. */
export const HELD = 4;
export const CORDONED = 8;
export const SLOW = 16;
export const WARM = 32;

/** How many replicas of a run are lost; `seat` is the run's index in the trace, from 1. */
export function countLost({ lost }: FleetState, seat: number): number {
  return lost.filter((code) => runOfCode(code) === seat).length;
}

type Shape = Pick<TwinTrace, 'nodes' | 'runs'>;

/** The fleet before the first event: all nodes are free. */
export function fleetAtStart({ nodes, runs }: Shape): FleetState {
  return {
    holder: new Uint8Array(nodes),
    condition: new Uint8Array(nodes),
    replica: new Uint32Array(nodes),
    lost: [],
    runs: runs.map(({ kind }) => runAtStart(kind)),
    troubles: [],
  };
}

export function copyFleet(fleet: FleetState): FleetState {
  const { holder, condition, replica, lost, runs, troubles } = fleet;
  return {
    holder: holder.slice(),
    condition: condition.slice(),
    replica: replica.slice(),
    lost,
    runs: [...runs],
    troubles,
  };
}

/** Applies one event in place. Nodes and runs that the trace does not have are ignored. */
export function foldEvent(fleet: FleetState, event: TwinEvent, { runs }: Shape): void {
  const run = event.run === undefined ? -1 : runs.findIndex((each) => each.run === event.run);
  changeSeats(fleet, event, run + 1);
  changeNode(fleet, event);
  if (event.domain) fleet.troubles = troublesAfter(fleet.troubles, event, event.domain);
  if (run >= 0) fleet.runs[run] = runAfter(fleet.runs[run]!, event);
}

function changeSeats(fleet: FleetState, event: TwinEvent, seat: number): void {
  const { holder, condition, replica } = fleet;
  const code = event.replica === undefined ? 0 : replicaCode(seat, event.replica);
  for (const node of event.left ?? []) {
    // A node that leaves a replica may serve another one by now.
    const servesOther = code !== 0 && replica[node] !== 0 && replica[node] !== code;
    if (holder[node] === seat && !servesOther) holder[node] = 0;
  }
  for (const node of event.nodes ?? []) {
    if (event.kind === 'warmed') {
      // If it is broken without anyone having noticed, it does not start.
      if (!(condition[node]! & BROKEN)) set(condition, node, WARM);
    } else {
      holder[node] = seat;
      clear(condition, node, WARM);
      replica[node] = code;
    }
  }
  for (const [from, before] of event.joined ?? []) replica.fill(code, from, before);
  for (const [from, before] of event.parted ?? []) replica.fill(0, from, before);
  changeReplicas(fleet, event, seat, code);
  if (event.releases) {
    for (let node = 0; node < holder.length; node++) if (holder[node] === seat) holder[node] = 0;
  }
}

function changeReplicas(fleet: FleetState, { kind }: TwinEvent, seat: number, code: number): void {
  const { lost } = fleet;
  if (kind === 'shrunk' && !lost.includes(code)) fleet.lost = [...lost, code];
  if (kind === 'rejoined') {
    fleet.lost = lost.filter((other) => other !== code);
    mendProcesses(fleet, seat, code);
  }
  if (kind === 'restarted') {
    fleet.lost = lost.filter((other) => runOfCode(other) !== seat);
    mendProcesses(fleet, seat);
  }
}

/** A failure that did not cost the node (a software crash, say) is over once training resumes. */
function mendProcesses({ holder, condition, replica }: FleetState, seat: number, code?: number) {
  for (let node = 0; node < holder.length; node++) {
    if (!(condition[node]! & CRASHED) || holder[node] !== seat) continue;
    if (code === undefined || replica[node] === code) clear(condition, node, CRASHED);
  }
}

function changeNode({ condition }: FleetState, event: TwinEvent): void {
  const { kind, node, interrupts, broken } = event;
  if (node === undefined || condition[node] === undefined) return;
  switch (kind) {
    case 'failure':
      // A fault that neither broke nor stopped anything is over before it is noticed.
      if (broken) {
        set(condition, node, BROKEN);
        clear(condition, node, WARM);
      } else if (interrupts) set(condition, node, CRASHED);
      break;
    case 'waiting':
      set(condition, node, HELD);
      break;
    case 'cordoned':
      set(condition, node, CORDONED);
      clear(condition, node, HELD | CRASHED);
      break;
    case 'repaired':
      clear(condition, node, ~WARM);
      break;
    case 'slowed':
      set(condition, node, SLOW);
      break;
    case 'restored':
      clear(condition, node, SLOW);
  }
}

function set(bits: Uint8Array, node: number, mask: number): void {
  bits[node] = (bits[node] ?? 0) | mask;
}

function clear(bits: Uint8Array, node: number, mask: number): void {
  bits[node] = (bits[node] ?? 0) & ~mask;
}

/** A domain that fails for two runs appears in two events, but is down once. */
function troublesAfter(
  troubles: readonly DomainTrouble[],
  { kind, cause }: TwinEvent,
  domain: DomainTrouble['domain'],
): readonly DomainTrouble[] {
  const isSame = (other: DomainTrouble): boolean =>
    isSameDomain(other.domain, domain) && other.cause === cause;
  if (kind === 'restored') return troubles.filter((other) => !isSame(other));
  if (troubles.some(isSame)) return troubles;
  return [...troubles, { domain, cause, isDown: kind === 'failure' }];
}
