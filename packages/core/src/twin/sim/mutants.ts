import type { RuleName } from '../../control/protocol/index.ts';
import { smallCase, smallRun } from './bugs/small-factory.ts';
import { runSimCase } from './run-case.ts';
import type { SimCase } from './sim-case.ts';
import { drawSimCase } from './swarm.ts';

/** Where it shows that a rule is missing, and the invariant that noticed. */
export interface Noticed {
  readonly seed: number | 'made by hand';
  readonly invariant: string;
}

/**
 * Lives cases without one rule until one notices: the one made by hand if there is one, else those of
 * seeds 0 to before `before`.
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

/** Cases for rules that guard against what is so rare that seeds come to it by the ten thousand. */
export const MADE: Partial<Record<RuleName, SimCase>> = { livingKeepNodes: restoredTooSoon() };

/**
 * A rack is back before the attempt that it took down is stopped, for the order to stop got lost: its nodes
 * are free for another run that waits, and still have processes of the first.
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
