import { EventHeap, type RandomStream } from '../../base/index.ts';
import type { Micros } from '../../control/protocol/index.ts';
import { type HazardCause, isIndexBelow, requireCauses } from './cause.ts';
import { Cohort, NewPart, type Source } from './source.ts';

/** A failure: when, and which component of which cause, both by index. */
export interface HazardFailure {
  readonly time: Micros;
  readonly cause: number;
  readonly component: number;
}

/** A cause and its replaced parts. */
interface Population {
  readonly law: HazardCause;
  readonly cohort: Cohort | undefined;
  /** The failures of lemons beyond those they have as ordinary parts. */
  readonly excess: Cohort | undefined;
  readonly lemons: ReadonlySet<number>;
  readonly replaced: Map<number, NewPart>;
  readonly stream: RandomStream;
}

/**
 * When the parts of a fleet fail, each at its true age. A failed part is repaired and keeps its age, unless
 * `renew` replaces it. Failures come in calendar time, whatever the nodes are doing.
 *
 * Parts of the same age are drawn together, so setting up a fleet costs the same whatever its size, and a
 * failure costs a draw or two. Neither renewing a part nor making a node a lemon moves the failures of other
 * parts.
 */
export class Hazards {
  readonly #populations: readonly Population[];
  /** For a source that has moved on, the heap may hold a time that is too early, never one too late. */
  readonly #heap = new EventHeap(64);
  readonly #sources: (Source | undefined)[] = [];
  readonly #free: number[] = [];
  #now: Micros = 0;

  /** Starts at time 0. Throws a RangeError for impossible causes. */
  constructor(causes: readonly HazardCause[], stream: RandomStream) {
    requireCauses(causes);
    this.#populations = causes.map((cause, index) => this.#populate(cause, index, stream));
    this.#settle();
  }

  /** Time of the next failure; Infinity if there is none. */
  next(): Micros {
    return this.#heap.peekTime();
  }

  /** Takes the next failure; throws a RangeError if there is none. */
  take(): HazardFailure {
    const slot = this.#heap.peek();
    const source = this.#sources[slot]!;
    const { time, cause, component } = source;
    source.advance();
    this.#now = time;
    this.#settle();
    return { time, cause, component };
  }

  /**
   * Replaces a component by a new part, whose age is 0 at `now`, a time between the last failure and the
   * next. Changes nothing if age does not matter (a shape of 1). Throws a RangeError for any other time and
   * for an unknown component.
   */
  renew(cause: number, component: number, now: Micros): void {
    const population = this.#populations[cause];
    if (!population || !isIndexBelow(component, population.law.components)) {
      throw new RangeError(`there is no component ${component} of cause ${cause}`);
    }
    if (!Number.isSafeInteger(now) || now < this.#now || now > this.next()) {
      throw new RangeError(`${now} us is not between the last failure and the next`);
    }
    this.#now = now;
    if (population.law.shape === 1) return;
    this.#replace(population, { cause, component });
    this.#settle();
  }

  #replace(population: Population, which: { readonly cause: number; readonly component: number }) {
    const { law, lemons, replaced } = population;
    const { component } = which;
    const isLemon = lemons.has(component);
    const old = replaced.get(component);
    old?.end();
    if (!old) population.cohort?.drop(component);
    if (!old && isLemon) population.excess?.drop(component);
    const stream = old?.stream ?? population.stream.fork(`part ${component}`);
    const weight = isLemon ? (law.lemons?.factor ?? 1) : 1;
    const part = new NewPart(which, law, weight, this.#now, stream);
    replaced.set(component, part);
    this.#add(part);
  }

  #populate(law: HazardCause, cause: number, root: RandomStream): Population {
    const stream = root.fork(law.name);
    const { components, lemons = { nodes: [], factor: 1 } } = law;
    const cohortOf = (purpose: string, members: ConstructorParameters<typeof Cohort>[2]) => {
      if (members.count === 0 || members.weight === 0) return undefined;
      const cohort = new Cohort(cause, law, members, stream.fork(purpose));
      this.#add(cohort);
      return cohort;
    };
    return {
      law,
      cohort: cohortOf('all', { count: components, weight: 1, nameOf: (place) => place }),
      excess: cohortOf('lemons', {
        count: lemons.nodes.length,
        weight: lemons.factor - 1,
        nameOf: (place) => lemons.nodes[place]!,
      }),
      lemons: new Set(lemons.nodes),
      replaced: new Map(),
      stream,
    };
  }

  #add(source: Source): void {
    if (source.time === Number.POSITIVE_INFINITY) return;
    const slot = this.#free.pop() ?? this.#sources.length;
    this.#sources[slot] = source;
    // Among failures at the same time the cause with the lower index comes first, whatever was renewed.
    this.#heap.push(source.time, source.cause, slot);
  }

  /** Updates sources whose time in the heap is outdated, until the first one's is correct. */
  #settle(): void {
    while (this.#heap.size > 0) {
      const slot = this.#heap.peek();
      const source = this.#sources[slot]!;
      if (source.time === this.#heap.peekTime()) return;
      if (source.time < Number.POSITIVE_INFINITY) {
        this.#heap.replaceTop(source.time, source.cause, slot);
      } else {
        this.#heap.pop();
        this.#sources[slot] = undefined;
        this.#free.push(slot);
      }
    }
  }
}
