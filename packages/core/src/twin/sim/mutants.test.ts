import { describe, expect, it } from 'vitest';
import { RULE_NAMES, type RuleName } from '../../control/protocol/index.ts';
import { drawSimCase, findWithout, type Noticed, runSimCase, SHIPPED_BUGS } from './index.ts';
import { MADE } from './mutants.ts';

/** Which seed shows first that a rule is missing, and by which invariant: `npm run sim:mutants` looks for them. */
const NOTICED: Readonly<Record<RuleName, readonly [Noticed['seed'], invariant: string]>> = {
  epochTest: [0, 'no needless stop'],
  unknownIsNotFailed: [0, 'unknown'],
  orderFencing: [11, 'progress'],
  nodeFencing: [603, 'returns'],
  doneOnce: [1, 'one attempt'],
  silenceIsNoRelease: [1243, 'settles'],
  silenceIsNoStop: [169, 'one attempt'],
  servesOnlyWaiting: [0, 'one attempt'],
  sweeps: [115, 'progress'],
  sendsAgain: [34, 'settles'],
  watches: [63, 'settles'],
  cordonLimit: [1, 'cordon limit'],
  matchesReplicaAnswers: [3610, 'progress'],
  matchesNodeAnswers: [228, 'sound nodes'],
  livingKeepNodes: ['made by hand', 'full gang'],
  placesFirst: [175, 'no crash'],
  waitsForMissing: [0, 'full gang'],
  takesOutBad: [5, 'sound nodes'],
  rollsBack: [6, 'checkpoints'],
  goesBackOnlyWhenTold: [197, 'checkpoints'],
  avoidsDown: [5, 'sound nodes'],
  keepsSaved: [0, 'accounts'],
};
const rules = Object.keys(RULE_NAMES) as RuleName[];

describe('a life without one rule', () => {
  it.each(rules)('is noticed: %s', (rule) => {
    const [seed, invariant] = NOTICED[rule];
    const sim = typeof seed === 'number' ? drawSimCase(seed) : MADE[rule]!;
    expect(runSimCase(sim, { without: rule }).violations[0]?.rule).toBe(invariant);
    expect(runSimCase(sim).violations).toEqual([]);
  });

  it('is found from the first seed on, as far as was asked', () => {
    expect(findWithout('doneOnce', 2)).toEqual({ seed: 1, invariant: 'one attempt' });
    expect(findWithout('doneOnce', 1)).toBeUndefined();
    expect(findWithout('livingKeepNodes', 0)?.seed).toBe('made by hand');
  });

  it.each(SHIPPED_BUGS)('has the bug that the rule guards against: $name', ({ sim, guard }) => {
    expect(runSimCase(sim, { without: guard }).violations).not.toEqual([]);
  });
});
