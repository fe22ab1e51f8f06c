import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command, CommandBody } from './command.ts';
import type { RunEventBody } from './event.ts';
import { FLEET } from './ids.ts';
import { OrderBook, type Verdict } from './orders.ts';
import { withoutRule } from './rules.ts';

const PLACED: RunEventBody = { kind: 'placed' };
const bookOf = () => new OrderBook({ runs: ['a', 'b'], nodes: 8 });

function order(id: number, body: CommandBody, epoch = id, run = 'a'): Command {
  return { id, run, attempt: 1, epoch, ...body };
}
const place = (id: number, epoch = id, run = 'a') =>
  order(id, { kind: 'place', add: [], remove: [] }, epoch, run);
const shrink = (id: number, replica: number) => order(id, { kind: 'shrink', replica }, 1);
const repair = (id: number, node: number): Command => ({ id, ...FLEET, kind: 'repair', node });

/** As an engine does that carries everything out at once. */
function carryOut(book: OrderBook, command: Command): Verdict {
  const verdict = book.judge(command);
  if (verdict === 'do') {
    book.accept(command);
    book.confirm(command, PLACED);
  }
  return verdict;
}

describe('an order to a run that is not in the book', () => {
  it('is refused, and has no fence', () => {
    const book = bookOf();
    expect(book.judge(place(1, 1, 'c'))).toBe('refuse');
    expect(() => book.fenceOf('c')).toThrow(RangeError);
  });

  it('leaves nothing behind when it is accepted all the same', () => {
    const book = bookOf();
    book.accept(place(1, 1, 'c'));
    expect(book.isNewest(place(1, 1, 'c'))).toBe(false);
    expect(book.confirm(place(1, 1, 'c'), PLACED)).toBe(false);
    expect(book.answerTo(place(1, 1, 'c'))).toBeUndefined();
  });
});

describe('an order to a gang', () => {
  it('is refused under an older fence, timers and looks too', () => {
    const book = bookOf();
    carryOut(book, place(2, 5));
    const late: CommandBody[] = [
      { kind: 'probe' },
      { kind: 'setTimer', timer: 'watch', after: 1 },
      { kind: 'cancelTimer', timer: 'watch' },
      { kind: 'stop' },
      { kind: 'shrink', replica: 0 },
    ];
    for (const body of late) expect(book.judge(order(3, body, 4))).toBe('refuse');
    expect(book.fenceOf('a')).toEqual({ run: 'a', attempt: 1, epoch: 5 });
  });

  it('is refused under the same fence when a newer one was accepted', () => {
    const book = bookOf();
    carryOut(book, place(4, 5));
    expect(book.judge(place(3, 5))).toBe('refuse');
  });

  it('raises the fence of its own run and of no other', () => {
    const book = bookOf();
    carryOut(book, place(2, 5));
    expect(book.fenceOf('b').epoch).toBe(0);
    expect(book.judge(place(1, 1, 'b'))).toBe('do');
  });

  it('is done once, then answered again', () => {
    const book = bookOf();
    const command = place(1);
    expect(book.judge(command)).toBe('do');
    book.accept(command);
    expect(book.judge(command)).toBe('underWay');
    expect(book.answerTo(command)).toBeUndefined();
    expect(book.confirm(command, PLACED)).toBe(true);
    expect(book.judge(command)).toBe('answer');
    expect(book.answerTo(command)).toEqual(PLACED);
  });

  it('is confirmed no more once a newer one was accepted', () => {
    const book = bookOf();
    book.accept(place(1));
    book.accept(place(2));
    expect(book.isNewest(place(1))).toBe(false);
    expect(book.confirm(place(1), PLACED)).toBe(false);
    expect(book.answerTo(place(2))).toBeUndefined();
  });

  it('is tried again after it could not be done, and then no more', () => {
    const book = bookOf();
    book.accept(place(1));
    book.undo(place(1));
    expect(book.judge(place(1))).toBe('do');
    book.accept(place(1));
    expect(book.judge(place(1))).toBe('underWay');
  });

  it('is not made undone by an older one', () => {
    const book = bookOf();
    book.accept(place(1));
    carryOut(book, place(2));
    book.undo(place(1));
    expect(book.judge(place(2))).toBe('answer');
  });
});

describe('an order to a replica', () => {
  it('is held against orders to the same replica alone', () => {
    const book = bookOf();
    expect(carryOut(book, shrink(5, 0))).toBe('do');
    expect(book.judge(shrink(4, 0))).toBe('refuse');
    expect(carryOut(book, shrink(4, 1))).toBe('do');
    expect(carryOut(book, shrink(5, 0))).toBe('answer');
  });

  it('is forgotten with its attempt', () => {
    const book = bookOf();
    book.accept(shrink(5, 0));
    book.endAttempt('a');
    expect(book.confirm(shrink(5, 0), PLACED)).toBe(false);
    expect(book.judge(shrink(5, 0))).toBe('do');
  });

  it('that could not be done is tried again, and older ones are still refused', () => {
    const book = bookOf();
    book.accept(shrink(5, 0));
    book.undo(shrink(5, 0));
    expect(book.judge(shrink(5, 0))).toBe('do');
    expect(book.judge(shrink(4, 0))).toBe('refuse');
  });
});

