import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TimerName, Timers } from '../control/protocol/index.ts';
import { Clock } from './agenda.fixture.ts';

function timersOf() {
  const clock = new Clock();
  const rung: (readonly [TimerName, at: number, epoch: number])[] = [];
  const timers = new Timers(clock, (timer, { epoch }) => rung.push([timer, clock.now, epoch]));
  const set = (timer: TimerName, after: number, epoch = 0) =>
    timers.set(timer, after, { run: 'a', attempt: 0, epoch });
  return { clock, timers, rung, set };
}

describe('Timers', () => {
  it('ring once, under the fence they were set with', () => {
    const { clock, rung, set } = timersOf();
    set('probe', 10, 4);
    set('watch', 5, 3);
    clock.passUntil(100);
    expect(rung).toEqual([
      ['watch', 5, 3],
      ['probe', 10, 4],
    ]);
  });

  it('are replaced by one of the same name, later or sooner', () => {
    const { clock, rung, set } = timersOf();
    set('probe', 10, 1);
    set('watch', 10, 1);
    clock.passUntil(5);
    set('probe', 20, 2);
    set('watch', 1, 2);
    clock.passUntil(100);
    expect(rung).toEqual([
      ['watch', 6, 2],
      ['probe', 25, 2],
    ]);
  });

  it('are cancelled, and may be set again', () => {
    const { clock, timers, rung, set } = timersOf();
    timers.cancel('grow');
    set('grow', 10);
    timers.cancel('grow');
    clock.passUntil(5);
    set('grow', 20);
    clock.passUntil(100);
    expect(rung).toEqual([['grow', 25, 0]]);
  });

  it('cost one entry of the agenda however often they are put off', () => {
    const { clock, set } = timersOf();
    for (let time = 0; time < 1000; time++) {
      clock.passUntil(time);
      set('watch', 1000);
    }
    expect(clock.entries).toBe(1);
  });

  it('ring when a plain list of dues would', () => {
    const moves = fc.array(
      fc.record({ wait: fc.nat(8), after: fc.nat(12), cancels: fc.boolean() }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(moves, (moves) => {
        const { clock, timers, rung, set } = timersOf();
        const expected: number[] = [];
        let due: number | undefined;
        let now = 0;
        const passUntil = (time: number) => {
          clock.passUntil(time);
          if (due !== undefined && due <= time) {
            expected.push(due);
            due = undefined;
          }
          now = time;
        };
        for (const { wait, after, cancels } of moves) {
          passUntil(now + wait);
          if (cancels) timers.cancel('confirm');
          else set('confirm', after);
          due = cancels ? undefined : now + after;
        }
        passUntil(now + 100);
        expect(rung.map(([, at]) => at)).toEqual(expected);
      }),
    );
  });
});
