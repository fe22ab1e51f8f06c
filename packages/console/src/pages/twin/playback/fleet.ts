import type { TwinTrace } from '../../../api/types.ts';
import { type Phase, phaseAfter, type TwinEvent } from './phase.ts';

/** A part of the site that is out of reach, or has lost bandwidth. */
export interface Trouble {
  readonly domain: NonNullable<TwinEvent['domain']>;
  readonly cause: string | undefined;
  readonly isDown: boolean;
}

/** The fleet at one moment, a number per node. */
export interface Fleet {
  /** 0: no run; otherwise the run's place in the trace, from 1. */
  readonly holder: Uint8Array;
  /** Bits of `FAILED` and so on. */
  readonly condition: Uint8Array;
  /** The replica it is in, as far as was told: 0, or a `replicaCode`. */
  readonly replica: Uint32Array;
  /** Codes of the replicas that are lost. */
  lost: readonly number[];
  /** Of each run. */
  readonly phases: Phase[];
  troubles: readonly Trouble[];
}

/** Tells replicas of all runs apart: no run has as many. */
const MOST_REPLICAS = 2 ** 21;

/** `seat` is a run's place in the trace, from 1. */
export function replicaCode(seat: number, replica: number): number {
  return seat * MOST_REPLICAS + replica;
}

/** How many replicas of a run are lost. */
export function countLost({ lost }: Fleet, seat: number): number {
  return lost.filter((code) => Math.floor(code / MOST_REPLICAS) === seat).length;
}

export const FAILED = 1;
export const CORDONED = 2;
export const SLOW = 4;
export const WARM = 8;

/** Names of the runs, in the order of the trace. */
export type RunNames = readonly string[];

export function runNames({ runs }: Pick<TwinTrace, 'runs'>): RunNames {
  return runs.map(({ run }) => run);
}

/** The fleet before the first event: all nodes are free. */
export function fleetAtStart({ nodes, runs }: Pick<TwinTrace, 'nodes' | 'runs'>): Fleet {
  return {
    holder: new Uint8Array(nodes),
    condition: new Uint8Array(nodes),
    replica: new Uint32Array(nodes),
    lost: [],
    phases: runs.map(() => 'starting'),
    troubles: [],
  };
}

export function copyOf({ holder, condition, replica, lost, phases, troubles }: Fleet): Fleet {
  return {
    holder: holder.slice(),
    condition: condition.slice(),
    replica: replica.slice(),
    lost,
    phases: [...phases],
    troubles,
  };
}

/** Lives through one event, in place. Nodes that the fleet does not have are ignored. */
export function applyEvent(fleet: Fleet, event: TwinEvent, names: RunNames): void {
  const run = event.run === undefined ? -1 : names.indexOf(event.run);
  changeSeats(fleet, event, run);
  changeNode(fleet, event);
  if (event.domain) fleet.troubles = troublesAfter(fleet.troubles, event, event.domain);
  if (run >= 0) fleet.phases[run] = phaseAfter(fleet.phases[run]!, event);
}

function changeSeats(fleet: Fleet, event: TwinEvent, run: number): void {
  const { holder, condition, replica } = fleet;
  const seat = run + 1;
  const code = event.replica === undefined ? 0 : replicaCode(seat, event.replica);
  for (const node of event.left ?? []) if (holder[node] === seat) holder[node] = 0;
  for (const node of event.nodes ?? []) {
    if (event.kind === 'warmed') condition[node] = (condition[node] ?? 0) | WARM;
    else {
      holder[node] = seat;
      condition[node] = (condition[node] ?? 0) & ~(FAILED | WARM);
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

function changeReplicas(fleet: Fleet, { kind }: TwinEvent, seat: number, code: number): void {
  const { lost } = fleet;
  if (kind === 'shrunk' && !lost.includes(code)) fleet.lost = [...lost, code];
  if (kind === 'rejoined') {
    fleet.lost = lost.filter((other) => other !== code);
    returnMembers(fleet, seat, code);
  }
  if (kind === 'restarted') {
    fleet.lost = lost.filter((other) => Math.floor(other / MOST_REPLICAS) !== seat);
    returnMembers(fleet, seat);
  }
}

/** What failed without costing the node (a crash of the software, say) is over once training goes on. */
function returnMembers({ holder, condition, replica }: Fleet, seat: number, code?: number): void {
  for (let node = 0; node < holder.length; node++) {
    if (!(condition[node]! & FAILED) || holder[node] !== seat) continue;
    if (code === undefined || replica[node] === code) condition[node] = condition[node]! & ~FAILED;
  }
}

function changeNode(fleet: Fleet, { kind, node, interrupts, broken }: TwinEvent): void {
  const { condition, holder } = fleet;
  const before = node === undefined ? undefined : condition[node];
  if (node === undefined || before === undefined) return;
  switch (kind) {
    case 'failure':
      // What neither broke nor stopped anything is over before it is seen.
      if (interrupts || broken) condition[node] = before | FAILED;
      break;
    // Known to need repair, but not cordoned while too many are: out of the gang all the same.
    case 'waiting':
      condition[node] = before | FAILED;
      holder[node] = 0;
      break;
    case 'cordoned':
      condition[node] = (before | CORDONED) & ~(FAILED | WARM);
      holder[node] = 0;
      break;
    case 'repaired':
      condition[node] = 0;
      break;
    case 'slowed':
      condition[node] = before | SLOW;
      break;
    case 'restored':
      condition[node] = before & ~SLOW;
  }
}

/** A domain that fails for two runs is told twice, and is down once. */
function troublesAfter(
  troubles: readonly Trouble[],
  { kind, cause }: TwinEvent,
  domain: Trouble['domain'],
): readonly Trouble[] {
  const isSame = (other: Trouble): boolean =>
    other.domain.kind === domain.kind &&
    other.domain.index === domain.index &&
    other.cause === cause;
  if (kind === 'restored') return troubles.filter((other) => !isSame(other));
  if (troubles.some(isSame)) return troubles;
  return [...troubles, { domain, cause, isDown: kind === 'failure' }];
}
