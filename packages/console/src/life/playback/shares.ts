import { NODE_STATES, type NodeState } from '@gigafactory/core/api';

/** A number for each state. */
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

/** Mean share of the nodes in each state over some frames, 0 to 1; 0 without nodes. */
export function sharesIn(frames: readonly Frame[]): Counts {
  const sums = Object.fromEntries(NODE_STATES.map((state) => [state, 0])) as Record<
    NodeState,
    number
  >;
  let all = 0;
  for (const { counts } of frames) {
    for (const state of NODE_STATES) {
      sums[state] += counts[state];
      all += counts[state];
    }
  }
  if (all > 0) for (const state of NODE_STATES) sums[state] /= all;
  return sums;
}
