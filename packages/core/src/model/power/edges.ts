const PUSHED = 0;
const FIRST_DROPPED = 1;
const LAST_DROPPED = 2;
const FIRST_SHORTENED = 3;
const LAST_SHORTENED = 4;

/**
 * One side of a convex polygon as a queue of edges, each a vector that leans over by its own height with
 * every shear (x, y) -> (x + y, y). Leaning costs nothing: an edge is stored as it would be at time zero.
 */
export class Edges {
  readonly #x: number[];
  readonly #y: number[];
  #head = 0;
  /** What undoes each change, the latest last: its kind, and the edge it removed. */
  readonly #undo: number[] | undefined;

  /** @param isKept whether changes can be undone */
  constructor(x: number, y: number, isKept: boolean) {
    this.#x = [x];
    this.#y = [y];
    this.#undo = isKept ? [] : undefined;
  }

  get isEmpty(): boolean {
    return this.#head >= this.#x.length;
  }

  /** The number of changes so far, for `backTo`. */
  get changes(): number {
    return this.#undo?.length ?? 0;
  }

  /** Undoes all changes after the first `changes`. */
  backTo(changes: number): void {
    const undo = this.#undo ?? [];
    while (undo.length > changes) {
      const [y, x, kind] = [undo.pop()!, undo.pop()!, undo.pop()!];
      if (kind === PUSHED) this.#pop();
      else if (kind === FIRST_DROPPED) this.#head--;
      else if (kind === LAST_DROPPED) this.#append(x, y);
      else {
        const index = kind === FIRST_SHORTENED ? this.#head : this.#x.length - 1;
        this.#x[index] = x;
        this.#y[index] = y;
      }
    }
  }

  /** Adds an edge, (x, y) at time `shears`, at the end. */
  push(x: number, y: number, shears: number): void {
    this.#undo?.push(PUSHED, 0, 0);
    this.#append(x - y * shears, y);
  }

  firstX(shears: number): number {
    return this.#x[this.#head]! + this.#y[this.#head]! * shears;
  }

  firstY(): number {
    return this.#y[this.#head]!;
  }

  lastX(shears: number): number {
    return this.#x.at(-1)! + this.#y.at(-1)! * shears;
  }

  lastY(): number {
    return this.#y.at(-1)!;
  }

  dropFirst(): void {
    this.#undo?.push(FIRST_DROPPED, 0, 0);
    this.#head++;
  }

  dropLast(): void {
    this.#undo?.push(LAST_DROPPED, this.#x.at(-1)!, this.#y.at(-1)!);
    this.#pop();
  }

  /** Keeps a share of the first edge. */
  shortenFirst(share: number): void {
    this.#shorten(FIRST_SHORTENED, this.#head, share);
  }

  shortenLast(share: number): void {
    this.#shorten(LAST_SHORTENED, this.#x.length - 1, share);
  }

  /** Height above the start after going `x` along the edges, from the first one or back from the last. */
  heightAt(x: number, shears: number, from: 'first' | 'last'): number {
    let [left, height] = [x, 0];
    const count = this.#x.length - this.#head;
    for (let walked = 0; walked < count; walked++) {
      const index = from === 'first' ? this.#head + walked : this.#x.length - 1 - walked;
      const [dx, dy] = [Math.abs(this.#x[index]! + this.#y[index]! * shears), this.#y[index]!];
      const sign = from === 'first' ? 1 : -1;
      if (dx >= left) return height + (dx > 0 ? sign * dy * (left / dx) : 0);
      left -= dx;
      height += sign * dy;
    }
    return height;
  }

  #shorten(kind: number, index: number, share: number): void {
    this.#undo?.push(kind, this.#x[index]!, this.#y[index]!);
    this.#x[index]! *= share;
    this.#y[index]! *= share;
  }

  #append(x: number, y: number): void {
    this.#x.push(x);
    this.#y.push(y);
  }

  #pop(): void {
    this.#x.pop();
    this.#y.pop();
  }
}
