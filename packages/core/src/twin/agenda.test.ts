import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Agenda } from './agenda.ts';

describe('Agenda', () => {
  it('is empty at first', () => {
    expect(new Agenda().nextTime()).toBe(Number.POSITIVE_INFINITY);
  });

  it('lets things happen by time, then in the order in which they were noted', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5)), (times) => {
        const agenda = new Agenda();
        const happened: [number, number][] = [];
        for (const [index, time] of times.entries())
          agenda.note(time, () => happened.push([time, index]));
        while (Number.isFinite(agenda.nextTime())) agenda.advance();
        expect(happened).toEqual(
          times.map((time, index) => [time, index]).sort(([a, i], [b, j]) => a! - b! || i! - j!),
        );
      }),
    );
  });

  it('takes what is noted while something happens', () => {
    const agenda = new Agenda();
    const happened: string[] = [];
    agenda.note(1, () => {
      happened.push('first');
      agenda.note(2, () => happened.push('second'));
    });
    agenda.note(3, () => happened.push('third'));
    while (Number.isFinite(agenda.nextTime())) agenda.advance();
    expect(happened).toEqual(['first', 'second', 'third']);
  });
});
