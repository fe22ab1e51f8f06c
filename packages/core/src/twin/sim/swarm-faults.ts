import { HOUR_S } from '../../base/index.ts';
import {
  countDomains,
  DOMAIN_KINDS,
  type Domain,
  type NodeId,
} from '../../control/protocol/index.ts';
import type { Fault, TimedFault } from '../fault.ts';
import type { TwinScenario } from '../scenario.ts';
import type { Draw, Theme } from './draw.ts';

type What = Fault['what'];
const KINDS: readonly What[] = [
  'node',
  'domain',
  'job',
  'slow',
  'bandwidth',
  'corruption',
  'doubt',
  'drain',
  'person',
  'maintenance',
];
const BY_THEME: Readonly<Record<Exclude<Theme, 'any'>, readonly What[]>> = {
  gang: ['node', 'job', 'domain', 'doubt', 'person', 'maintenance'],
  replica: ['node'],
  node: ['node', 'domain', 'drain', 'slow'],
};
const MOST_FAULTS = 24;

/** Faults of some kinds, all before `before` s, in the order in which they strike. */
export function drawFaults(
  draw: Draw,
  theme: Theme,
  scenario: TwinScenario,
  before: number,
): TimedFault[] {
  const kinds = theme === 'any' ? draw.some(KINDS) : BY_THEME[theme];
  const count = draw.count(0, MOST_FAULTS);
  const { nodes } = scenario.topology;
  // A few nodes that fail again and again run into what is still under way from last time.
  const targets = Array.from({ length: draw.chance(0.4) ? draw.count(1, 2) : nodes }, (_, index) =>
    draw.chance(0.5) ? draw.count(0, nodes - 1) : index % nodes,
  );
  // In bursts too: faults during a recovery find more bugs than faults one at a time.
  const bursts = Array.from({ length: draw.count(1, 4) }, () => draw.count(0, before - 1));
  const isBursty = draw.chance(0.5);
  const faults = Array.from({ length: count }, (): TimedFault => {
    const at = isBursty
      ? Math.min(before - 1, draw.one(bursts) + draw.seconds(1, 1800))
      : draw.count(0, before - 1);
    return { ...drawFault(draw, draw.one(kinds), scenario, draw.one(targets)), at };
  });
  return faults.sort((a, b) => a.at - b.at);
}

function drawFault(draw: Draw, what: What, scenario: TwinScenario, node: NodeId): Fault {
  const { run } = draw.one(scenario.runs).spec;
  const detection = draw.one(['crash', 'hang'] as const);
  const duration = draw.seconds(10, 2 * HOUR_S);
  switch (what) {
    case 'node': {
      const fault = { what, node, cause: draw.one(['gpu', 'network']), detection };
      if (draw.chance(0.3)) return fault;
      return { ...fault, repair: draw.seconds(10, 2 * HOUR_S), replacesPart: draw.chance(0.3) };
    }
    case 'domain':
      return { what, domain: drawDomain(draw, scenario), cause: 'power', repair: duration };
    case 'job':
      return { what, run, cause: 'software', detection };
    case 'slow':
      return { what, node, cause: 'heat', factor: draw.one([1.05, 1.5, 4]), duration };
    case 'bandwidth':
      return { what, domain: drawDomain(draw, scenario), cause: 'link', share: 0.5, duration };
    case 'corruption': {
      const latency = draw.seconds(10, HOUR_S);
      return { what, node, cause: 'corruption', latency, repair: draw.seconds(60, HOUR_S) };
    }
    case 'doubt':
      return { what, run, cause: 'no answer', duration: draw.seconds(10, HOUR_S) };
    case 'drain': {
      const last = Math.min(scenario.topology.nodes - 1, node + draw.count(0, 3));
      const nodes = Array.from({ length: last - node + 1 }, (_, index) => node + index);
      return { what, nodes, cause: 'firmware', duration };
    }
    case 'person':
      return { what, run, cause: 'new code' };
    case 'maintenance':
      return { what, run, cause: 'planned work' };
  }
}

function drawDomain(draw: Draw, { topology }: TwinScenario): Domain {
  const kind = draw.one(DOMAIN_KINDS);
  return { kind, index: draw.count(0, countDomains(topology, kind) - 1) };
}
