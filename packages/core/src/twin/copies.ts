import type { ReplicaId } from '../control/protocol/index.ts';
import type { TwinRun } from './scenario.ts';
import type { Seats } from './seats.ts';

/** The checkpoint copies that a gang keeps in memory or on local drives, and which of them are gone. */
export class Copies {
  readonly #memory: TwinRun['checkpoint']['memory'];
  readonly #seats: Seats;
  /** Seats whose nodes broke or went out of reach since training began: their copies are gone. */
  readonly #deadPlaces = new Set<number>();

  constructor({ checkpoint }: TwinRun, seats: Seats) {
    this.#memory = checkpoint.memory;
    this.#seats = seats;
  }

  /** The copies held by the node in this seat are gone. */
  loseAt(place: number): void {
    this.#deadPlaces.add(place);
  }

  /** All replicas train again, and so copy again. */
  renew(): void {
    this.#deadPlaces.clear();
  }

  /** A replica trains again, and so copies again. */
  renewOf(replica: ReplicaId): void {
    for (const place of this.#deadPlaces) {
      if (this.#seats.replicaAt(place) === replica) this.#deadPlaces.delete(place);
    }
  }

  /** Whether the run could restart from its copies: there are any, and one of each part is left. */
  areWhole(): boolean {
    if (!this.#memory) return false;
    if (this.#memory.where === 'local') return this.#deadPlaces.size === 0;
    for (const place of this.#deadPlaces) {
      if (this.#deadPlaces.has(this.#seats.buddyOf(place))) return false;
    }
    return true;
  }
}
