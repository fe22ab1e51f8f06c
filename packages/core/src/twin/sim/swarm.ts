import { createStream, HOUR_S } from '../../base/index.ts';
import type { FleetPolicy, Topology } from '../../control/protocol/index.ts';
import type { TwinDuration } from '../duration.ts';
import type { TwinScenario } from '../scenario.ts';
import { longestDelay, longestRepair, settleBound } from './bounds.ts';
import { Draw, THEMES, type Theme } from './draw.ts';
import type { SimCase } from './sim-case.ts';
import { drawFaults } from './swarm-faults.ts';
import { drawMessages } from './swarm-messages.ts';
import { drawRuns } from './swarm-runs.ts';

/**
 * The random factory of a seed. As in swarm testing (Groce et al., "Swarm Testing", ISSTA 2012), each case
 * has a random subset of all options and faults: leaving some out lets the rest go further. Some cases have a
 * theme: faults and mishaps that meet in the same part of the protocol.
 */
export function drawSimCase(seed: number): SimCase {
  const draw = new Draw(createStream(seed).fork('swarm'));
  const healAt = draw.seconds(HOUR_S, 12 * HOUR_S);
  const theme = draw.one(THEMES);
  const quiet = quietScenario(draw, theme);
  const faults = drawFaults(draw.fork('faults'), theme, quiet, healAt);
  const messages = drawMessages(draw.fork('messages'), theme);
  const struck = { ...quiet, faults };
  const horizon = healAt + longestDelay(messages) + longestRepair(struck) + 3 * settleBound(struck);
  return { seed, scenario: { ...struck, horizon }, messages, healAt };
}

/** A fleet and its runs, to which nothing happens. */
function quietScenario(draw: Draw, theme: Theme): TwinScenario {
  const topology = drawTopology(draw);
  return {
    gpusPerNode: draw.one([1, 4, 8]),
    topology,
    fleet: drawFleet(draw),
    runs: drawRuns(draw.fork('runs'), theme, topology.nodes),
    causes: [],
    age: 0,
    ratesSeenFor: 1,
    lemons: { share: 0, factor: 1 },
    domains: [],
    stragglers: {
      rate: 0,
      factor: 1,
      duration: fixed(0),
      repair: fixed(draw.seconds(60, 3600)),
      flapStall: 0,
      heatShare: draw.chance(0.1) ? 0.05 : 0,
      imbalanceShare: draw.chance(0.1) ? 0.1 : 0,
    },
    corruption: {
      cause: 'corruption',
      rate: 0,
      latency: fixed(0),
      // Corruption that is not found comes back for ever: no healing would end it.
      recall: 1,
      repair: fixed(0),
    },
    repair: {
      crews: draw.one([1, 1, 2, Number.POSITIVE_INFINITY]),
      parts: draw.one([0, 1, Number.POSITIVE_INFINITY]),
      partLeadTime: draw.seconds(60, 4 * HOUR_S),
    },
    storageBandwidth: draw.one([1e9, Number.POSITIVE_INFINITY]),
    monitorTime: fixed(draw.seconds(5, 600)),
    duringRecovery: draw.one(['restart', 'ignore', 'queue']),
    faults: [],
    horizon: 1,
  };
}

function fixed(median: number): TwinDuration {
  return { median, sigma: 0 };
}

function drawTopology(draw: Draw): Topology {
  const nodes = draw.count(4, draw.one([6, 8, 16, 16, 60]));
  const rack = draw.count(1, 4);
  const leaf = rack * draw.count(1, 3);
  const spine = leaf * draw.count(1, 3);
  const hall = spine * draw.count(1, 2);
  return { nodes, size: { rack, leaf, spine, cooling: spine, hall } };
}

function drawFleet(draw: Draw): FleetPolicy {
  return {
    maxCordonShare: draw.one([0, 0.1, 0.25, 1, 1]),
    warmStandbys: draw.one([0, 0, 1, 3]),
    sweepInterval: draw.seconds(300, 2 * HOUR_S),
  };
}
