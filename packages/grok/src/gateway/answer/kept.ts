import type { Answer } from './answer.ts';

export interface KeptLimits {
  readonly answers: number;
  /** B, about. */
  readonly size: number;
  /** s. */
  readonly for: number;
}

/** What a client calls its request, so that it is not carried out twice. */
export interface Order {
  readonly name: string;
  /** What it asks for; the same for two requests only if they are the same. */
  readonly content: string;
}

/** The answers that can be fetched: those under way, and finished ones for a while, the oldest going first. */
export class Kept {
  readonly #limits: () => KeptLimits;
  readonly #running = new Map<string, Answer>();
  readonly #finished = new Map<
    string,
    { readonly answer: Answer; readonly bytes: number; readonly at: number }
  >();
  readonly #byOrder = new Map<string, { readonly id: string; readonly content: string }>();
  /** Ids in the order in which they finished, from `#oldest` on; a map is slow to give its first after many left. */
  #order: string[] = [];
  #oldest = 0;
  #bytes = 0;
  #runningSize = 0;

  constructor(limits: () => KeptLimits) {
    this.#limits = limits;
  }

  get running(): number {
    return this.#running.size;
  }

  /** Characters of the requests that are under way. */
  get runningSize(): number {
    return this.#runningSize;
  }

  /** All that are under way. */
  allRunning(): readonly Answer[] {
    return [...this.#running.values()];
  }

  begin(answer: Answer, order: Order | undefined): void {
    const { id, key, ask } = answer;
    this.#running.set(id, answer);
    this.#runningSize += ask.size;
    if (order) this.#byOrder.set(nameOf(key, order), { id, content: order.content });
  }

  /** Keeps it if it may be fetched, and lets go of those whose time has passed. */
  finish(answer: Answer, now: number): void {
    if (this.#running.delete(answer.id)) this.#runningSize -= answer.ask.size;
    if (answer.ask.store && !answer.isDeleted) {
      const { bytes } = answer;
      this.#finished.set(answer.id, { answer, bytes, at: now });
      this.#order.push(answer.id);
      this.#bytes += bytes;
    }
    this.#clear(now);
  }

  find(id: string): Answer | undefined {
    const answer = this.#running.get(id) ?? this.#finished.get(id)?.answer;
    return answer?.isDeleted ? undefined : answer;
  }

  /** The answer to a request that was sent before; `other` if another one was called so. */
  findOrder(key: string, order: Order): Answer | 'other' | undefined {
    const name = nameOf(key, order);
    const known = this.#byOrder.get(name);
    const answer = known && this.find(known.id);
    if (!answer) this.#byOrder.delete(name);
    return answer && known?.content !== order.content ? 'other' : answer;
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
    for (const [name, { id }] of this.#byOrder) if (!this.find(id)) this.#byOrder.delete(name);
  }

  #forget(id: string): void {
    const known = this.#finished.get(id);
    if (!known) return;
    this.#finished.delete(id);
    this.#bytes -= known.bytes;
  }
}

function nameOf(key: string, { name }: Order): string {
  return `${key} ${name}`;
}
