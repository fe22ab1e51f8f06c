import { Edges } from './edges.ts';

/** An end of the set: the charge there, and the least and most grid power at that charge. */
interface End {
  x: number;
  low: number;
  high: number;
}

interface Past {
  readonly left: End;
  readonly right: End;
  readonly lower: number;
  readonly upper: number;
}

/**
 * The states (charge, grid power) that can be reached sample by sample, exact except for rounding: with a
 * bounded change of grid power, charging, and a bounded charge, they form a convex polygon. Charge is divided
 * by the length of a sample, so that both are in W and charging is the shear x + y - site.
 *
 * The lower side of the polygon is stored from left to right, the upper from right to left. A sample adds an
 * edge at each end of the set and leans all edges; edges that lean past an end change sides, once each, and
 * edges that are cut off are removed: O(n) over a trace of n samples.
 */
export class Reachable {
  readonly #capacity: number;
  readonly #change: number;
  readonly #lower: Edges;
  readonly #upper: Edges;
  #left: End;
  #right: End;
  #shears = 0;
  /** Every earlier state of this object, if they are kept. */
  readonly #past: Past[] | undefined;

  /**
   * After the first sample, of power `site` (W), with any charge and any grid power before it.
   * @param capacity of the battery over the length of a sample, W; above 0
   * @param change the most that grid power may change from sample to sample, W
   * @param isKept whether it is possible to go back
   */
  constructor(site: number, capacity: number, change: number, isKept = false) {
    this.#capacity = capacity;
    this.#change = change;
    this.#lower = new Edges(capacity, capacity, isKept);
    this.#upper = new Edges(-capacity, -capacity, isKept);
    this.#left = { x: 0, low: site - capacity, high: site };
    this.#right = { x: capacity, low: site, high: site + capacity };
    this.#past = isKept ? [] : undefined;
  }

  /** Advances by a sample of power `site`, W. False from then on if no state is left. */
  advance(site: number): boolean {
    this.#past?.push({
      left: { ...this.#left },
      right: { ...this.#right },
      lower: this.#lower.changes,
      upper: this.#upper.changes,
    });
    this.#move();
    this.#charge(site);
    this.#changeSides();
    if (this.#right.x < 0 || this.#left.x > this.#capacity) return false;
    if (this.#left.x < 0) this.#cutLeft();
    if (this.#right.x > this.#capacity) this.#cutRight();
    return true;
  }

  /** Goes back by a sample. */
  goBack(): void {
    const before = this.#past?.pop();
    if (!before) throw new Error('nothing was kept to go back to');
    this.#left = before.left;
    this.#right = before.right;
    this.#lower.backTo(before.lower);
    this.#upper.backTo(before.upper);
    this.#shears--;
  }

  /** A state in the middle of the set. */
  middle(): readonly [charge: number, grid: number] {
    const charge = (this.#left.x + this.#right.x) / 2;
    const [least, most] = this.gridAt(charge);
    return [charge, (least + most) / 2];
  }

  /** Least and most grid power at a charge, which is clamped to the set if it lies outside. */
  gridAt(charge: number): readonly [least: number, most: number] {
    const { x, low, high } = this.#left;
    const along = Math.max(0, Math.min(charge, this.#right.x) - x);
    return [
      low + this.#lower.heightAt(along, this.#shears, 'first'),
      high + this.#upper.heightAt(along, this.#shears, 'last'),
    ];
  }

  /** Grid power may change in either direction: the vertical ends grow and become edges. */
  #move(): void {
    const [left, right] = [this.#left, this.#right];
    this.#upper.push(0, left.low - left.high - 2 * this.#change, this.#shears);
    this.#lower.push(0, right.high - right.low + 2 * this.#change, this.#shears);
    left.low -= this.#change;
    right.high += this.#change;
  }

  /** The battery takes the part of the grid's power that the site does not draw. */
  #charge(site: number): void {
    this.#shears++;
    this.#left.x += this.#left.low - site;
    this.#right.x += this.#right.high - site;
  }

  #changeSides(): void {
    const [lower, upper, left, right] = [this.#lower, this.#upper, this.#left, this.#right];
    for (let dx = 0; !lower.isEmpty; lower.dropFirst()) {
      dx = lower.firstX(this.#shears);
      if (dx >= 0) break;
      upper.push(dx, lower.firstY(), this.#shears);
      left.x += dx;
      left.low += lower.firstY();
    }
    for (let dx = 0; !upper.isEmpty; upper.dropFirst()) {
      dx = upper.firstX(this.#shears);
      if (dx <= 0) break;
      lower.push(dx, upper.firstY(), this.#shears);
      right.x += dx;
      right.high += upper.firstY();
    }
    left.high = left.low;
    right.low = right.high;
  }

  /** Cuts off states with less than an empty battery. */
  #cutLeft(): void {
    const left = this.#left;
    left.low += cutFirst(this.#lower, -left.x, this.#shears);
    left.high -= cutLast(this.#upper, -left.x, this.#shears);
    left.x = 0;
  }

  /** Cuts off states with more than a full battery. */
  #cutRight(): void {
    const right = this.#right;
    const excess = right.x - this.#capacity;
    right.low -= cutLast(this.#lower, excess, this.#shears);
    right.high += cutFirst(this.#upper, excess, this.#shears);
    right.x = this.#capacity;
  }
}

/** Takes `width` off the front of a side; returns its rise over that width. */
function cutFirst(edges: Edges, width: number, shears: number): number {
  let [left, height] = [width, 0];
  while (left > 0 && !edges.isEmpty) {
    const [dx, dy] = [Math.abs(edges.firstX(shears)), edges.firstY()];
    if (dx > left) {
      edges.shortenFirst(1 - left / dx);
      return height + dy * (left / dx);
    }
    edges.dropFirst();
    left -= dx;
    height += dy;
  }
  return height;
}

/** Takes `width` off the end of a side; returns its rise over that width. */
function cutLast(edges: Edges, width: number, shears: number): number {
  let [left, height] = [width, 0];
  while (left > 0 && !edges.isEmpty) {
    const [dx, dy] = [Math.abs(edges.lastX(shears)), edges.lastY()];
    if (dx > left) {
      edges.shortenLast(1 - left / dx);
      return height + dy * (left / dx);
    }
    edges.dropLast();
    left -= dx;
    height += dy;
  }
  return height;
}
