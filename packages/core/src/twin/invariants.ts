import type {
  AttemptId,
  Command,
  CommandId,
  NodeId,
  StepResult,
  SupervisorEvent,
  SupervisorState,
} from '../control/index.ts';
import type { Account } from './ledger.ts';
import type { Micros } from './micros.ts';
import type { TwinScenario } from './scenario.ts';
import type { Outcome, Watcher } from './watcher.ts';

/** A rule that was broken, when and how. */
export interface Violation {
  readonly time: Micros;
  readonly rule: 'one attempt' | 'full gang' | 'sound nodes' | 'safe work' | 'time' | 'epoch';
  readonly message: string;
}

/**
 * Watches a life from outside and keeps its own books, from commands and events alone; it shares no
 * code with what it checks.
 */
export class InvariantChecker implements Watcher {
  readonly violations: Violation[] = [];
  readonly #scenario: TwinScenario;
  readonly #alive = new Set<AttemptId>();
  readonly #gang = new Set<NodeId>();
  /** Cordoned, or known to need repair, and not returned since. */
  readonly #unsound = new Set<NodeId>();
  #placing: Extract<Command, { kind: 'place' }> | undefined;
  #lastCommand: CommandId = 0;
  #epoch = 0;
  #work = 0;
  #now: Micros = 0;

  constructor(scenario: TwinScenario) {
    this.#scenario = scenario;
  }

  advance(now: Micros, accountAt: (time: Micros) => Account): void {
    this.#now = now;
    this.#checkBooks(now, accountAt(now));
  }

  step(now: Micros, event: SupervisorEvent, { state, commands }: StepResult): void {
    this.#now = now;
    this.#hear(event);
    for (const command of commands) {
      if (command.id > this.#lastCommand) this.#see(command);
    }
    this.#checkGang(state);
  }

  end(now: Micros, _outcome: Outcome, account: Account): void {
    this.#now = now;
    this.#checkBooks(now, account);
  }

  #hear(event: SupervisorEvent): void {
    if (event.kind === 'stopped') this.#alive.delete(event.attempt);
    else if (event.kind === 'placed') this.#finishPlacing();
    else if (event.kind === 'nodeFailed') this.#unsound.add(event.node);
    else if (event.kind === 'uncordoned') this.#unsound.delete(event.node);
    else if (event.kind === 'diagnosed') this.#learn(event.diagnosis.nodes);
    else if (event.kind === 'observed') this.#learn(event.diagnosis?.nodes ?? []);
    else if (event.kind === 'checkpointed' || event.kind === 'saved') {
      if (event.work < this.#work) this.#report('safe work', `${event.work} after ${this.#work}`);
      this.#work = event.work;
    }
  }

  #learn(nodes: readonly NodeId[]): void {
    for (const node of nodes) this.#unsound.add(node);
  }

  #finishPlacing(): void {
    for (const node of this.#placing?.remove ?? []) this.#gang.delete(node);
    for (const node of this.#placing?.add ?? []) this.#gang.add(node);
    this.#placing = undefined;
  }

  #see(command: Command): void {
    this.#lastCommand = command.id;
    if (command.epoch < this.#epoch) this.#report('epoch', `${command.epoch} after ${this.#epoch}`);
    this.#epoch = command.epoch;
    if (command.kind === 'cordon') this.#unsound.add(command.node);
    else if (command.kind === 'place') {
      this.#placing = command;
      const leaving = new Set(command.remove);
      const bad = command.add.filter(
        (node) => this.#unsound.has(node) || this.#stays(node, leaving),
      );
      if (bad.length > 0) this.#report('sound nodes', `placed ${bad.join(', ')}`);
    } else if (command.kind === 'launch') {
      if (this.#alive.size > 0) this.#report('one attempt', `a second one: ${command.attempt}`);
      if (command.work !== this.#work) this.#report('safe work', `launched from ${command.work}`);
      this.#alive.add(command.attempt);
    }
  }

  #stays(node: NodeId, leaving: ReadonlySet<NodeId>): boolean {
    return this.#gang.has(node) && !leaving.has(node);
  }

  /** An attempt that is meant to go on has all its nodes, and all of them sound as far as is known. */
  #checkGang({ phase }: SupervisorState): void {
    if (phase !== 'starting' && phase !== 'running' && phase !== 'saving') return;
    if (this.#gang.size !== this.#scenario.gangNodes) {
      this.#report('full gang', `${phase} on ${this.#gang.size} nodes`);
    }
    for (const node of this.#unsound) {
      if (this.#gang.has(node)) this.#report('full gang', `${phase} with the bad node ${node}`);
    }
  }

  #checkBooks(now: Micros, { useful, lost }: Account): void {
    const parts = [useful, ...Object.values(lost)];
    const sum = parts.reduce((total, part) => total + part, 0);
    if (sum !== now) this.#report('time', `${sum} us booked of ${now}`);
    if (parts.some((part) => part < 0 || !Number.isInteger(part))) {
      this.#report('time', `odd parts: ${parts.join(', ')}`);
    }
  }

  #report(rule: Violation['rule'], message: string): void {
    this.violations.push({ time: this.#now, rule, message });
  }
}
