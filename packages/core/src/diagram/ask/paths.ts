import type { Network } from './network.ts';

export interface Paths {
  /** Ids from one end to the other, shortest first. */
  readonly paths: readonly (readonly string[])[];
  /** Whether there are more than were looked for. */
  readonly more: boolean;
}

/** Beginnings of paths that are looked at before it is said that there may be more. */
const MOST_BEGINNINGS = 200_000;

/** Paths that go along arrows and pass no place twice, shortest first; parallel lines are one way. */
export function findPaths(network: Network, from: string, to: string, most: number): Paths {
  const paths: (readonly string[])[] = [];
  const useful = leadingTo(network, to);
  let open: (readonly string[])[] = useful.has(from) ? [[from]] : [];
  let looked = 0;
  while (open.length > 0) {
    const longer: (readonly string[])[] = [];
    for (const path of open) {
      if (++looked > MOST_BEGINNINGS) return { paths, more: true };
      const at = path.at(-1)!;
      if (at === to && path.length > 1) {
        if (paths.length === most) return { paths, more: true };
        paths.push(path);
        continue;
      }
      const next = new Set(
        network
          .from(at)
          .filter(({ isOpen }) => isOpen)
          .map((step) => step.to),
      );
      for (const id of next) if (useful.has(id) && !path.includes(id)) longer.push([...path, id]);
    }
    open = longer;
  }
  return { paths, more: false };
}

/** From where an end can be reached, itself included: what is elsewhere is no beginning of a path. */
function leadingTo(network: Network, to: string): ReadonlySet<string> {
  const seen = new Set([to]);
  const open = [to];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const { to: before, edge } of network.from(at)) {
      if (seen.has(before) || (edge.directed && edge.to !== at)) continue;
      seen.add(before);
      open.push(before);
    }
  }
  return seen;
}
