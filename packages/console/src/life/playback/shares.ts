import type { NodeState } from '@gigafactory/core/api';

type Counts = Readonly<Record<NodeState, number>>;

/** Nodes by state at one frame of playing, and when it was shown, s. */
export interface Frame {
  readonly at: number;
  readonly counts: Counts;
}

/** Over how long shares are taken, s of watching. */
const WINDOW = 1;

/** The frames of the last second, the new one included. */
export function lastSecond(frames: readonly Frame[], next: Frame): readonly Frame[] {
  return [...frames.filter(({ at }) => at > next.at - WINDOW && at <= next.at), next];
}

/** Mean share of the nodes in a state over some frames, 0 to 1; 0 without nodes. */
export function shareIn(state: NodeState, frames: readonly Frame[]): number {
  let [inState, all] = [0, 0];
  for (const { counts } of frames) {
    inState += counts[state];
    for (const count of Object.values(counts)) all += count;
  }
  return all === 0 ? 0 : inState / all;
}
