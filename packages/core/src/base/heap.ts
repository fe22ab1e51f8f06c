/**
 * Events waiting for their time, in the order (time, priority, sequence of arrival). A heap with four
 * children per node on typed arrays: it grows by doubling and allocates nothing per event.
 *
 * Only times and handles move in the heap; what decides between equal times is rarely needed and stays at its
 * handle's index. Four children give half as many levels as two, and lie in one or two cache lines.
 */
export class EventHeap {
  /** By position in the heap. From `#size` on, the handles are free ones. */
  #times: Float64Array;
  #handles: Int32Array;
  /** By handle. */
  #priorities: Int32Array;
  #sequences: Float64Array;
  #payloads: Int32Array;
  #size = 0;
  #pushed = 0;

  constructor(capacity = 1024) {
    const room = Math.max(1, capacity);
    this.#times = new Float64Array(room);
    this.#handles = new Int32Array(room).map((_, index) => index);
    this.#priorities = new Int32Array(room);
    this.#sequences = new Float64Array(room);
    this.#payloads = new Int32Array(room);
  }

  get size(): number {
    return this.#size;
  }

  /** When the next event is due; Infinity if there is none. */
  peekTime(): number {
    return this.#size > 0 ? this.#times[0]! : Number.POSITIVE_INFINITY;
  }

  /** The payload of the next event; throws a RangeError if there is none. */
  peek(): number {
    if (this.#size === 0) throw new RangeError('no event is waiting');
    return this.#payloads[this.#handles[0]!]!;
  }

  /** Time in whole microseconds; among events at the same time, the lowest priority number goes first. */
  push(time: number, priority: number, payload: number): void {
    requireWhole(time);
    if (this.#size === this.#times.length) this.#grow();
    const place = this.#size++;
    const handle = this.#handles[place]!;
    this.#fill(handle, priority, payload);
    this.#rise(place, time, handle);
  }

  /** Removes the next event and returns its payload; `peekTime` has its time. */
  pop(): number {
    const payload = this.peek();
    const last = --this.#size;
    const freed = this.#handles[0]!;
    if (last > 0) this.#sink(this.#times[last]!, this.#handles[last]!);
    this.#handles[last] = freed;
    return payload;
  }

  /** `pop`, then `push` of another event, in one pass; returns the payload of the removed event. */
  replaceTop(time: number, priority: number, payload: number): number {
    requireWhole(time);
    const removed = this.peek();
    const handle = this.#handles[0]!;
    this.#fill(handle, priority, payload);
    this.#sink(time, handle);
    return removed;
  }

  #fill(handle: number, priority: number, payload: number): void {
    this.#priorities[handle] = priority;
    this.#sequences[handle] = this.#pushed++;
    this.#payloads[handle] = payload;
  }

  /** Places an event on the path from a free position up to the root. */
  #rise(from: number, time: number, handle: number): void {
    const times = this.#times;
    const handles = this.#handles;
    let hole = from;
    while (hole > 0) {
      const parent = (hole - 1) >> 2;
      const above = times[parent]!;
      if (above < time || (above === time && this.#goesFirst(handles[parent]!, handle))) break;
      times[hole] = above;
      handles[hole] = handles[parent]!;
      hole = parent;
    }
    times[hole] = time;
    handles[hole] = handle;
  }

  /** Places an event on the path from the root, which is free, down along the earliest children. */
  #sink(time: number, handle: number): void {
    const times = this.#times;
    const handles = this.#handles;
    let hole = 0;
    for (;;) {
      const child = this.#earliestChild(hole);
      if (child < 0) break;
      const below = times[child]!;
      if (time < below || (time === below && this.#goesFirst(handle, handles[child]!))) break;
      times[hole] = below;
      handles[hole] = handles[child]!;
      hole = child;
    }
    times[hole] = time;
    handles[hole] = handle;
  }

  /** Unrolled for four children: a loop takes a sixth longer. */
  #earliestChild(parent: number): number {
    const first = 4 * parent + 1;
    if (first + 3 >= this.#size) return this.#earliestOfFew(first);
    const times = this.#times;
    let best = first;
    let time = times[first]!;
    const second = times[first + 1]!;
    const third = times[first + 2]!;
    const fourth = times[first + 3]!;
    if (second <= time && (second < time || this.#isEarlier(first + 1, best))) {
      best = first + 1;
      time = second;
    }
    if (third <= time && (third < time || this.#isEarlier(first + 2, best))) {
      best = first + 2;
      time = third;
    }
    if (fourth <= time && (fourth < time || this.#isEarlier(first + 3, best))) best = first + 3;
    return best;
  }

  /** -1 if there is none. */
  #earliestOfFew(first: number): number {
    if (first >= this.#size) return -1;
    let best = first;
    for (let child = first + 1; child < this.#size; child++) {
      const isLater = this.#times[child]! > this.#times[best]!;
      if (!isLater && (this.#times[child]! < this.#times[best]! || this.#isEarlier(child, best))) {
        best = child;
      }
    }
    return best;
  }

  /** For two positions with equal times. */
  #isEarlier(place: number, other: number): boolean {
    return this.#goesFirst(this.#handles[place]!, this.#handles[other]!);
  }

  /** For two handles with equal times. */
  #goesFirst(handle: number, other: number): boolean {
    const priority = this.#priorities[handle]!;
    const otherPriority = this.#priorities[other]!;
    if (priority !== otherPriority) return priority < otherPriority;
    return this.#sequences[handle]! < this.#sequences[other]!;
  }

  #grow(): void {
    const size = this.#times.length;
    this.#times = copyInto(new Float64Array(2 * size), this.#times);
    this.#handles = copyInto(
      new Int32Array(2 * size).map((_, index) => index),
      this.#handles,
    );
    this.#priorities = copyInto(new Int32Array(2 * size), this.#priorities);
    this.#sequences = copyInto(new Float64Array(2 * size), this.#sequences);
    this.#payloads = copyInto(new Int32Array(2 * size), this.#payloads);
  }
}

function requireWhole(time: number): void {
  if (!Number.isSafeInteger(time)) throw new RangeError(`${time} is not whole microseconds`);
}

function copyInto<T extends Float64Array | Int32Array>(target: T, source: T): T {
  target.set(source);
  return target;
}
