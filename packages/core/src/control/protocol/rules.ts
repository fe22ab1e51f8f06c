/**
 * The rules that keep a fleet safe, each in words. All of them hold, but simulation tests drop one at a time
 * to see that their checkers notice (`withoutRule`).
 */
export const RULE_NAMES = {
  epochTest: 'the epoch test of the supervisor',
  unknownIsNotFailed: 'the unknown rule: unknown counts as failed',
  orderFencing: "the engine's fencing of older orders",
  nodeFencing: "the engine's fencing of older orders about a node",
  doneOnce: 'an order sent twice is done once',
  silenceIsNoRelease: 'silence is not a release',
  silenceIsNoStop: 'silence is not a stop',
  servesOnlyWaiting: 'only runs that wait are served',
  sweeps: 'the sweep over what is out',
  sendsAgain: 'what nothing confirmed is sent again',
  watches: 'a look at attempts that say nothing',
  cordonLimit: 'the limit on cordoned nodes',
  matchesReplicaAnswers: 'answers about a replica are matched to their command',
  matchesNodeAnswers: 'answers about a node are matched to its newest failure',
  livingKeepNodes: 'nodes of a living attempt belong to no other',
  placesFirst: 'a gang is placed before it is launched',
  waitsForMissing: 'a launch waits for the nodes that are missing',
  takesOutBad: 'bad nodes are taken out',
  rollsBack: 'the rollback after a corruption',
  goesBackOnlyWhenTold: 'the engine goes back only when told to',
  avoidsDown: 'a domain that is down is not placed on',
  keepsSaved: 'preempted runs save before they stop',
} as const;
export type RuleName = keyof typeof RULE_NAMES;

/** Makes `Rules` nominal: a spread of it is not a `Rules`, so other rules cannot be written by hand. */
class Sealed {
  readonly #isSealed = true;
  get isSealed(): boolean {
    return this.#isSealed;
  }
}

/** Which rules hold. Frozen, and the same for a whole life. */
export type Rules = Readonly<Record<RuleName, boolean>> & Sealed;

/** All rules hold, as for every engine and supervisor of a real fleet. */
export const RULES: Rules = rulesBut(undefined);

/** All rules but one. For simulation tests only: a structure test refuses it in any other file. */
export function withoutRule(name: RuleName): Rules {
  return rulesBut(name);
}

function rulesBut(missing: RuleName | undefined): Rules {
  const names = Object.keys(RULE_NAMES) as RuleName[];
  const all = Object.fromEntries(names.map((name) => [name, name !== missing]));
  const rules: Rules = Object.assign(new Sealed(), all as Record<RuleName, boolean>);
  Object.freeze(rules);
  return rules;
}
