import { linksOf } from './links.ts';
import type { Network } from './network.ts';

/** What a diagram hangs together by. */
export interface Cuts {
  /** Places without which others are cut off from each other. */
  readonly places: readonly string[];
  /** Edges of one link, by number, without which their ends are cut off from each other. */
  readonly edges: readonly number[];
}

interface Visit {
  readonly id: string;
  /** Number of the edge by which it was reached. */
  readonly by: number;
  next: number;
  /** Parts that hang on it alone. */
  hanging: number;
}

/** Single points of failure, by one walk in depth that notes how far back each place leads (Tarjan). */
export function findCuts(network: Network): Cuts {
  const times = new Map<string, number>();
  const lows = new Map<string, number>();
  const places = new Set<string>();
  const edges: number[] = [];
  const lower = (id: string, time: number) => lows.set(id, Math.min(lows.get(id)!, time));
  const begin = (id: string, by: number): Visit => {
    times.set(id, times.size);
    lows.set(id, times.get(id)!);
    return { id, by, next: 0, hanging: 0 };
  };
  for (const root of network.ids) {
    if (times.has(root)) continue;
    const stack = [begin(root, -1)];
    for (let visit = stack.at(-1); visit; visit = stack.at(-1)) {
      const step = network.from(visit.id)[visit.next++];
      if (step) {
        // Another line between the same two is another way back.
        if (step.index === visit.by) continue;
        if (times.has(step.to)) lower(visit.id, times.get(step.to)!);
        else stack.push(begin(step.to, step.index));
        continue;
      }
      stack.pop();
      const above = stack.at(-1);
      if (!above) {
        if (visit.hanging > 1) places.add(visit.id);
        continue;
      }
      lower(above.id, lows.get(visit.id)!);
      if (lows.get(visit.id)! >= times.get(above.id)!) {
        above.hanging++;
        if (stack.length > 1) places.add(above.id);
      }
      const isOneLink = linksOf(network.diagram.edges[visit.by]!) === 1;
      if (lows.get(visit.id)! > times.get(above.id)! && isOneLink) edges.push(visit.by);
    }
  }
  return { places: network.ids.filter((id) => places.has(id)), edges: edges.sort((a, b) => a - b) };
}
