import type { Answer } from './answer.ts';

export interface KeptLimits {
  readonly answers: number;
  /** B, about. */
  readonly size: number;
  /** s. */
  readonly for: number;
}

/** The answers that can be fetched: those under way, and finished ones for a while, the oldest going first. */
export class Kept {
  readonly #limits: () => KeptLimits;
  readonly #running = new Map<string, Answer>();
  readonly #finished = new Map<
    string,
    { readonly answer: Answer; readonly bytes: number; readonly at: number }
  >();
  readonly #byOrder = new Map<string, string>();
  /** Ids in the order in which they finished, from `#oldest` on; a map is slow to give its first after many left. */
  #order: string[] = [];
  #oldest = 0;
  #bytes = 0;

  constructor(limits: () => KeptLimits) {
    this.#limits = limits;
  }

  get running(): number {
    return this.#running.size;
  }

  /** All that are under way. */
  allRunning(): readonly Answer[] {
    return [...this.#running.values()];
  }

  /** @param order what a client calls its request, so that it is not carried out twice */
  begin(answer: Answer, order: string | undefined): void {
    this.#running.set(answer.id, answer);
    if (order !== undefined) this.#byOrder.set(orderOf(answer.key, order), answer.id);
  }

  /** Keeps it if it may be fetched, and lets go of those whose time has passed. */
  finish(answer: Answer, now: number): void {
    this.#running.delete(answer.id);
    if (answer.ask.store && !answer.isDeleted) {
      const { bytes } = answer;
      this.#finished.set(answer.id, { answer, bytes, at: now });
      this.#order.push(answer.id);
      this.#bytes += bytes;
    }
    this.#clear(now);
  }

  find(id: string): Answer | undefined {
    return this.#running.get(id) ?? this.#finished.get(id)?.answer;
  }

  findOrder(key: string, order: string): Answer | undefined {
    const name = orderOf(key, order);
    const id = this.#byOrder.get(name);
    const answer = id === undefined ? undefined : this.find(id);
    if (!answer) this.#byOrder.delete(name);
    return answer;
  }

  remove(answer: Answer): void {
    answer.remove();
    this.#forget(answer.id);
  }

  #clear(now: number): void {
    const { answers, size, for: seconds } = this.#limits();
    for (; this.#oldest < this.#order.length; this.#oldest++) {
      const id = this.#order[this.#oldest]!;
      const { at = now } = this.#finished.get(id) ?? {};
      const isOld = now - at > seconds * 1000;
      const isGone = !this.#finished.has(id);
      if (!isGone && !isOld && this.#finished.size <= answers && this.#bytes <= size) break;
      this.#forget(id);
    }
    if (this.#oldest > answers) {
      this.#order = this.#order.slice(this.#oldest);
      this.#oldest = 0;
    }
    // Orders whose answers are gone: as many at most as there are answers.
    if (this.#byOrder.size <= 2 * (this.#finished.size + this.#running.size) + 100) return;
    for (const [name, id] of this.#byOrder) if (!this.find(id)) this.#byOrder.delete(name);
  }

  #forget(id: string): void {
    const known = this.#finished.get(id);
    if (!known) return;
    this.#finished.delete(id);
    this.#bytes -= known.bytes;
  }
}

function orderOf(key: string, order: string): string {
  return `${key} ${order}`;
}
