import { createStream, type RandomStream } from '../base/index.ts';
import { createSupervisor, type SupervisorState, step } from './index.ts';
import { confirmationOf } from './lives.fixture.ts';
import { nodesOf } from './pool.ts';
import {
  type Command,
  type Decision,
  type Domain,
  type EventBody,
  nodeRange,
  type SupervisorConfig,
  type SupervisorEvent,
} from './protocol/index.ts';

/** An attempt in the made-up engine. */
interface Attempt {
  readonly id: number;
  readonly replicas: NodeSet[];
  /** What killed it as a whole, if it is dead. */
  dead: string | undefined;
  /** Replicas that do not train. */
  readonly lost: Set<number>;
}
type NodeSet = Set<number>;

interface Gang {
  attempt: Attempt | undefined;
  epoch: number;
  launches: number;
  /** The newest attempt that was started in truth. */
  started: number;
  work: number;
  readonly members: NodeSet;
  readonly timers: Map<string, number>;
}

/**
 * A made-up engine, as bad as an engine may be while it keeps its word: it loses commands and news, says
 * "unknown", repeats itself, and confirms again what is ordered again. Times in s.
 */
export class Engine {
  state: SupervisorState;
  readonly decisions: Decision[] = [];
  /** What went wrong for good; a supervisor that does its work leaves it empty. */
  readonly faults: string[] = [];
  /** While set, words get lost and health is at times unknown. */
  isStormy = true;

  readonly #random: RandomStream;
  readonly #broken: NodeSet = new Set();
  readonly #down: Domain[] = [];
  readonly #gangs = new Map<string, Gang>();
  #queue: { readonly at: number; readonly order: number; readonly act: () => void }[] = [];
  #now = 0;
  #order = 0;
  #sweep = 0;

  constructor(config: SupervisorConfig, seed: number) {
    this.state = createSupervisor(config);
    this.#random = createStream(seed);
    for (const { run } of config.runs) {
      const gang = { attempt: undefined, epoch: 0, launches: 0, started: 0, work: 0 };
      this.#gangs.set(run, { ...gang, members: new Set(), timers: new Map() });
    }
    for (const { run } of config.runs) this.tell({ kind: 'requested' }, run);
  }

  /** Lives on until this time; every ten minutes something trains, and in a storm something breaks. */
  liveUntil(end: number, breakSomething?: (engine: Engine, random: RandomStream) => void): void {
    for (; this.#now < end; ) {
      const tick = this.#now + 600;
      this.#drainQueue(tick);
      this.#now = tick;
      for (const [run, gang] of this.#gangs) this.#train(run, gang);
      breakSomething?.(this, this.#random);
    }
  }

  membersOf(run: string): number[] {
    return [...this.#gangs.get(run)!.members].sort((a, b) => a - b);
  }

  /** Whether all of the attempt's processes are well, in truth. */
  isWell(run: string): boolean {
    const attempt = this.#gangs.get(run)?.attempt;
    return attempt !== undefined && !attempt.dead && attempt.lost.size === 0;
  }

  tell(body: EventBody, run?: string): void {
    const fence = run === undefined ? {} : { run, ...this.#fenceOf(run) };
    this.#handle({ ...body, ...fence } as SupervisorEvent);
  }

  breakNode(node: number): void {
    this.#broken.add(node);
    this.#hurt([node], 'gpu');
    this.#later(() => this.tell({ kind: 'nodeFailed', node, cause: 'gpu' }));
  }

  breakDomain(domain: Domain, restoredAfter: number): void {
    this.#down.push(domain);
    const [from, before] = nodeRange(this.state.config.topology, domain);
    const nodes = Array.from({ length: before - from }, (_, index) => from + index);
    for (const { attempt } of this.#gangs.values()) {
      if (attempt && nodes.some((node) => usesNode(attempt, node))) attempt.dead = 'domain';
    }
    this.#later(() => this.tell({ kind: 'domainFailed', domain, cause: 'optics' }));
    this.#at(this.#now + restoredAfter, () => {
      const index = this.#down.indexOf(domain);
      this.#down.splice(index, 1);
      if (!this.#isLost()) this.tell({ kind: 'domainRestored', domain });
    });
  }

  crash(run: string): void {
    const { attempt } = this.#gangs.get(run)!;
    if (attempt) attempt.dead = 'software';
    this.#later(() => this.#report(run));
  }

  /** A person goes through the hall and repairs by hand whatever is left. */
  repairByHand(): void {
    this.#broken.clear();
    for (const { node } of this.state.pool.out) this.tell({ kind: 'repaired', node });
  }

  #hurt(nodes: readonly number[], cause: string): void {
    for (const [run, gang] of this.#gangs) {
      const { attempt } = gang;
      if (!attempt || attempt.dead) continue;
      const hit = attempt.replicas.findIndex((replica) => nodes.some((node) => replica.has(node)));
      if (hit < 0) continue;
      const { recovery } = this.#specOf(run).policy;
      if (recovery === 'replica') attempt.lost.add(hit);
      else attempt.dead = cause;
      this.#later(() => this.#report(run));
    }
  }

  #specOf(run: string) {
    return this.state.config.runs.find((spec) => spec.run === run)!;
  }

  /** How the attempt is, as far as can be told. */
  #report(run: string): void {
    const { attempt } = this.#gangs.get(run)!;
    if (!attempt) return;
    if (this.isStormy && this.#random.next() < 0.3) {
      this.tell({ kind: 'observed', health: 'unknown' }, run);
      return;
    }
    if (attempt.dead) this.tell({ kind: 'observed', health: 'failed' }, run);
    for (const replica of attempt.lost) {
      this.tell({ kind: 'observed', health: 'failed', replica }, run);
    }
    if (this.isWell(run)) this.tell({ kind: 'observed', health: 'ok' }, run);
  }

