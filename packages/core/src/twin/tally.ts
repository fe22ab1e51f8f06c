import type { Micros } from '../control/protocol/index.ts';

/** Node time of the fleet, us x nodes; each node is held by a run, out of service, or free. */
export class Tally {
  readonly #nodes: number;
  #since: Micros = 0;
  #heldNow = 0;
  #outNow = 0;
  #held = 0;
  #out = 0;

  constructor(nodes: number) {
    this.#nodes = nodes;
  }

  /** Sets how many nodes are held and out from now on. */
  count(now: Micros, held: number, out: number): void {
    this.#settle(now);
    this.#heldNow = held;
    this.#outNow = out;
  }

  /** Shares of all node time so far. */
  shares(now: Micros): { readonly held: number; readonly spare: number; readonly out: number } {
    this.#settle(now);
    const all = Math.max(1, now * this.#nodes);
    const held = this.#held / all;
    const out = this.#out / all;
    return { held, spare: now === 0 ? 1 : 1 - held - out, out };
  }

  #settle(now: Micros): void {
    const elapsed = now - this.#since;
    this.#held += elapsed * this.#heldNow;
    this.#out += elapsed * this.#outNow;
    this.#since = now;
  }
}
