/** Whole numbers among which a boundary is sought. */
export interface Stretch {
  readonly least: number;
  readonly most: number;
  /** From where the nearest is wanted; between the two. */
  readonly start: number;
}

/** A number at which it holds, and the nearest one towards the start at which it is known not to. */
interface Bracket {
  readonly fails: number;
  readonly holds: number;
}

/** Numbers between neighbours of the scan are this part of the stretch. */
const SCAN = 64;
/** Rings that are asked at once, so that several workers have something to do. */
const RINGS_AT_ONCE = 4;

/**
 * Finds the number nearest to a start at which something holds, without assuming that it holds from there on: it scans
 * outward on both sides, `stride` apart, until it holds somewhere, then halves the gap to the neighbour that it does
 * not hold at. Exact if every stretch in which it holds, and every gap between two of them, is at least `stride` long;
 * shorter ones may go unseen. What is found always holds, and its neighbour towards the start does not.
 */
export class BoundarySearch {
  readonly #stretch: Stretch;
  readonly stride: number;
  #ring = 0;
  #asked: readonly number[] = [];
  #brackets: readonly Bracket[] = [];
  #found: number | undefined;
  #isOver = false;

  constructor(stretch: Stretch) {
    this.#stretch = stretch;
    this.stride = Math.max(1, Math.ceil((stretch.most - stretch.least) / SCAN));
  }

  /** The nearest number found; undefined if it holds nowhere that was looked at. */
  get found(): number | undefined {
    return this.#found;
  }

  get isScanning(): boolean {
    return this.#brackets.length === 0 && !this.#isOver;
  }

  /** Numbers to try now, each once; empty once the search is over. */
  next(): readonly number[] {
    if (this.#isOver) this.#asked = [];
    else if (this.#brackets.length > 0) this.#asked = this.#brackets.map(middle);
    else this.#asked = this.#rings().flat();
    return this.#asked;
  }

  /** Whether it holds at each number that `next` gave. */
  take(holds: readonly boolean[]): void {
    const held = new Map(this.#asked.map((number, index) => [number, holds[index] === true]));
    if (this.#brackets.length > 0) this.#halve(held);
    else this.#scan(held);
  }

  #scan(held: ReadonlyMap<number, boolean>): void {
    const rings = this.#rings();
    for (const ring of rings) {
      const holding = ring.filter((number) => held.get(number));
      if (holding.length > 0) {
        this.#settle(holding.map((number) => ({ fails: this.#inner(number), holds: number })));
        return;
      }
    }
    this.#ring += RINGS_AT_ONCE;
    this.#isOver = this.#rings().length === 0;
  }

  #halve(held: ReadonlyMap<number, boolean>): void {
    const halved = this.#brackets.map((bracket): Bracket => {
      const between = middle(bracket);
      return held.get(between)
        ? { fails: bracket.fails, holds: between }
        : { fails: between, holds: bracket.holds };
    });
    this.#settle(halved);
  }

  /** Keeps the brackets that are not closed; once all are, the nearest is found. */
  #settle(brackets: readonly Bracket[]): void {
    const { start } = this.#stretch;
    for (const { fails, holds } of brackets) {
      if (Math.abs(holds - fails) > 1) continue;
      const isNearer =
        this.#found === undefined || Math.abs(holds - start) < Math.abs(this.#found - start);
      if (isNearer) this.#found = holds;
    }
    this.#brackets = brackets.filter(({ fails, holds }) => Math.abs(holds - fails) > 1);
    this.#isOver = this.#brackets.length === 0;
  }

  /** The next rings: pairs as far from the start on both sides, as far as the stretch goes. */
  #rings(): readonly (readonly number[])[] {
    const rings: (readonly number[])[] = [];
    for (let ring = this.#ring; ring < this.#ring + RINGS_AT_ONCE; ring++) {
      const numbers = this.#onRing(ring);
      if (numbers.length > 0) rings.push(numbers);
    }
    return rings;
  }

  /** On a side that ends within a ring its end stands for the ring. */
  #onRing(ring: number): readonly number[] {
    const { start, least, most } = this.#stretch;
    if (ring === 0) return [start];
    const inner = (ring - 1) * this.stride;
    const outer = ring * this.stride;
    const below = start - inner > least ? [Math.max(least, start - outer)] : [];
    const above = start + inner < most ? [Math.min(most, start + outer)] : [];
    return [...below, ...above];
  }

  /** The neighbour of a number of a ring on the ring before, which does not hold; itself for the start. */
  #inner(number: number): number {
    const { start } = this.#stretch;
    const distance = Math.abs(number - start);
    if (distance === 0) return start;
    const ring = Math.ceil(distance / this.stride) - 1;
    return start + Math.sign(number - start) * ring * this.stride;
  }
}

function middle({ fails, holds }: Bracket): number {
  return Math.trunc((fails + holds) / 2);
}