  #train(run: string, gang: Gang): void {
    const { attempt } = gang;
    if (!attempt || attempt.dead) return;
    for (const replica of attempt.replicas) {
      if (attempt.dead) break;
      for (const node of replica) if (this.#isBad(node)) this.#hurt([node], 'gpu');
    }
    if (attempt.dead) return;
    gang.work += 600;
    if (!this.#isLost()) this.tell({ kind: 'checkpointed', work: gang.work }, run);
  }

  #isBad(node: number): boolean {
    return this.#broken.has(node) || this.#isOutOfReach(node);
  }

  #isOutOfReach(node: number): boolean {
    return this.#down.some((domain) => {
      const [from, before] = nodeRange(this.state.config.topology, domain);
      return node >= from && node < before;
    });
  }

  #fenceOf(run: string) {
    const gang = this.#gangs.get(run)!;
    return { attempt: gang.launches, epoch: gang.epoch };
  }

  #isLost(): boolean {
    return this.isStormy && this.#random.next() < 0.2;
  }

  /** Something that happens soon, unless word of it gets lost. */
  #later(act: () => void): void {
    if (!this.#isLost()) this.#at(this.#now + this.#random.uniform(1, 300), act);
    // Some words come twice.
    if (this.isStormy && this.#random.next() < 0.1) {
      this.#at(this.#now + this.#random.uniform(1, 900), act);
    }
  }

  #at(at: number, act: () => void): void {
    this.#queue.push({ at, order: this.#order++, act });
  }

  #drainQueue(until: number): void {
    for (;;) {
      let next = this.#queue[0];
      for (const entry of this.#queue) {
        const isEarlier = entry.at - next!.at || entry.order - next!.order;
        if (isEarlier < 0) next = entry;
      }
      if (!next || next.at > until) return;
      this.#queue = this.#queue.filter((entry) => entry !== next);
      this.#now = Math.max(this.#now, next.at);
      next.act();
    }
  }

  #handle(body: SupervisorEvent): void {
    const event = { ...body, at: Math.round(this.#now * 1e6) };
    const { state, commands, decisions } = step(this.state, event);
    this.state = state;
    this.decisions.push(...decisions);
    for (const command of commands) {
      const isTimer = /Timer|Sweep/.test(command.kind);
      if (isTimer || !this.#isLost()) this.#execute(command);
    }
  }

  #execute(command: Command): void {
    if (command.run === '') this.#executeFleet(command);
    else if (command.kind === 'setTimer') this.#setTimer(command);
    else if (command.kind === 'cancelTimer') this.#timersOf(command).delete(command.timer);
    else {
      const gang = this.#gangs.get(command.run)!;
      if (command.epoch < gang.epoch) return;
      gang.epoch = command.epoch;
      if (command.kind === 'launch' && command.attempt > gang.started) this.#launch(command, gang);
      // Also of an attempt whose launch got lost: it is to be stopped, and was never there.
      gang.launches = command.attempt;
      this.#executeRun(command, gang);
    }
  }

  #executeFleet(command: Command): void {
    if (command.kind === 'repair') {
      const { node } = command;
      this.#at(this.#now + this.#random.uniform(600, 86_400), () => {
        this.#broken.delete(node);
        if (!this.#isLost()) this.tell({ kind: 'repaired', node });
      });
    } else if (command.kind === 'uncordon') {
      const { node } = command;
      this.#later(() => this.tell({ kind: 'uncordoned', node }));
    } else if (command.kind === 'inspect') {
      const { domain } = command;
      const isDown = this.#down.some((other) => other.index === domain.index);
      if (!isDown) this.#later(() => this.tell({ kind: 'domainRestored', domain }));
    } else if (command.kind === 'setSweep') {
      const token = ++this.#sweep;
      this.#at(this.#now + command.after, () => {
        if (token === this.#sweep) this.tell({ kind: 'sweepDue' });
      });
    }
  }

  #timersOf({ run }: Command): Map<string, number> {
    return this.#gangs.get(run)!.timers;
  }

  #setTimer(command: Extract<Command, { kind: 'setTimer' }>): void {
    const { timer, after, run, attempt, epoch, id } = command;
    const timers = this.#timersOf(command);
    timers.set(timer, id);
    this.#at(this.#now + after, () => {
      if (timers.get(timer) !== id) return;
      this.#handle({ kind: 'timer', timer, run, attempt, epoch, at: 0 });
    });
  }

  #launch({ attempt, run, replicas }: Extract<Command, { kind: 'launch' }>, gang: Gang): void {
    gang.started = attempt;
    if (gang.attempt) this.faults.push(`attempt ${attempt} of ${run} beside another`);
    const members = this.membersOf(run);
    const index = this.state.runs.findIndex(({ spec }) => spec.run === run);
    const booked = nodesOf(this.state.pool, index);
    if (members.join() !== booked.join()) {
      this.faults.push(`${run} has ${members.join()} but is booked as ${booked.join()}`);
    }
    const size = this.#specOf(run).nodesPerReplica;
    const parts = Array.from(
      { length: replicas },
      (_, part) => new Set(members.slice(part * size, (part + 1) * size)),
    );
    gang.attempt = { id: attempt, replicas: parts, dead: undefined, lost: new Set() };
  }

  #executeRun(command: Command, gang: Gang): void {
    const { attempt } = gang;
    if (command.kind === 'place') changeMembers(gang.members, command);
    else if (command.kind === 'release') gang.members.clear();
    if (command.kind === 'release' || command.kind === 'stop') gang.attempt = undefined;
    else if (command.kind === 'rejoin' && attempt) this.#rejoin(command, gang, attempt);
    this.#answer(command, gang);
  }

  #rejoin(command: Extract<Command, { kind: 'rejoin' }>, gang: Gang, attempt: Attempt): void {
    const nodes = attempt.replicas[command.replica]!;
    changeMembers(nodes, command);
    // Who left this replica may serve another by now.
    const remove = command.remove.filter((node) => !usesNode(attempt, node));
    changeMembers(gang.members, { add: command.add, remove });
    if (nodes.size !== this.#specOf(command.run).nodesPerReplica) {
      this.faults.push(`replica ${command.replica} of ${command.run} has ${nodes.size} nodes`);
    }
    attempt.lost.delete(command.replica);
  }

  #answer(command: Command, gang: Gang): void {
    const { run, kind } = command;
    const { attempt } = gang;
    const isAlive = attempt !== undefined && !attempt.dead;
    if (kind === 'probe') this.#later(() => this.#report(run));
    else if (kind === 'diagnose' || kind === 'diagnoseReplica') {
      const looked = kind === 'diagnose' ? gang.members : attempt?.replicas[command.replica];
      const nodes = [...(looked ?? [])].filter((node) => this.#broken.has(node));
      const diagnosis = { cause: nodes.length > 0 ? 'gpu' : 'software', nodes };
      const body = { ...confirmationOf(command), diagnosis } as EventBody;
      this.#laterUnder(command, body);
    } else if (kind === 'save') {
      if (isAlive) this.#laterUnder(command, { kind: 'saved', work: gang.work });
    } else if (kind === 'launch' || kind === 'shrink' || kind === 'rejoin') {
      if (isAlive) this.#laterUnder(command, confirmationOf(command));
    } else this.#laterUnder(command, confirmationOf(command));
  }

  /** Under the fence of the order that it answers. */
  #laterUnder({ run, attempt, epoch }: Command, body: EventBody): void {
    this.#later(() => this.#handle({ ...body, run, attempt, epoch, at: 0 } as SupervisorEvent));
  }
}

function usesNode({ replicas }: Attempt, node: number): boolean {
  return replicas.some((replica) => replica.has(node));
}

interface Change {
  readonly add: readonly number[];
  readonly remove: readonly number[];
}

/** Whoever leaves goes first, and may come back with the same order. */
function changeMembers(members: NodeSet, { add, remove }: Change): void {
  for (const node of remove) members.delete(node);
  for (const node of add) members.add(node);
}
