import type { RandomStream } from '../../base/index.ts';
import type { Micros } from '../../control/protocol/index.ts';
import { Arrivals } from './arrivals.ts';
import { cumulativeHazard, type FailureLaw } from './law.ts';

/** A source of failures: all parts of one age together, or a single part. */
export interface Source {
  /** Index of the cause. */
  readonly cause: number;
  /** Time of its next failure; Infinity if there is none. Never decreases. */
  readonly time: Micros;
  /** The part that fails then. */
  readonly component: number;
  /** Moves on to the failure after that. */
  advance(): void;
}

/**
 * Parts of the same age and weight. Their independent failures form one stream, in which each failure strikes
 * a part chosen uniformly. A replaced part stays in the draw and its failures are skipped, so that those of
 * the others do not move.
 */
export class Cohort implements Source {
  readonly cause: number;
  component = -1;
  readonly #count: number;
  readonly #nameOf: (place: number) => number;
  readonly #arrivals: Arrivals;
  readonly #stream: RandomStream;
  readonly #replaced = new Set<number>();

  constructor(
    cause: number,
    law: FailureLaw & { readonly initialAge: number },
    members: {
      readonly count: number;
      readonly weight: number;
      readonly nameOf: (place: number) => number;
    },
    stream: RandomStream,
  ) {
    this.cause = cause;
    this.#count = members.count;
    this.#nameOf = members.nameOf;
    this.#stream = stream;
    const born = {
      at: -Math.round(law.initialAge * 1e6),
      start: 0,
      hazard: cumulativeHazard(law, law.initialAge),
    };
    this.#arrivals = new Arrivals(law, members.count * members.weight, born, stream);
    this.advance();
  }

  get time(): Micros {
    return this.#arrivals.time;
  }

  advance(): void {
    do {
      this.#arrivals.advance();
      this.component = this.#nameOf(this.#stream.integer(this.#count));
    } while (this.#replaced.has(this.component) && this.time < Number.POSITIVE_INFINITY);
  }

  /** A member is replaced: its failures as an old part end. */
  drop(component: number): void {
    this.#replaced.add(component);
    if (this.#replaced.size === this.#count) this.#arrivals.end();
    else if (this.component === component) this.advance();
  }
}

/** A part that was new at some time, with its own random stream. */
export class NewPart implements Source {
  readonly cause: number;
  readonly component: number;
  readonly stream: RandomStream;
  readonly #arrivals: Arrivals;

  constructor(
    which: { readonly cause: number; readonly component: number },
    law: FailureLaw,
    weight: number,
    now: Micros,
    stream: RandomStream,
  ) {
    this.cause = which.cause;
    this.component = which.component;
    this.stream = stream;
    this.#arrivals = new Arrivals(law, weight, { at: now, start: now, hazard: 0 }, stream);
    this.advance();
  }

  get time(): Micros {
    return this.#arrivals.time;
  }

  advance(): void {
    this.#arrivals.advance();
  }

  /** The part is itself replaced. */
  end(): void {
    this.#arrivals.end();
  }
}
