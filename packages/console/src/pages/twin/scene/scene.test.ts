import { describe, expect, it } from 'vitest';
import type { TwinEvent } from '../../../api/types.ts';
import { firstScene, toldAt } from './scene.ts';

function lifeOf(events: readonly Partial<TwinEvent>[]) {
  const runs = [{ run: 'a' }] as unknown as Parameters<typeof firstScene>[0]['runs'];
  return { runs, events: events.map((event) => ({ time: 0, text: '', ...event }) as TwinEvent) };
}

const PLACED = { kind: 'placed', run: 'a', time: 0 } as const;

describe('firstScene', () => {
  it('is none where nothing fails, or only other runs do', () => {
    expect(firstScene(lifeOf([]))).toBeUndefined();
    const others = { kind: 'failure', run: 'b', interrupts: true, time: 50 } as const;
    expect(firstScene(lifeOf([PLACED, others]))).toBeUndefined();
  });

  it('goes from a minute before the first failure that stops the run to a minute after it trains', () => {
    const life = lifeOf([
      PLACED,
      { kind: 'restarted', run: 'a', time: 540 },
      { kind: 'failure', time: 900, cause: 'planned work' },
      { kind: 'failure', run: 'a', interrupts: true, time: 1000 },
      { kind: 'restarted', run: 'a', time: 1600 },
    ]);
    expect(firstScene(life)).toEqual({ from: 940, at: 1000, to: 1660, rate: 60 });
  });

  it('takes a planned stop where nothing breaks, and never lasts for hours', () => {
    const stop = { kind: 'maintenance', run: 'a', time: 30 } as const;
    const back = { kind: 'restarted', run: 'a', time: 90_000 } as const;
    expect(firstScene(lifeOf([PLACED, stop, back]))).toMatchObject({ from: 0, to: 30 + 3 * 3600 });
    expect(firstScene(lifeOf([PLACED, stop]))).toMatchObject({ from: 0, to: 90, rate: 10 });
  });
});

describe('toldAt', () => {
  it('is the last event of the run or the fleet, checkpoints aside', () => {
    const life = lifeOf([
      PLACED,
      { kind: 'restored', time: 5 },
      { kind: 'detected', run: 'b', time: 6 },
      { kind: 'checkpoint', run: 'a', time: 7 },
    ]);
    expect(toldAt(life, 0)).toBeUndefined();
    expect(toldAt(life, 1)?.kind).toBe('placed');
    expect(toldAt(life, 4)?.kind).toBe('restored');
  });
});
