import type { StepResult } from '../../../control/index.ts';
import type { Micros } from '../../../control/protocol/index.ts';
import {
  type AttemptId,
  type Command,
  type Domain,
  type NodeId,
  nodeRange,
  type RunId,
  type SupervisorEvent,
  type Topology,
} from '../../../control/protocol/index.ts';
import type { NodeChange } from '../../watcher.ts';
import type { SimCase } from '../sim-case.ts';
import type { Checker, Report } from './checker.ts';

/**
 * An attempt is stopped only after a report of its own failure, or once its work is saved for a planned stop;
 * its nodes are released only when no process of it is left.
 */
export class NoNeedlessStop implements Checker {
  readonly #report: Report;
  readonly #topology: Topology;
  readonly #runs: readonly RunId[];
  readonly #holders = new Map<NodeId, number>();
  /** The attempt of each run that may be stopped. */
  readonly #failed = new Map<RunId, AttemptId>();
  readonly #attempts = new Map<RunId, AttemptId>();
  readonly #finished = new Set<RunId>();
  readonly #alive = new Set<RunId>();
  #lastCommand = 0;

  constructor({ scenario }: SimCase, report: Report) {
    this.#report = report;
    this.#topology = scenario.topology;
    this.#runs = scenario.runs.map(({ spec }) => spec.run);
  }

  node(_now: Micros, node: NodeId, change: NodeChange): void {
    if (change.what === 'joined') this.#holders.set(node, change.run);
    else if (change.what === 'left') this.#holders.delete(node);
  }

  begun(_now: Micros, { run }: { readonly run: RunId }): void {
    this.#alive.add(run);
  }

  gone(_now: Micros, run: RunId): void {
    this.#alive.delete(run);
  }

  step(now: Micros, event: SupervisorEvent, { commands }: StepResult): void {
    this.#hear(event);
    for (const command of commands) {
      if (command.id <= this.#lastCommand) continue;
      this.#lastCommand = command.id;
      this.#see(now, command);
    }
  }

  #hear(event: SupervisorEvent): void {
    if (event.kind === 'nodeFailed') this.#excuse([event.node]);
    else if (event.kind === 'domainFailed') this.#excuse(this.#nodesIn(event.domain));
    else if (event.kind === 'finished') this.#finished.add(event.run);
    else if (
      (event.kind === 'observed' && event.health === 'failed') ||
      event.kind === 'saved' ||
      event.kind === 'corrupted'
    ) {
      this.#failed.set(event.run, Math.max(event.attempt, this.#failed.get(event.run) ?? 0));
    }
  }

  /** An event of the fleet concerns whichever attempt has the node now. */
  #excuse(nodes: readonly NodeId[]): void {
    for (const node of nodes) {
      const run = this.#runs[this.#holders.get(node) ?? -1];
      if (run !== undefined) this.#failed.set(run, this.#attempts.get(run) ?? 0);
    }
  }

  #nodesIn(domain: Domain): NodeId[] {
    const [from, before] = nodeRange(this.#topology, domain);
    return Array.from({ length: before - from }, (_, index) => from + index);
  }

  #see(now: Micros, { kind, run, attempt }: Command): void {
    if (kind === 'launch') this.#attempts.set(run, attempt);
    if ((kind === 'stop' || kind === 'shrink') && this.#failed.get(run) !== attempt) {
      this.#report(
        now,
        `"${kind}" of attempt ${attempt} of ${run}, which was not said to have failed`,
      );
    }
    if (kind === 'release' && this.#alive.has(run) && !this.#finished.has(run)) {
      this.#report(now, `the nodes of ${run} are to be released under attempt ${attempt}`);
    }
  }
}
