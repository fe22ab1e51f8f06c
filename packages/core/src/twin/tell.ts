import type { Command, Decision, DecisionKind, Micros } from '../control/protocol/index.ts';
import { toSeconds } from '../control/protocol/index.ts';
import { ReplicaMap } from './replica-map.ts';
import type { TwinEvent, TwinEventKind } from './result.ts';
import type { Members } from './watcher.ts';

/** Decisions worth showing to people; the others are intermediate steps. */
const KIND_OF: Partial<Record<DecisionKind, TwinEventKind>> = {
  'fail over': 'detected',
  cordon: 'cordoned',
  place: 'placed',
  run: 'restarted',
  maintain: 'maintenance',
  save: 'maintenance',
  preempt: 'preempted',
  wait: 'waiting',
  hold: 'waiting',
  shrink: 'shrunk',
  rejoin: 'rejoined',
  warm: 'warmed',
  release: 'released',
  finish: 'released',
  'give up': 'released',
  'roll back': 'rolledBack',
  'return node': 'repaired',
};

/** Turns the decisions of one life, in their order, into events for people. */
export class DecisionTeller {
  readonly #runs: readonly string[];
  readonly #replicas: ReplicaMap;

  /** `runs` in the order of the trace. */
  constructor(nodes: number, runs: readonly string[]) {
    this.#runs = runs;
    this.#replicas = new ReplicaMap(nodes);
  }

  /** Undefined for an intermediate step. */
  tell(now: Micros, decision: Decision, members: Members): TwinEvent | undefined {
    const { kind, run, reason, inputs, commands } = decision;
    const isOnItsWay = kind === 'rejoin' && commands.length > 0;
    const shown = isOnItsWay ? 'rejoining' : KIND_OF[kind];
    if (!shown) return undefined;
    const { node, cause } = inputs;
    return {
      time: toSeconds(now),
      kind: shown,
      ...(run === '' ? {} : { run }),
      ...(typeof node === 'number' ? { node } : {}),
      ...(typeof cause === 'string' ? { cause } : {}),
      ...(kind === 'hold' ? { goesOn: true } : {}),
      ...this.#changeOf(decision, members),
      text: reason,
    };
  }

  /** Which nodes join and leave the gang, and which replica is lost or back. */
  #changeOf({ run, inputs, commands }: Decision, members: Members): Partial<TwinEvent> {
    const seats = commands.find((command) => command.kind === 'place' || command.kind === 'rejoin');
    const warm = commands.flatMap((command) => (command.kind === 'warm' ? command.node : []));
    const nodes = seats?.add ?? warm;
    const { replica } = inputs;
    return {
      ...(nodes.length > 0 ? { nodes } : {}),
      ...(seats && seats.remove.length > 0 ? { left: seats.remove } : {}),
      ...(typeof replica === 'number' ? { replica } : {}),
      ...this.#newsOf(run, commands, members),
      ...(commands.some(({ kind }) => kind === 'release') ? { releases: true } : {}),
    };
  }

  /** What has not been told yet about which nodes are in a lost replica. */
  #newsOf(name: string, commands: readonly Command[], members: Members): Partial<TwinEvent> {
    const run = this.#runs.indexOf(name);
    for (const command of commands) {
      if (command.kind === 'place') this.#replicas.forget(command.add);
      if (command.kind === 'rejoin') this.#replicas.put(command.add, run, command.replica);
    }
    const loss = commands.find((command) => command.kind === 'shrink');
    if (!loss) return {};
    const { joined, parted } = this.#replicas.news(run, loss.replica, members(name, loss.replica));
    return {
      ...(joined.length > 0 ? { joined } : {}),
      ...(parted.length > 0 ? { parted } : {}),
    };
  }
}
