import type { RuleName } from '../../control/protocol/index.ts';
import { smallCase, smallRun } from './bugs/small-factory.ts';
import { runSimCase } from './run-case.ts';
import type { SimCase } from './sim-case.ts';
import { drawSimCase } from './swarm.ts';

/** The case that exposed a missing rule, and the invariant that noticed. */
export interface Noticed {
  readonly seed: number | 'made by hand';
  readonly invariant: string;
}

/**
 * Runs cases without one rule until an invariant notices: the hand-made case if there is one, otherwise seeds
 * from 0 up to, but not including, `before`.
 */
export function findWithout(rule: RuleName, before: number): Noticed | undefined {
  const made = MADE[rule];
  if (made) return noticeIn(made, 'made by hand', rule);
  for (let seed = 0; seed < before; seed++) {
    const noticed = noticeIn(drawSimCase(seed), seed, rule);
    if (noticed) return noticed;
  }
  return undefined;
}

function noticeIn(sim: SimCase, seed: Noticed['seed'], rule: RuleName): Noticed | undefined {
  const [found] = runSimCase(sim, { without: rule }).violations;
  return found && { seed, invariant: found.rule };
}

/**
 * Hand-made cases for rules that guard against events so rare that only one seed in tens of thousands meets
 * them.
 */
export const MADE: Partial<Record<RuleName, SimCase>> = { livingKeepNodes: restoredTooSoon() };

/**
 * A rack is back before the attempt it took down is stopped, because the order to stop got lost: its nodes
 * are free for another run that waits, yet still have processes of the first.
 */
function restoredTooSoon(): SimCase {
  const waiting = smallRun({ run: 'run-1', replicas: 3, minReplicas: 3 }, {}, 60);
  const domain = { kind: 'rack', index: 0 } as const;
  const sim = smallCase(
    4,
    [smallRun({}), waiting],
    [{ what: 'domain', domain, cause: 'power', repair: 90, at: 3600 }],
    [{ kind: 'stop', nth: 0, what: 'lost' }],
  );
  const { topology } = sim.scenario;
  const size = { ...topology.size, rack: 2 };
  return { ...sim, scenario: { ...sim.scenario, topology: { ...topology, size } } };
}
