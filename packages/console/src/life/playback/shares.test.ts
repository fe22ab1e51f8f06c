import { NODE_STATES, type NodeState } from '@gigafactory/core/api';
import { describe, expect, it } from 'vitest';
import { type Frame, lastSecond, sharesIn } from './shares.ts';

const none = Object.fromEntries(NODE_STATES.map((state) => [state, 0])) as Record<
  NodeState,
  number
>;
const frame = (at: number, counts: Partial<Record<NodeState, number>>): Frame => ({
  at,
  counts: { ...none, ...counts },
});

describe('sharesIn', () => {
  it('is nothing without frames, or without nodes', () => {
    expect(sharesIn([])).toEqual(none);
    expect(sharesIn([frame(0, {})])).toEqual(none);
  });

  it('is the share of the time, not of the last moment', () => {
    const frames = [frame(0, { training: 8, spare: 2 }), frame(0.1, { stopped: 8, spare: 2 })];
    expect(sharesIn(frames)).toEqual({ ...none, training: 0.4, stopped: 0.4, spare: 0.2 });
  });
});

describe('lastSecond', () => {
  it('forgets what was shown more than a second ago', () => {
    const frames = [0, 0.4, 0.8].map((at) => frame(at, {}));
    expect(lastSecond(frames, frame(1.3, {})).map(({ at }) => at)).toEqual([0.4, 0.8, 1.3]);
  });

  it('begins anew when the clock of the page does', () => {
    expect(lastSecond([frame(500, {})], frame(1, {})).map(({ at }) => at)).toEqual([1]);
  });
});
