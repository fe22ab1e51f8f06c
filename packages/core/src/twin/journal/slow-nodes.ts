import type { EventOf, NodeId } from '../../control/protocol/index.ts';
import { slowdownOfSlowNode } from '../../model/index.ts';
import type { TimedFault } from '../fault.ts';
import { SLOW_NODE } from '../faults.ts';
import type { TwinRun } from '../scenario.ts';

/** Since when a node has slowed a run, us, and how many times slower it must be. */
interface Slow {
  readonly at: number;
  readonly run: string;
  readonly factor: number;
}

/** Nodes that slow their runs, according to a journal. */
export class SlowNodes {
  readonly #imbalance: number;
  readonly #slow = new Map<NodeId, Slow>();
  readonly #faults: TimedFault[] = [];
  /** Slowdowns for which no node is to blame. */
  others = 0;

  /** `imbalance` is the share of its speed that every run loses in any case. */
  constructor(imbalance: number) {
    this.#imbalance = imbalance;
  }

  /** A slow node is as slow as the step time implies if it alone is the cause. */
  hear({ at, run, slowdown, nodes }: EventOf<'slowed'>, twin: TwinRun): void {
    for (const [node, slow] of this.#slow) {
      if (slow.run === run && !nodes.includes(node)) this.end(node, at);
    }
    if (nodes.length === 0 && slowdown > 1) this.others++;
    for (const node of nodes) {
      if (this.#slow.has(node)) continue;
      const factor = factorFor(twin, slowdown * (1 - this.#imbalance));
      this.#slow.set(node, { run, factor, at });
    }
  }

  end(node: NodeId, at: number): void {
    const slow = this.#slow.get(node);
    if (!slow) return;
    this.#slow.delete(node);
    const duration = (at - slow.at) / 1e6;
    const { factor } = slow;
    this.#faults.push({
      what: 'slow',
      at: slow.at / 1e6,
      node,
      cause: SLOW_NODE,
      factor,
      duration,
    });
  }

  close(end: number): readonly TimedFault[] {
    for (const node of [...this.#slow.keys()]) this.end(node, end);
    return this.#faults;
  }
}

/** How many times slower a node must compute to make the step that much longer, by bisection. */
function factorFor({ step }: TwinRun, slowdown: number): number {
  let [low, high] = [1, 1000];
  if (!(slowdown > 1) || slowdownOfSlowNode({ ...step, factor: high }) <= 1) return 1;
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2;
    if (slowdownOfSlowNode({ ...step, factor: middle }) < slowdown) low = middle;
    else high = middle;
  }
  return high;
}
