import { describe, expect, it } from 'vitest';
import {
  type Attempt,
  haveMissedTheEnd,
  type LaunchCommand,
  newRank,
  type Rank,
} from './attempt.ts';

const LAUNCH = { kind: 'launch', id: 3, run: 'r', attempt: 1, epoch: 1 } as LaunchCommand;
const GOOD = { code: 0, signal: undefined, why: 'exit' } as const;
const BAD = { code: 1, signal: undefined, why: 'exit' } as const;

function rankOf(rank: number, command: number, change: Partial<Rank> = {}): Rank {
  const seat = { rank, replica: rank, node: rank, localRank: 0 };
  return { ...newRank(seat, { host: 'h', port: 1 }, command), ...change };
}

function attemptOf(ranks: Rank[], losses: Attempt['losses'] = []): Attempt {
  return {
    ...{ id: 1, launch: LAUNCH, secret: '', from: undefined, phase: 'training', isEnding: false },
    ...{ ranks, losses, generation: 2, progressAt: 0, launchedAt: 0 },
  };
}

describe('ranks that join when the others are done', () => {
  it.each<[string, boolean, Rank[]]>([
    ['one that never trained with them', true, [rankOf(0, 9), rankOf(1, 3, { end: GOOD })]],
    [
      'one that trained with them',
      false,
      [rankOf(0, 9, { generation: 2 }), rankOf(1, 3, { end: GOOD })],
    ],
    ['one of the launch, which saves still', false, [rankOf(0, 3), rankOf(1, 3, { end: GOOD })]],
    ['one beside others that failed', false, [rankOf(0, 9), rankOf(1, 3, { end: BAD })]],
    ['one beside others that live', false, [rankOf(0, 9), rankOf(1, 3)]],
    ['none, for all have ended', false, [rankOf(0, 9, { end: GOOD }), rankOf(1, 3, { end: GOOD })]],
  ])('have missed the end: %s (%s)', (_, expected, ranks) => {
    expect(haveMissedTheEnd(attemptOf(ranks))).toBe(expected);
  });

  it('have not where the only others are lost', () => {
    const lost = {
      replica: 1,
      diagnosis: { cause: 'software', nodes: [] },
      isShrunk: true,
    } as const;
    const ranks = [rankOf(0, 9), rankOf(1, 3, { end: GOOD })];
    expect(haveMissedTheEnd(attemptOf(ranks, [lost]))).toBe(false);
  });
});
