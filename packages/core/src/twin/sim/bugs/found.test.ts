import { describe, expect, it } from 'vitest';
import type { Policy } from '../../../control/protocol/index.ts';
import type { TimedFault } from '../../fault.ts';
import { drawSimCase, narrowSimCase, runSimCase } from '../index.ts';
import type { MessageFault, SimCase } from '../sim-case.ts';
import { smallCase, smallRun } from './small-factory.ts';

/* Bugs that seeds found here, each as the little that was left of its case. */

const crash = (node: number, at: number): TimedFault => ({
  what: 'node',
  node,
  cause: 'gpu',
  detection: 'crash',
  repair: 600,
  at,
});
const lost = (kind: MessageFault['kind'], nth = 0): MessageFault => ({ kind, nth, what: 'lost' });
const late = (kind: MessageFault['kind'], seconds: number): MessageFault => ({
  kind,
  nth: 0,
  what: 'late',
  late: seconds,
});
const replicas: Partial<Policy> = { recovery: 'replica' };
const three = smallRun({ replicas: 3, minReplicas: 1 }, replicas);
const domain = { kind: 'rack', index: 0 } as const;

/** Two racks of two nodes. */
function inRacks(sim: SimCase): SimCase {
  const { topology } = sim.scenario;
  const size = { ...topology.size, rack: 2 };
  return { ...sim, scenario: { ...sim.scenario, topology: { ...topology, size } } };
}

/** Without a part on the shelf, and a node that needs one. */
function withoutParts(sim: SimCase): SimCase {
  const repair = { ...sim.scenario.repair, parts: 0 };
  const faults = sim.scenario.faults.map((fault) =>
    fault.what === 'node' ? { ...fault, replacesPart: true } : fault,
  );
  return { ...sim, scenario: { ...sim.scenario, repair, faults } };
}

const PLAIN = ['restart', 'cold', 'cordon', 'crews', 'storage', 'even'];
const short = { ...smallRun({}), work: 3000 };
const corruption: TimedFault = {
  what: 'corruption',
  node: 0,
  cause: 'corruption',
  latency: 900,
  repair: 600,
  at: 3600,
};

describe('bugs that seeds found', () => {
  it.each<[string, SimCase, kind: string]>([
    [
      'a run whose last word is lost is over all the same',
      smallCase(3, [short], [], [lost('finished')]),
      'finished',
    ],
    [
      'a node whose cordon is lost is repaired, and comes back',
      smallCase(3, [smallRun({})], [crash(0, 3600)], [lost('cordon')]),
      'uncordoned',
    ],
    [
      'a node whose return is not heard of comes back',
      smallCase(3, [smallRun({})], [crash(0, 3600)], [lost('uncordoned')]),
      'uncordoned',
    ],
    [
      'a late word that a node is back does not bring back one that broke again',
      smallCase(
        3,
        [smallRun({})],
        [crash(0, 3600), crash(0, 4800)],
        [{ kind: 'uncordoned', nth: 0, what: 'again', again: 900 }],
      ),
      'uncordoned',
    ],
    [
      'a part is ordered though none was ever on the shelf',
      withoutParts(smallCase(2, [smallRun({})], [crash(0, 3600)], [])),
      'uncordoned',
    ],
    [
      'a replica whose return is not heard of is answered for again',
      smallCase(4, [three], [crash(0, 3600)], [lost('rejoined')]),
      'rejoined',
    ],
    [
      'a replica that came back unheard and fails again lets the others go on',
      smallCase(4, [three], [crash(0, 3600), crash(3, 4000)], [late('rejoined', 3000)]),
      'rejoined',
    ],
    [
      'a late word of a loss loses a replica again, and not for ever',
      smallCase(
        4,
        [three],
        [crash(0, 3600)],
        Array.from({ length: 8 }, (_, nth) => ({
          kind: 'observed',
          nth,
          what: 'again',
          again: 900,
        })),
      ),
      'shrunk',
    ],
    [
      'nodes that come back under an attempt that is not stopped yet are given to no run',
      inRacks(
        smallCase(
          4,
          [smallRun({}), smallRun({ run: 'run-1' }, {}, 60), smallRun({ run: 'run-2' }, {}, 120)],
          [{ what: 'domain', domain, cause: 'power', repair: 300, at: 3600 }],
          [late('stop', 1800)],
        ),
      ),
      'domainRestored',
    ],
    [
      'a corruption whose word is lost is told again until the run goes back',
      smallCase(3, [smallRun({})], [corruption], [lost('corrupted'), lost('corrupted', 1)]),
      'corrupted',
    ],
  ])('%s', (_, sim, kind) => {
    const told: string[] = [];
    const { violations } = runSimCase(sim, {
      watcher: { told: (_now, event) => told.push(event.kind) },
    });
    expect(violations).toEqual([]);
    expect(told).toContain(kind);
  });
});

/** Too rare to be built by hand: what is left of the cases of seeds. */
describe('rare bugs that seeds found', () => {
  it.each([
    ['an order to place that was overtaken takes no nodes', 56_145_487, [0, 1], [1]],
    [
      'an order to place that could not be done is done when it is sent again',
      56_206_529,
      [3],
      [6],
    ],
    [
      'a rollback whose launch is not heard of is over once it is known to have trained',
      378_542,
      [5, 6],
      [6, 7],
    ],
    [
      'an order to save that is sent again is answered again, with the checkpoint of its time',
      2_000_011_226,
      [5, 13, 22],
      [6],
    ],
  ])('%s', (_, seed, faults, messages) => {
    const sim = narrowSimCase(drawSimCase(seed), { faults, messages, plain: PLAIN });
    expect(runSimCase(sim!).violations).toEqual([]);
  });
});
