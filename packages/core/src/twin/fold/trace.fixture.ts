import type { TwinEvent, TwinTrace } from '../result.ts';

const NO_LOSS = {
  detect: [],
  waitForNodes: [],
  restart: [],
  rework: [],
  checkpoint: [],
  maintenance: [],
  straggle: [],
  shrunk: [],
};

/** A life of run `r` and service `s`, on racks of 2, leaves of 4 and a hall of 12 nodes. */
export function traceOf(events: readonly TwinEvent[], nodes = 12): TwinTrace {
  const samples = { time: [], useful: [], lost: NO_LOSS };
  return {
    seed: 1,
    horizon: 1000,
    nodes,
    gpusPerNode: 8,
    domainSize: { rack: 2, leaf: 4, cooling: 4, spine: 8, hall: 12 },
    lemons: [],
    runs: [
      { run: 'r', kind: 'train', nodes: 8, samples },
      { run: 's', kind: 'serve', nodes: 1, samples },
    ],
    events,
    digest: '',
  };
}

export function event(
  time: number,
  kind: TwinEvent['kind'],
  about: Partial<TwinEvent> = {},
): TwinEvent {
  return { ...ofFleet(time, kind, about), run: about.run ?? 'r' };
}

/** An event of the fleet rather than a run. */
export function ofFleet(
  time: number,
  kind: TwinEvent['kind'],
  about: Partial<TwinEvent> = {},
): TwinEvent {
  return { time, kind, text: kind, ...about };
}
