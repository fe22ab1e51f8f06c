import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CyclePlan } from './cycle.ts';
import { NaiveBooks } from './ledger.reference.ts';
import { type Account, Ledger, type Speed, type Wait } from './ledger.ts';

const FULL: Speed = { replicas: 1, slowdown: 1 };
const WAITS: readonly Wait[] = ['detect', 'waitForNodes', 'restart', 'maintenance'];

const sumOf = ({ useful, lost }: Account) =>
  Object.values(lost).reduce((sum, part) => sum + part, useful);

const us = (min: number, max: number) => fc.integer({ min, max });
const plans: fc.Arbitrary<CyclePlan> = fc
  .record({
    interval: us(1, 60),
    write: us(0, 9),
    memory: fc.option(fc.record({ interval: us(1, 40), write: us(0, 5) }), { nil: undefined }),
  })
  .map(({ interval, write, memory }) => ({ interval, write, ...(memory ? { memory } : {}) }));

/** What may happen to a run, in an order that an engine could give. */
type Move =
  | { readonly kind: 'wait'; readonly cause: Wait }
  | { readonly kind: 'drop'; readonly keepsCopies: boolean; readonly cause: Wait }
  | { readonly kind: 'launch'; readonly plan: CyclePlan }
  | { readonly kind: 'resume' | 'finish' }
  | { readonly kind: 'save'; readonly completes: boolean }
  | { readonly kind: 'speed'; readonly speed: Speed }
  | { readonly kind: 'rollBack'; readonly share: number };

