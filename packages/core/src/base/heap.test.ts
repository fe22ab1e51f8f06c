import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventHeap } from './heap.ts';

describe('EventHeap', () => {
  it('refuses times that are not whole microseconds', () => {
    const heap = new EventHeap();
    for (const time of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      expect(() => heap.push(time, 0, 0)).toThrow(RangeError);
    }
    expect(heap.size).toBe(0);
  });

  it('has nothing to give when empty', () => {
    const heap = new EventHeap();
    expect(heap.peekTime()).toBe(Number.POSITIVE_INFINITY);
    expect(() => heap.pop()).toThrow(RangeError);
    expect(() => heap.peek()).toThrow(RangeError);
    expect(() => heap.replaceTop(1, 0, 0)).toThrow(RangeError);
    expect(heap.size).toBe(0);
  });

  it('keeps the next event where its replacement has no whole time', () => {
    const heap = new EventHeap();
    heap.push(4, 0, 7);
    expect(() => heap.replaceTop(4.5, 0, 8)).toThrow(RangeError);
    expect([heap.size, heap.peekTime(), heap.peek()]).toEqual([1, 4, 7]);
  });

  it('puts a replacement behind what arrived before it', () => {
    const heap = new EventHeap();
    heap.push(1, 0, 10);
    heap.push(2, 0, 11);
    expect(heap.replaceTop(2, 0, 12)).toBe(10);
    expect(drain(heap)).toEqual([11, 12]);
  });

  it('gives events by time, then priority, then arrival', () => {
    const heap = new EventHeap(1);
    heap.push(5, 1, 10);
    heap.push(5, 0, 11);
    heap.push(5, 1, 12);
    heap.push(3, 9, 13);
    heap.push(5, 0, 14);
    expect(drain(heap)).toEqual([13, 11, 14, 10, 12]);
  });

  it('sorts like a stable sort, also when pushes, pops and replacements alternate', () => {
    const events = fc.array(
      fc.record({
        time: fc.integer({ min: 0, max: 9 }),
        priority: fc.integer({ min: -2, max: 2 }),
        popsBefore: fc.integer({ min: 0, max: 2 }),
        replaces: fc.boolean(),
      }),
      { maxLength: 120 },
    );
    fc.assert(
      fc.property(events, (all) => {
        const heap = new EventHeap(1);
        let model: { time: number; priority: number; payload: number }[] = [];
        for (const [payload, { time, priority, popsBefore, replaces }] of all.entries()) {
          for (let pops = 0; pops < popsBefore && heap.size > 0; pops++) {
            expect(heap.peekTime()).toBe(model[0]!.time);
            expect(heap.peek()).toBe(model[0]!.payload);
            expect(heap.pop()).toBe(model.shift()!.payload);
          }
          if (replaces && heap.size > 0) {
            expect(heap.replaceTop(time, priority, payload)).toBe(model.shift()!.payload);
          } else heap.push(time, priority, payload);
          model.push({ time, priority, payload });
          model = model.toSorted((a, b) => a.time - b.time || a.priority - b.priority);
          expect(heap.size).toBe(model.length);
        }
        expect(drain(heap)).toEqual(model.map((event) => event.payload));
      }),
    );
  });
});

function drain(heap: EventHeap): number[] {
  const payloads: number[] = [];
  while (heap.size > 0) payloads.push(heap.pop());
  return payloads;
}