describe('a command about a node', () => {
  it('is refused after a newer one about the same node, and done twice otherwise', () => {
    const book = bookOf();
    expect(book.newestAbout(3)).toBe(0);
    book.accept(repair(5, 3));
    expect(book.judge(repair(4, 3))).toBe('refuse');
    expect(book.judge(repair(5, 3))).toBe('do');
    expect(book.judge(repair(4, 2))).toBe('do');
    expect(book.newestAbout(3)).toBe(5);
    expect(book.isNewest(repair(4, 3))).toBe(false);
    expect(book.isNewest(repair(5, 3))).toBe(true);
  });

  it('may come again at any time when it orders nothing', () => {
    const book = bookOf();
    book.accept(repair(5, 3));
    expect(book.judge({ id: 4, ...FLEET, kind: 'warm', node: 3 })).toBe('do');
    expect(book.judge({ id: 3, ...FLEET, kind: 'setSweep', after: 1 })).toBe('do');
  });
});

describe('nodes', () => {
  it('are kept from an order that was overtaken', () => {
    const book = bookOf();
    expect(book.isOvertaken([0, 1], 3)).toBe(false);
    book.give([0, 1], 3);
    expect(book.isOvertaken([1, 2], 2)).toBe(true);
    expect(book.isOvertaken([1, 2], 3)).toBe(false);
    expect(book.isOvertaken([2, 3], 1)).toBe(false);
  });
});

describe('a book after a restart', () => {
  /** What a file would hold. */
  const restarted = (book: OrderBook, nodes = 8) => {
    const next = new OrderBook({ runs: ['a', 'b'], nodes });
    next.restore(JSON.parse(JSON.stringify(book.snapshot())));
    return next;
  };

  it('knows nothing more if there was nothing', () => {
    const book = restarted(bookOf());
    expect(book.judge(place(1))).toBe('do');
    expect(book.snapshot().aboutNodes).toEqual([]);
  });

  it('refuses what is older and answers what was done', () => {
    const book = bookOf();
    carryOut(book, place(4, 5));
    carryOut(book, shrink(6, 0));
    carryOut(book, place(9, 2, 'b'));
    book.accept(repair(7, 3));
    book.give([1, 2], 8);
    const next = restarted(book);
    expect(next.snapshot()).toEqual(book.snapshot());
    expect(next.fenceOf('a')).toEqual({ run: 'a', attempt: 1, epoch: 5 });
    expect(next.judge(place(3, 4))).toBe('refuse');
    expect(next.judge(place(4, 5))).toBe('answer');
    expect(next.answerTo(place(4, 5))).toEqual(PLACED);
    expect(next.judge(repair(6, 3))).toBe('refuse');
    expect(next.isOvertaken([1], 7)).toBe(true);
    expect(next.isOvertaken([0], 7)).toBe(false);
  });

  it('tries again what was under way, and then no more', () => {
    const book = bookOf();
    book.accept(place(4, 5));
    const next = restarted(book);
    expect(next.judge(place(4, 5))).toBe('do');
    expect(next.confirm(place(4, 5), PLACED)).toBe(true);
    expect(next.judge(place(4, 5))).toBe('answer');
  });

  it('leaves out runs and nodes that are gone', () => {
    const book = bookOf();
    book.give([7], 3);
    const next = new OrderBook({ runs: ['b'], nodes: 4 });
    next.restore(book.snapshot());
    expect(next.judge(place(1, 1))).toBe('refuse');
    expect(next.snapshot().givenBy).toEqual([]);
  });
});

describe('whatever order messages come in, and however often', () => {
  const messages = fc.array(
    fc.record({ id: fc.integer({ min: 1, max: 12 }), again: fc.boolean() }),
    { maxLength: 40 },
  );
  // As a supervisor numbers them: two orders under each epoch.
  const commandOf = (id: number) => place(id, Math.ceil(id / 2));

  it('each order is done at most once, in the order in which they were given', () => {
    fc.assert(
      fc.property(messages, (drawn) => {
        const book = bookOf();
        const done: number[] = [];
        for (const { id, again } of drawn) {
          for (const copy of again ? [id, id] : [id]) {
            if (carryOut(book, commandOf(copy)) === 'do') done.push(copy);
          }
        }
        expect(done).toEqual([...new Set(done)].toSorted((a, b) => a - b));
        // The newest that came is the last that was done: nothing is lost to the guards.
        expect(done.at(-1) ?? 0).toBe(Math.max(0, ...drawn.map(({ id }) => id)));
      }),
    );
  });

  it.each(['orderFencing', 'doneOnce'] as const)('which %s keeps', (rule) => {
    const book = new OrderBook({ runs: ['a'], nodes: 8, rules: withoutRule(rule) });
    const done = [2, 2, 1].filter((id) => carryOut(book, commandOf(id)) === 'do');
    expect(done).not.toEqual([2]);
  });
});