function movesAt(speeds: fc.Arbitrary<Speed>): fc.Arbitrary<readonly (readonly [number, Move])[]> {
  const cause = fc.constantFrom(...WAITS);
  const kind = <Kind extends string>(name: Kind) => fc.constant(name);
  const move: fc.Arbitrary<Move> = fc.oneof(
    fc.record({ kind: kind('wait'), cause }),
    fc.record({ kind: kind('drop'), keepsCopies: fc.boolean(), cause }),
    fc.record({ kind: kind('launch'), plan: plans }),
    fc.record({ kind: kind('launch'), plan: plans }),
    fc.record({ kind: fc.constantFrom('resume' as const, 'finish' as const) }),
    fc.record({ kind: kind('save'), completes: fc.boolean() }),
    fc.record({ kind: kind('speed'), speed: speeds }),
    fc.record({ kind: kind('rollBack'), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  );
  return fc.array(fc.tuple(us(0, 150), move), { maxLength: 25 });
}

/** Makes the same entries in both books; `check` is called after each, with the time. */
function keep(
  ledger: Ledger,
  moves: readonly (readonly [number, Move])[],
  check: (now: number) => void,
  naive?: NaiveBooks,
): void {
  let now = 0;
  const pass = (time: number) => {
    now += time;
    naive?.pass(time);
  };
  let speed = FULL;
  for (const [time, move] of moves) {
    pass(time);
    const books = naive ? [ledger, naive] : [ledger];
    switch (move.kind) {
      case 'wait':
        for (const book of books) book.wait(now, move.cause);
        break;
      case 'drop':
        for (const book of books) {
          book.drop(now, move.keepsCopies);
          book.wait(now, move.cause);
        }
        break;
      case 'launch':
        for (const book of books) book.train(now, speed, move.plan);
        break;
      case 'resume':
        for (const book of books) book.train(now, speed);
        break;
      case 'speed':
        speed = move.speed;
        for (const book of books) book.setSpeed(now, speed);
        break;
      case 'rollBack': {
        const work = Math.floor(ledger.work * move.share);
        for (const book of books) {
          book.rollBack(now, work);
          book.wait(now, 'restart');
        }
        break;
      }
      case 'save': {
        const write = ledger.save(now);
        naive?.save(now);
        pass(move.completes ? write : Math.floor(write / 2));
        if (move.completes) for (const book of books) book.saved(now);
        else for (const book of books) book.drop(now, true);
        for (const book of books) book.wait(now, 'waitForNodes');
        break;
      }
      case 'finish':
        // Only ever computed while it trains.
        for (const book of books) book.train(now, speed);
        ledger.timeToFinish(now);
    }
    check(now);
  }
}

const TOTAL = 700;

describe('Ledger', () => {
  it('is what walking through the run microsecond by microsecond gives', () => {
    fc.assert(
      fc.property(movesAt(fc.constant(FULL)), (moves) => {
        const ledger = new Ledger({ interval: 1, write: 0 }, TOTAL, 0);
        const naive = new NaiveBooks(TOTAL);
        const check = (now: number) => {
          expect(ledger.at(now)).toEqual(naive.account());
          expect(ledger.durableAt(now)).toBe(naive.durable);
        };
        keep(ledger, moves, check, naive);
      }),
      { numRuns: 500 },
    );
  });

  it('books every microsecond once, at whatever speed', () => {
    const speeds = fc.record({
      replicas: fc.constantFrom(0, 0.25, 0.5, 11 / 12, 1),
      slowdown: fc.constantFrom(1, 1.1, 2, 7),
    });
    fc.assert(
      fc.property(movesAt(speeds), (moves) => {
        const ledger = new Ledger({ interval: 1, write: 0 }, TOTAL, 0);
        keep(ledger, moves, (now) => {
          for (const time of [now, now + 1, now + 97]) {
            const account = ledger.at(time);
            const parts = [account.useful, ...Object.values(account.lost)];
            const isWhole = parts.every((part) => Number.isSafeInteger(part) && part >= 0);
            const durable = ledger.durableAt(time);
            const isInOrder =
              ledger.work <= durable && durable <= account.useful && account.useful <= TOTAL;
            // One expectation for all: expecting each would take ten times as long as booking it.
            expect([sumOf(account), isWhole, isInOrder]).toEqual([time, true, true]);
          }
        });
      }),
      { numRuns: 500 },
    );
  });

  it('loses to slow steps and to lost replicas what they take, and the rest is useful', () => {
    const ledger = new Ledger({ interval: 1, write: 0 }, 1e12, 0);
    ledger.train(0, { replicas: 0.75, slowdown: 1.5 }, { interval: 1e6, write: 0 });
    const { useful, lost } = ledger.at(1200);
    expect({ useful, shrunk: lost.shrunk, straggle: lost.straggle }).toEqual({
      useful: 600,
      shrunk: 300,
      straggle: 300,
    });
    ledger.setSpeed(1200, { replicas: 0, slowdown: 1 });
    expect(ledger.at(2200)).toMatchObject({ useful: 600, lost: { shrunk: 1300, straggle: 300 } });
  });

  it('loses what no copy holds, no more where steps were slow', () => {
    const plan = { interval: 1000, write: 5, memory: { interval: 100, write: 0 } };
    const ledger = new Ledger(plan, 1e12, 0);
    ledger.train(0, { replicas: 1, slowdown: 2 }, plan);
    // The copy after 200 holds 100 of useful training; 40 more come to 20.
    ledger.drop(240, true);
    expect(ledger.held).toBe(100);
    expect(ledger.at(240).lost.rework).toBe(20);
    // Without a launch in between nothing is dropped twice.
    ledger.drop(300, true);
    expect(ledger.held).toBe(100);
    ledger.drop(300, false);
    expect([ledger.held, ledger.work]).toEqual([0, 0]);
  });

  it('keeps through a stall what the others hold in memory', () => {
    const plan = { interval: 1000, write: 5 };
    const ledger = new Ledger(plan, 1e12, 0);
    ledger.train(0, FULL, plan);
    ledger.wait(400, 'detect');
    ledger.train(580, { replicas: 0.5, slowdown: 1 });
    expect(ledger.at(1180)).toMatchObject({ useful: 700, lost: { detect: 180, shrunk: 300 } });
    // The checkpoint falls due where it would have without the stall.
    expect(ledger.durableAt(1184)).toBe(0);
    expect(ledger.durableAt(1185)).toBe(700);
  });

  it.each([
    ['in the middle of a cycle', 250, 0],
    ['at the end of one', 300, 0],
    ['with copies in memory', 250, 7],
  ])('writes the last checkpoint when all is trained: %s', (_, total, copy) => {
    const memory = copy > 0 ? { memory: { interval: 40, write: copy } } : {};
    const plan = { interval: 100, write: 10, ...memory };
    const ledger = new Ledger(plan, total, 0);
    ledger.train(0, FULL, plan);
    const end = ledger.timeToFinish(0);
    const copies = copy === 0 ? 0 : total === 250 ? 2 + 2 + 1 : 6;
    expect(end).toBe(total + 10 * Math.ceil(total / 100) + copy * copies);
    expect(ledger.isWritingLast(end - 11)).toBe(false);
    expect(ledger.isWritingLast(end - 10)).toBe(true);
    ledger.finish(end);
    ledger.close(end);
    expect(ledger.at(end + 1000)).toMatchObject({ useful: total });
    expect(sumOf(ledger.at(end + 1000))).toBe(end);
    expect(ledger.work).toBe(total);
  });

  it('does not begin the last write again when the speed changes during it', () => {
    const plan = { interval: 100, write: 10 };
    const ledger = new Ledger(plan, 50, 0);
    ledger.train(0, FULL, plan);
    expect(ledger.timeToFinish(54)).toBe(6);
    ledger.setSpeed(57, { replicas: 1, slowdown: 2 });
    expect(ledger.timeToFinish(57)).toBe(3);
    ledger.finish(60);
    expect(ledger.at(60)).toMatchObject({ useful: 50, lost: { checkpoint: 10, straggle: 0 } });
  });

  it('takes as long as it says, at whatever speed and from wherever it is', () => {
    const speeds = fc.record({
      replicas: fc.constantFrom(0.25, 0.5, 11 / 12, 1),
      slowdown: fc.constantFrom(1, 1.1, 2, 7),
    });
    fc.assert(
      fc.property(movesAt(speeds), plans, speeds, (moves, plan, speed) => {
        const ledger = new Ledger({ interval: 1, write: 0 }, TOTAL, 0);
        let now = 0;
        keep(ledger, moves, (time) => {
          now = time;
        });
        ledger.train(now, speed, plan);
        const end = now + ledger.timeToFinish(now);
        expect(ledger.at(end).useful).toBe(TOTAL);
        if (plan.write > 0) expect(ledger.isWritingLast(end - plan.write)).toBe(true);
        // A microsecond of training may be lost to rounding, and a write or a copy before it.
        const pause = Math.max(plan.write, plan.memory?.write ?? 0);
        const before = end - plan.write - pause - 2;
        if (before > now) expect(ledger.isWritingLast(before)).toBe(false);
        ledger.finish(end);
        expect([ledger.work, ledger.held]).toEqual([TOTAL, TOTAL]);
        expect(sumOf(ledger.at(end))).toBe(end);
      }),
    );
  });

  it('lists the checkpoints that were completed since the last entry', () => {
    const plan = { interval: 100, write: 10 };
    const ledger = new Ledger(plan, 1e12, 0);
    expect(ledger.checkpointsSince(50).count).toBe(0);
    ledger.train(50, FULL, plan);
    expect(ledger.checkpointsSince(379)).toEqual({ first: 160, period: 110, count: 2 });
    ledger.setSpeed(200, { replicas: 1, slowdown: 3 });
    expect(ledger.checkpointsSince(379)).toEqual({ first: 270, period: 110, count: 1 });
  });

  it('begins its books at the start of the run', () => {
    const ledger = new Ledger({ interval: 10, write: 0 }, 100, 500);
    ledger.wait(200, 'restart');
    expect(sumOf(ledger.at(400))).toBe(0);
    expect(ledger.at(600).lost.restart).toBe(100);
    ledger.close(700);
    expect(sumOf(ledger.at(9999))).toBe(200);
  });
});
