import { HeardTeller, type RunEntry, type ServiceDetail } from '@gigafactory/core/api';
import type { TwinEvent } from '../../api/types.ts';
import { heardIn, noteOf } from '../../control/heard.ts';

/** The newest events of a service, and how many before them were left out. */
export interface Story {
  readonly events: readonly TwinEvent[];
  readonly before: number;
}

/** Events kept at most, and how many are left when there are more: dropping them costs a copy. */
const [MOST, KEPT] = [5_000, 4_000];
const NOBODY = (): Int32Array => new Int32Array();

/**
 * Gathers the stream of events of the services that were started together: those that are about the replicas of one
 * of them. No map is drawn of them, so that nodes are left out.
 */
export class ServiceEvents {
  readonly #service: string;
  readonly #isAlone: boolean;
  readonly #start: number;
  readonly #teller: HeardTeller;
  #events: TwinEvent[] = [];
  #before = 0;

  constructor({ service, unit, startedAt, replicas }: ServiceDetail) {
    this.#service = service;
    this.#isAlone = unit === service;
    this.#start = Date.parse(startedAt);
    this.#teller = new HeardTeller(
      0,
      replicas.map(({ replica }) => replica),
    );
  }

  add(entry: RunEntry): void {
    this.#events.push(...this.#told(entry).filter((event) => this.#isOwn(event)));
    if (this.#events.length <= MOST) return;
    this.#before += this.#events.length - KEPT;
    this.#events = this.#events.slice(-KEPT);
  }

  view(): Story {
    return { events: [...this.#events], before: this.#before };
  }

  #told(entry: RunEntry): TwinEvent[] {
    if (entry.kind === 'note') return [this.#noteOf(entry)];
    const told = this.#teller.tell(heardIn(entry), NOBODY);
    // A replica that has long been well is, to the supervisor, what a checkpoint is of a run; it is not drained by it.
    if (entry.kind !== 'checkpointed') return told;
    return told.map((event) => (event.kind === 'checkpoint' ? { ...event, kind: 'note' } : event));
  }

  #noteOf(entry: RunEntry): TwinEvent {
    const about = /^([^:\s]+): /.exec(entry.words)?.[1];
    const note = noteOf(entry, this.#start, this.#events.at(-1));
    return about === undefined ? note : { ...note, run: about };
  }

  /** What names neither a service nor a replica is about all of them. */
  #isOwn({ run }: TwinEvent): boolean {
    if (this.#isAlone || run === undefined) return true;
    return run === this.#service || run.replace(/\.\d+$/, '') === this.#service;
  }
}
