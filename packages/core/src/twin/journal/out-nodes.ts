import { median } from '../../base/index.ts';
import type { NodeId } from '../../control/protocol/index.ts';
import type { Detection, TimedFault } from '../fault.ts';

/** Why a node failed, and when, us. */
interface Failure {
  readonly struckAt: number;
  readonly cause: string;
  readonly detection: Detection;
  readonly node: NodeId;
}

interface OutNode extends Failure {
  cordonedAt: number | undefined;
  repairedAt: number | undefined;
}

/** Nodes that failed in a journal, each counted once until it is repaired, and how long the repairs took. */
export class OutNodes {
  readonly #all: OutNode[] = [];
  readonly #out = new Map<NodeId, OutNode>();

  break(failure: Failure): void {
    if (this.#out.has(failure.node)) return;
    const out: OutNode = { ...failure, cordonedAt: undefined, repairedAt: undefined };
    this.#out.set(failure.node, out);
    this.#all.push(out);
  }

  cordon(node: NodeId, at: number): void {
    const out = this.#out.get(node);
    if (out) out.cordonedAt ??= at;
  }

  repair(node: NodeId, at: number): void {
    const out = this.#out.get(node);
    if (out) out.repairedAt = at;
    this.#out.delete(node);
  }

  /** A repair that does not end within the journal is assumed to last until `end`. */
  close(end: number): TimedFault[] {
    const seen = this.#all.flatMap(({ cordonedAt, repairedAt }) =>
      cordonedAt === undefined || repairedAt === undefined ? [] : [repairedAt - cordonedAt],
    );
    const usual = seen.length === 0 ? 0 : median(seen);
    return this.#all.map(({ node, cause, detection, struckAt, cordonedAt, repairedAt }) => {
      const from = cordonedAt ?? struckAt;
      const repair = repairedAt === undefined ? Math.max(usual, end - from) : repairedAt - from;
      const at = struckAt / 1e6;
      return { what: 'node', at, node, cause, detection, repair: repair / 1e6 };
    });
  }
}
