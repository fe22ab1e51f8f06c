import { ok, type Result } from '../../base/index.ts';
import { meetings } from './meetings.ts';
import { needs } from './needs.ts';
import { Operations } from './operations.ts';
import { checkShape, type PipelineShape } from './shape.ts';

/**
 * One step as a graph. Operations that can only proceed together form a meeting (a send and its receive, a
 * collective); any other is a meeting by itself. Meetings are ordered so that each comes after everything it
 * needs.
 */
export interface StepGraph {
  readonly operations: Operations;
  /** Operations of meeting i: from `members[membersFrom[i]]` up to, but not including, that of i + 1. */
  readonly members: Int32Array;
  readonly membersFrom: Int32Array;
  /** Operations that have to end before meeting i. */
  readonly needed: Int32Array;
  readonly neededFrom: Int32Array;
}

/**
 * The graph of a step, by the rules of Lin et al. 2025 (arXiv:2505.05713; `dependency_model.py` of its
 * artifact): each worker computes in the order of 1F1B, and has a separate stream for each direction of
 * sending and receiving. A receive is posted when the computation preceding, in its direction, the one that
 * needs it is done; computing does not wait for a send. Weights come before the first forward; gradients,
 * clipping and the optimizer after the last backward. Their rule for posting the first backward receive is
 * left out because the order of 1F1B implies it. Fails as `checkShape` does.
 */
export function stepGraph(shape: PipelineShape): Result<StepGraph> {
  const checked = checkShape(shape);
  if (!checked.ok) return checked;
  const operations = new Operations(shape);
  const groups = meetings(shape, operations);
  const { from, to } = needs(shape, operations);
  const meetingOf = new Int32Array(operations.count).fill(-1);
  groups.forEach((group, i) => {
    for (const operation of group) meetingOf[operation] = i;
  });
  const before: number[][] = groups.map(() => []);
  const after: number[][] = groups.map(() => []);
  from.forEach((operation, i) => {
    before[meetingOf[to[i]!]!]!.push(operation);
    after[meetingOf[operation]!]!.push(meetingOf[to[i]!]!);
  });
  const order = inOrder(before, after);
  const [members, membersFrom] = packed(order.map((i) => groups[i]!));
  const [needed, neededFrom] = packed(order.map((i) => before[i]!));
  return ok({ operations, members, membersFrom, needed, neededFrom });
}

/** Kahn's algorithm: a meeting follows once everything it needs has been placed. */
function inOrder(
  before: readonly (readonly number[])[],
  after: readonly (readonly number[])[],
): number[] {
  const open = before.map((list) => list.length);
  const order = open.flatMap((count, i) => (count === 0 ? [i] : []));
  // The list grows during iteration.
  for (const placed of order) {
    for (const next of after[placed]!) if (--open[next]! === 0) order.push(next);
  }
  if (order.length !== before.length) throw new Error('operations wait for each other in a circle');
  return order;
}

function packed(lists: readonly (readonly number[])[]): [Int32Array, Int32Array] {
  const starts = new Int32Array(lists.length + 1);
  lists.forEach((list, i) => {
    starts[i + 1] = starts[i]! + list.length;
  });
  return [Int32Array.from(lists.flat()), starts];
}
