import type { StepResult } from '../../../control/index.ts';
import type { Micros } from '../../../control/protocol/index.ts';
import {
  type Command,
  type Domain,
  type NodeId,
  nodeRange,
  type RunId,
  type SupervisorEvent,
  type Topology,
} from '../../../control/protocol/index.ts';
import type { Fault } from '../../fault.ts';
import type { NodeChange } from '../../watcher.ts';
import type { SimCase } from '../sim-case.ts';
import type { Checker, Report } from './checker.ts';

/**
 * Nothing is placed on a node that is cordoned, that was reported as broken and still is, or whose domain was
 * reported as down and still is.
 */
export class SoundNodes implements Checker {
  readonly #report: Report;
  readonly #topology: Topology;
  readonly #broken = new Set<NodeId>();
  /** Nodes that are broken and reported to the supervisor. */
  readonly #known = new Set<NodeId>();
  readonly #down = new Map<string, Domain>();
  /** The command that cordoned each node; removed once the engine has lifted that cordon. */
  readonly #cordons = new Map<NodeId, number>();
  /** The run that each node was last given to. */
  readonly #given = new Map<NodeId, RunId>();
  readonly #epochs = new Map<RunId, number>();
  #lastCommand = 0;

  constructor({ scenario }: SimCase, report: Report) {
    this.#report = report;
    this.#topology = scenario.topology;
  }

  node(_now: Micros, node: NodeId, { what }: NodeChange): void {
    if (what === 'broken') this.#broken.add(node);
    if (what === 'mended') {
      this.#broken.delete(node);
      this.#known.delete(node);
    }
  }

  calm(_now: Micros, fault: Fault): void {
    if (fault.what === 'domain') this.#down.delete(nameOf(fault.domain));
  }

  command(_now: Micros, command: Command): void {
    if (command.kind !== 'uncordon') return;
    const cordon = this.#cordons.get(command.node);
    if (cordon !== undefined && cordon < command.id) this.#cordons.delete(command.node);
  }

  step(now: Micros, event: SupervisorEvent, { commands }: StepResult): void {
    this.#hear(event);
    for (const command of commands) {
      if (command.id > this.#lastCommand) this.#see(now, command);
    }
  }

  #hear(event: SupervisorEvent): void {
    if ('epoch' in event && event.epoch !== (this.#epochs.get(event.run) ?? 0)) return;
    if (event.kind === 'domainFailed') this.#down.set(nameOf(event.domain), event.domain);
    // Such events carry no command id: a late one costs an attempt, and the next check brings the truth.
    else if (event.kind === 'domainRestored') this.#down.delete(nameOf(event.domain));
    else if (event.kind === 'nodeFailed') this.#learn([event.node]);
    else if ('diagnosis' in event) {
      const blamed = event.diagnosis?.nodes ?? [];
      // It cannot blame nodes that have since been given to another run.
      this.#learn(blamed.filter((node) => (this.#given.get(node) ?? event.run) === event.run));
    }
  }

  #learn(nodes: readonly NodeId[]): void {
    for (const node of nodes) if (this.#broken.has(node)) this.#known.add(node);
  }

  #see(now: Micros, command: Command): void {
    this.#lastCommand = command.id;
    if (command.run !== '') this.#epochs.set(command.run, command.epoch);
    if (command.kind === 'cordon') this.#cordons.set(command.node, command.id);
    if (command.kind !== 'place' && command.kind !== 'rejoin') return;
    for (const node of command.add) {
      const why = this.#whyNot(node, this.#given.get(node) === command.run);
      this.#given.set(node, command.run);
      if (why) this.#report(now, `${command.run} gets node ${node}, which is ${why}`);
    }
  }

  #whyNot(node: NodeId, isOwn: boolean): string | undefined {
    if (this.#cordons.has(node)) return 'cordoned';
    if (this.#known.has(node)) return 'known to be broken';
    // A node out of reach still belongs to the run, and is named again until an order to add it is done.
    if (isOwn) return undefined;
    for (const domain of this.#down.values()) {
      const [from, before] = nodeRange(this.#topology, domain);
      if (node >= from && node < before) return `in ${nameOf(domain)}, which is down`;
    }
    return undefined;
  }
}

function nameOf({ kind, index }: Domain): string {
  return `${kind} ${index}`;
}
