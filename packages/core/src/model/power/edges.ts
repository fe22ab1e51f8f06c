/**
 * One side of a convex polygon as a queue of edges, each a vector that leans over by its own height with
 * every shear (x, y) -> (x + y, y). Leaning costs nothing: an edge keeps its form of the time zero.
 */
export class Edges {
  readonly #x: number[];
  readonly #y: number[];
  #head = 0;

  constructor(x: number[] = [], y: number[] = []) {
    this.#x = x;
    this.#y = y;
  }

  get isEmpty(): boolean {
    return this.#head >= this.#x.length;
  }

  copy(): Edges {
    return new Edges(this.#x.slice(this.#head), this.#y.slice(this.#head));
  }

  /** Adds an edge (x, y) of the time `shears` at the end. */
  push(x: number, y: number, shears: number): void {
    this.#x.push(x - y * shears);
    this.#y.push(y);
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
    this.#head++;
  }

  dropLast(): void {
    this.#x.pop();
    this.#y.pop();
  }

  /** Keeps a share of the first edge. */
  shortenFirst(share: number): void {
    this.#x[this.#head]! *= share;
    this.#y[this.#head]! *= share;
  }

  shortenLast(share: number): void {
    this.#x[this.#x.length - 1]! *= share;
    this.#y[this.#y.length - 1]! *= share;
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
}
