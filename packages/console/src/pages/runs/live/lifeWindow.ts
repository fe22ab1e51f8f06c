import {
  copyFleet,
  type FleetState,
  fleetAtStart,
  foldEvent,
  HeardTeller,
  type Members,
  type RunDetail,
  type RunEntry,
} from '@gigafactory/core/api';
import type { TwinEvent, TwinTrace } from '../../../api/types.ts';
import { heardIn, noteOf } from '../../../control/heard.ts';

/** A real run as a life of the twin: its newest events, and the fleet before them. */
export interface LiveLife {
  readonly trace: TwinTrace;
  /** The fleet before the first event of the trace. */
  readonly base: FleetState;
  /** Events that are left out before those of the trace. */
  readonly before: number;
}

/** Events kept at most, and how many are left when there are more: dropping them costs a copy. */
const [MOST, KEPT] = [5_000, 4_000];

const NOTHING: TwinTrace['runs'][number]['samples'] = {
  time: [],
  useful: [],
  lost: {
    detect: [],
    waitForNodes: [],
    restart: [],
    rework: [],
    checkpoint: [],
    maintenance: [],
    straggle: [],
    shrunk: [],
  },
};

/** Gathers the stream of events of a run; the oldest are folded into the fleet and forgotten. */
export class LifeWindow {
  readonly #shape: Omit<TwinTrace, 'events' | 'horizon'>;
  readonly #teller: HeardTeller;
  readonly #members: Members;
  /** ms since 1970. */
  readonly #start: number;
  #base: FleetState;
  #events: TwinEvent[] = [];
  #before = 0;

  /** `members`: the nodes that are in a replica now. */
  constructor(detail: RunDetail, members: Members) {
    const { topology, ranksPerNode, replicas, nodesPerReplica } = detail;
    const run = nameInJournal(detail.run);
    const nodes = replicas * nodesPerReplica;
    this.#shape = {
      seed: 0,
      nodes: topology.nodes,
      gpusPerNode: ranksPerNode,
      domainSize: topology.size,
      lemons: [],
      runs: [{ run, kind: 'train', nodes, samples: NOTHING }],
      digest: '',
    };
    this.#teller = new HeardTeller(topology.nodes, [run]);
    this.#members = members;
    this.#start = Date.parse(detail.startedAt);
    this.#base = fleetAtStart(this.#shape);
  }

  add(entry: RunEntry): void {
    if (entry.kind === 'note') this.#events.push(this.#noteOf(entry));
    else this.#events.push(...this.#teller.tell(heardIn(entry), this.#members));
    if (this.#events.length > MOST) this.#forget();
  }

  /** The life up to its newest event. */
  view(): LiveLife {
    const events = [...this.#events];
    const trace = { ...this.#shape, horizon: events.at(-1)?.time ?? 0, events };
    return { trace, base: copyFleet(this.#base), before: this.#before };
  }

  #noteOf(entry: RunEntry): TwinEvent {
    const note = noteOf(entry, this.#start, this.#events.at(-1));
    return { ...note, run: this.#shape.runs[0]!.run };
  }

  #forget(): void {
    const old = this.#events.slice(0, -KEPT);
    for (const event of old) foldEvent(this.#base, event, this.#shape);
    this.#events = this.#events.slice(-KEPT);
    this.#before += old.length;
  }
}

/** The name that a run has in its journal: an earlier one of the same name is `NAME@1` in the list. */
export function nameInJournal(run: string): string {
  return run.replace(/@\d+$/, '');
}
