import type { RandomStream } from '../../base/index.ts';
import type { Micros } from '../../control/protocol/index.ts';
import { Arrivals } from './arrivals.ts';
import { cumulativeHazard, type FailureLaw } from './law.ts';

/** Whatever fails next: parts of one age together, or one part alone. */
export interface Source {
  /** Index of the cause. */
  readonly cause: number;
  /** When it fails next; Infinity when never. Only ever grows. */
  readonly time: Micros;
  /** What fails then. */
  readonly component: number;
  /** Goes on to the failure after that. */
  advance(): void;
}

/**
 * Parts of one age and one weight each. Independent failures of all are one stream of failures, each of a
 * part chosen uniformly. A part that was replaced is not taken out of the draw: its failures are left out,
 * so that those of the others stay where they are.
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

  /** A member is replaced: its failures as an old part are over. */
  drop(component: number): void {
    this.#replaced.add(component);
    if (this.#replaced.size === this.#count) this.#arrivals.end();
    else if (this.component === component) this.advance();
  }
}

/** A part that came new at some time; its random numbers are its own. */
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

  /** It is replaced in its turn. */
  end(): void {
    this.#arrivals.end();
  }
}
