/**
 * Events waiting for their time, in the order (time, priority, sequence of arrival). A binary heap on
 * typed arrays: it grows by doubling and allocates nothing per event.
 */
export class EventHeap {
  #times: Float64Array;
  #priorities: Int32Array;
  #sequences: Float64Array;
  #payloads: Int32Array;
  #size = 0;
  #pushed = 0;

  constructor(capacity = 1024) {
    const room = Math.max(1, capacity);
    this.#times = new Float64Array(room);
    this.#priorities = new Int32Array(room);
    this.#sequences = new Float64Array(room);
    this.#payloads = new Int32Array(room);
  }

  get size(): number {
    return this.#size;
  }

  /** When the next event is due; Infinity when there is none. */
  peekTime(): number {
    return this.#size > 0 ? this.#times[0]! : Number.POSITIVE_INFINITY;
  }

  /** Time in whole microseconds; of events at the same time, the lowest priority number goes first. */
  push(time: number, priority: number, payload: number): void {
    if (!Number.isSafeInteger(time)) throw new RangeError(`${time} is not whole microseconds`);
    if (this.#size === this.#times.length) this.#grow();
    const sequence = this.#pushed++;
    let hole = this.#size++;
    while (hole > 0) {
      const parent = (hole - 1) >>> 1;
      if (!this.#isAfter(parent, time, priority, sequence)) break;
      this.#move(parent, hole);
      hole = parent;
    }
    this.#put(hole, time, priority, sequence, payload);
  }

  /** Removes the next event and gives its payload; its time is what `peekTime` said. */
  pop(): number {
    if (this.#size === 0) throw new RangeError('no event is waiting');
    const payload = this.#payloads[0]!;
    const last = --this.#size;
    if (last > 0) this.#sinkFromRoot(last);
    return payload;
  }

  /** Puts the event at `last` into the hole at the root, and that hole where the event belongs. */
  #sinkFromRoot(last: number): void {
    const time = this.#times[last]!;
    const priority = this.#priorities[last]!;
    const sequence = this.#sequences[last]!;
    let hole = 0;
    for (;;) {
      const child = this.#earlierChild(hole);
      if (child >= last || this.#isAfter(child, time, priority, sequence)) break;
      this.#move(child, hole);
      hole = child;
    }
    this.#put(hole, time, priority, sequence, this.#payloads[last]!);
  }

  #earlierChild(parent: number): number {
    const left = 2 * parent + 1;
    const right = left + 1;
    if (right >= this.#size) return left;
    const isLater = this.#isAfter(
      left,
      this.#times[right]!,
      this.#priorities[right]!,
      this.#sequences[right]!,
    );
    return isLater ? right : left;
  }

  #isAfter(index: number, time: number, priority: number, sequence: number): boolean {
    const otherTime = this.#times[index]!;
    if (otherTime !== time) return otherTime > time;
    const otherPriority = this.#priorities[index]!;
    if (otherPriority !== priority) return otherPriority > priority;
    return this.#sequences[index]! > sequence;
  }

  #move(from: number, to: number): void {
    this.#times[to] = this.#times[from]!;
    this.#priorities[to] = this.#priorities[from]!;
    this.#sequences[to] = this.#sequences[from]!;
    this.#payloads[to] = this.#payloads[from]!;
  }

  #put(index: number, time: number, priority: number, sequence: number, payload: number): void {
    this.#times[index] = time;
    this.#priorities[index] = priority;
    this.#sequences[index] = sequence;
    this.#payloads[index] = payload;
  }

  #grow(): void {
    const room = 2 * this.#times.length;
    this.#times = copyInto(new Float64Array(room), this.#times);
    this.#priorities = copyInto(new Int32Array(room), this.#priorities);
    this.#sequences = copyInto(new Float64Array(room), this.#sequences);
    this.#payloads = copyInto(new Int32Array(room), this.#payloads);
  }
}

function copyInto<T extends Float64Array | Int32Array>(target: T, source: T): T {
  target.set(source);
  return target;
}
