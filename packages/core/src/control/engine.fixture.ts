import {
  type Command,
  type Domain,
  type Engine,
  type EngineListener,
  type EventBody,
  type Gang,
  isSameDomain,
  type Micros,
  nodeRange,
  OrderBook,
  type ReplicaId,
  type RunEventBody,
  type RunId,
  type RunSpec,
  type SupervisorEvent,
  Timers,
  type Topology,
  toMicros,
} from './protocol/index.ts';

/** An attempt in the made-up engine. */
interface Attempt {
  readonly id: number;
  readonly replicas: Set<number>[];
  /** What killed it as a whole, if it is dead. */
  dead: string | undefined;
  /** Replicas that do not train. */
  readonly lost: Set<ReplicaId>;
}

interface Run {
  readonly spec: RunSpec;
  attempt: Attempt | undefined;
  work: number;
  /** Its health is unknown until then. */
  doubtUntil: Micros;
  readonly members: Set<number>;
  readonly timers: Timers;
}

/** How much goes wrong between engine and supervisor. */
export interface Weather {
  /** Whether a message sent now gets lost. */
  isLost(): boolean;
  /** Whether the health of an attempt is unknown now. */
  isDoubtful(): boolean;
  /** After how many seconds a message arrives, once or several times. */
  delays(): readonly number[];
  /** How long a repair takes, s. */
  repairTime(): number;
}

const CALM: Weather = {
  isLost: () => false,
  isDoubtful: () => false,
  delays: () => [1],
  repairTime: () => 60,
};

/** A made-up engine: it carries out orders at once and reports as far as the weather allows. */
export class MadeUpEngine implements Engine {
  now: Micros = 0;
  /** Irreparable mistakes; a correct supervisor causes none. */
  readonly faults: string[] = [];
  readonly down: Domain[] = [];
  readonly #topology: Topology;
  readonly #weather: Weather;
  readonly #orders: OrderBook;
  readonly #broken = new Set<number>();
  readonly #inRepair = new Set<number>();
  readonly #cordoned = new Set<number>();
  readonly #runs: ReadonlyMap<RunId, Run>;
  #listeners: readonly EngineListener[] = [];
  #queue: { readonly at: Micros; readonly order: number; readonly act: () => void }[] = [];
  #order = 0;
  #sweep = 0;

  constructor(topology: Topology, runs: readonly RunSpec[], weather = CALM) {
    this.#topology = topology;
    this.#weather = weather;
    this.#orders = new OrderBook({ runs: runs.map(({ run }) => run), nodes: topology.nodes });
    this.#runs = new Map(
      runs.map((spec) => {
        const timers = new Timers(this, (timer, fence) =>
          this.#emit({ ...fenceOf(fence), kind: 'timer', timer }),
        );
        const members = new Set<number>();
        return [spec.run, { spec, attempt: undefined, work: 0, doubtUntil: 0, members, timers }];
      }),
    );
  }

  subscribe(listener: EngineListener): () => void {
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  close(): void {
    this.#listeners = [];
  }

  inventory(): void {
    const sorted = (nodes: Iterable<number>) => [...nodes].sort((a, b) => a - b);
    const gangs = [...this.#runs.values()].map(
      (run): Gang => ({
        ...this.#orders.fenceOf(run.spec.run),
        nodes: sorted(run.members),
        health: this.#healthOf(run),
        lost: sorted(run.attempt?.lost ?? []),
      }),
    );
    const [broken, cordoned] = [sorted(this.#broken), sorted(this.#cordoned)];
    this.tell({ kind: 'inventory', gangs, broken, cordoned, down: [...this.down] });
  }

  execute(command: Command): void {
    const verdict = this.#orders.judge(command);
    if (verdict === 'refuse') return;
    const run = this.#runs.get(command.run);
    if (!run) this.#executeForFleet(command);
    else if (verdict === 'do') this.#executeForRun(command, run);
    else if (verdict === 'answer') this.#sayAgain(command);
    else if (command.kind === 'save') this.#save(command, run);
  }

  after(delay: Micros, act: () => void): void {
    this.#queue.push({ at: this.now + delay, order: this.#order++, act });
  }

  /** Lets time pass up to a given moment. */
  passUntil(until: Micros): void {
    for (;;) {
      let next = this.#queue[0];
      for (const entry of this.#queue) {
        const isEarlier = entry.at - next!.at || entry.order - next!.order;
        if (isEarlier < 0) next = entry;
      }
      if (!next || next.at > until) break;
      this.#queue = this.#queue.filter((entry) => entry !== next);
      this.now = Math.max(this.now, next.at);
      next.act();
    }
    this.now = Math.max(this.now, until);
  }

  tell(body: EventBody, run?: RunId): void {
    this.#emit(run === undefined ? body : { ...fenceOf(this.#orders.fenceOf(run)), ...body });
  }

  /** Every live run trains for `seconds` and reports what it has saved, if the weather allows. */
  train(seconds: number): void {
    for (const [name, run] of this.#runs) {
      const { attempt } = run;
      if (!attempt || attempt.dead) continue;
      for (const node of attempt.replicas.flatMap((replica) => [...replica])) {
        if (this.#isBad(node)) this.#hurt([node], 'gpu');
      }
      if (attempt.dead) continue;
      run.work += seconds;
      if (!this.#weather.isLost()) this.tell({ kind: 'checkpointed', work: run.work }, name);
    }
  }

  membersOf(name: RunId): number[] {
    return [...this.#run(name).members].sort((a, b) => a - b);
  }

  /** Whether all of the attempt's processes are actually healthy. */
  isWell(name: RunId): boolean {
    const { attempt } = this.#run(name);
    return attempt !== undefined && !attempt.dead && attempt.lost.size === 0;
  }

  breakNode(node: number): void {
    this.#broken.add(node);
    this.#hurt([node], 'gpu');
    this.#later(() => this.tell({ kind: 'nodeFailed', node, cause: 'gpu' }));
  }

  breakDomain(domain: Domain, restoredAfter: number): void {
    this.down.push(domain);
    const [from, before] = nodeRange(this.#topology, domain);
    const nodes = Array.from({ length: before - from }, (_, index) => from + index);
    for (const { attempt } of this.#runs.values()) {
      if (attempt && nodes.some((node) => usesNode(attempt, node))) attempt.dead = 'domain';
    }
    this.#later(() => this.tell({ kind: 'domainFailed', domain, cause: 'optics' }));
    this.after(toMicros(restoredAfter), () => {
      this.down.splice(this.down.indexOf(domain), 1);
      if (!this.#weather.isLost()) this.tell({ kind: 'domainRestored', domain });
    });
  }

  crash(name: RunId): void {
    const { attempt } = this.#run(name);
    if (attempt) attempt.dead = 'software';
    this.#later(() => this.#report(name));
  }

  doubt(name: RunId, seconds: number): void {
    this.#run(name).doubtUntil = this.now + toMicros(seconds);
  }

  /** A person repairs broken nodes by hand. */
  repairByHand(nodes: readonly number[]): void {
    this.#broken.clear();
    for (const node of nodes) this.tell({ kind: 'repaired', node });
  }

  #run(name: RunId): Run {
    const run = this.#runs.get(name);
    if (!run) throw new RangeError(`there is no run "${name}"`);
    return run;
  }

  #emit(body: object): void {
    const event = { at: Math.round(this.now), ...body } as SupervisorEvent;
    for (const listener of this.#listeners) listener(event);
  }

  /** Does something soon, unless the message gets lost. */
  #later(act: () => void): void {
    for (const delay of this.#weather.delays()) this.after(toMicros(delay), act);
  }

  #healthOf({ attempt, doubtUntil }: Run): Gang['health'] {
    if (!attempt) return 'none';
    if (doubtUntil > this.now) return 'unknown';
    return attempt.dead ? 'failed' : 'ok';
  }

  #hurt(nodes: readonly number[], cause: string): void {
    for (const [name, { attempt, spec }] of this.#runs) {
      if (!attempt || attempt.dead) continue;
      const hit = attempt.replicas.findIndex((replica) => nodes.some((node) => replica.has(node)));
      if (hit < 0) continue;
      if (spec.policy.recovery === 'replica') attempt.lost.add(hit);
      else attempt.dead = cause;
      this.#later(() => this.#report(name));
    }
  }

  /** Reports the attempt's health, as far as the engine can see it. */
  #report(name: RunId): void {
    const run = this.#run(name);
    const { attempt } = run;
    if (!attempt) return;
    if (this.#healthOf(run) === 'unknown' || this.#weather.isDoubtful()) {
      this.tell({ kind: 'observed', health: 'unknown' }, name);
      return;
    }
    if (attempt.dead) this.tell({ kind: 'observed', health: 'failed' }, name);
    else {
      for (const replica of attempt.lost)
        this.tell({ kind: 'observed', health: 'failed', replica }, name);
    }
    if (this.isWell(name)) this.tell({ kind: 'observed', health: 'ok' }, name);
  }

  #isBad(node: number): boolean {
    if (this.#broken.has(node)) return true;
    return this.down.some((domain) => {
      const [from, before] = nodeRange(this.#topology, domain);
      return node >= from && node < before;
    });
  }

  #executeForFleet(command: Command): void {
    this.#orders.accept(command);
    if (command.kind === 'cordon') {
      this.#cordoned.add(command.node);
      this.#later(() => this.tell({ kind: 'cordoned', node: command.node }));
    } else if (command.kind === 'repair') this.#repair(command.node);
    else if (command.kind === 'uncordon') this.#uncordon(command.node);
    else if (command.kind === 'warm')
      this.#later(() => this.tell({ kind: 'warmed', node: command.node }));
    else if (command.kind === 'inspect') {
      const { domain } = command;
      const isDown = this.down.some((other) => isSameDomain(other, domain));
      if (!isDown) this.#later(() => this.tell({ kind: 'domainRestored', domain }));
    } else if (command.kind === 'setSweep') {
      const token = ++this.#sweep;
      this.after(toMicros(command.after), () => {
        if (token === this.#sweep) this.tell({ kind: 'sweepDue' });
      });
    }
  }

  #repair(node: number): void {
    if (this.#inRepair.has(node)) return;
    const say = () =>
      this.tell({ kind: 'repaired', node, answers: this.#orders.newestAbout(node) });
    if (!this.#broken.has(node)) {
      this.#later(say);
      return;
    }
    this.#cordoned.add(node);
    this.#inRepair.add(node);
    this.after(toMicros(this.#weather.repairTime()), () => {
      this.#inRepair.delete(node);
      this.#broken.delete(node);
      if (!this.#weather.isLost()) say();
    });
  }

  #uncordon(node: number): void {
    if (this.#broken.has(node)) return;
    this.#cordoned.delete(node);
    const answers = this.#orders.newestAbout(node);
    this.#later(() => this.tell({ kind: 'uncordoned', node, answers }));
  }

  #sayAgain(command: Command): void {
    const answer = this.#orders.answerTo(command);
    if (answer) this.#later(() => this.#emit({ ...fenceOf(command), ...answer }));
  }

  #executeForRun(command: Command, run: Run): void {
    const { attempt } = run;
    if (command.kind === 'setTimer') {
      run.timers.set(command.timer, toMicros(command.after), fenceOf(command));
    } else if (command.kind === 'cancelTimer') run.timers.cancel(command.timer);
    else if (command.kind === 'probe') this.#later(() => this.#report(command.run));
    else if ('replica' in command) {
      if (attempt?.id === command.attempt && !attempt.dead) {
        this.#orders.accept(command);
        this.#executeForReplica(command, run, attempt);
      }
    } else {
      this.#orders.accept(command);
      this.#executeForGang(command, run);
    }
  }

  #executeForGang(command: Command, run: Run): void {
    const { attempt, members } = run;
    if (command.kind === 'place') {
      if (this.#canTake(command.add, command, run)) {
        changeMembers(members, command);
        this.#confirm(command, { kind: 'placed' });
      } else this.#orders.undo(command);
    } else if (command.kind === 'launch') this.#launch(command, run);
    else if (command.kind === 'save') this.#save(command, run);
    else if (command.kind === 'diagnose') {
      this.#confirm(command, { kind: 'diagnosed', diagnosis: this.#diagnose(members) });
    } else if (command.kind === 'maintain') this.#confirm(command, { kind: 'maintained' });
    else {
      if (attempt) this.#orders.endAttempt(command.run);
      run.attempt = undefined;
      if (command.kind === 'release') members.clear();
      this.#confirm(command, { kind: command.kind === 'release' ? 'released' : 'stopped' });
    }
  }

  /** Keeps an answer at once; the message arrives later, or never. */
  #confirm(command: Command, answer: RunEventBody): void {
    if (this.#orders.confirm(command, answer)) this.#sayAgain(command);
  }

  #diagnose(looked: ReadonlySet<number>) {
    const nodes = [...looked].filter((node) => this.#broken.has(node));
    return { cause: nodes.length > 0 ? 'gpu' : 'software', nodes };
  }

  /** Nodes of a run without an attempt may be taken over. */
  #canTake(nodes: readonly number[], { id }: Command, own: Run): boolean {
    if (this.#orders.isOvertaken(nodes, id)) return false;
    const others = [...this.#runs.values()].filter(
      (run) => run !== own && nodes.some((node) => run.members.has(node)),
    );
    if (others.some(({ attempt }) => attempt !== undefined)) return false;
    for (const { members } of others) for (const node of nodes) members.delete(node);
    this.#orders.give(nodes, id);
    return true;
  }

  #launch(command: Extract<Command, { kind: 'launch' }>, run: Run): void {
    const { attempt: id, run: name, replicas, work, isRollback } = command;
    if (run.attempt) this.faults.push(`attempt ${id} of ${name} beside another`);
    const members = this.membersOf(name);
    const size = run.spec.nodesPerReplica;
    if (members.length < replicas * size) {
      this.faults.push(`${name} has ${members.length} nodes for ${replicas} replicas of ${size}`);
    }
    const parts = Array.from(
      { length: replicas },
      (_, part) => new Set(members.slice(part * size, (part + 1) * size)),
    );
    if (isRollback) run.work = work;
    run.attempt = { id, replicas: parts, dead: undefined, lost: new Set() };
    this.#confirm(command, { kind: 'launched', work: Math.max(run.work, work) });
  }

  #save(command: Command, run: Run): void {
    if (!run.attempt || run.attempt.dead) return;
    run.work++;
    this.#confirm(command, { kind: 'saved', work: run.work });
  }

  #executeForReplica(
    command: Extract<Command, { readonly replica: ReplicaId }>,
    run: Run,
    attempt: Attempt,
  ): void {
    const { replica, id: answers } = command;
    if (command.kind === 'rejoin') this.#rejoin(command, run, attempt);
    else if (command.kind === 'shrink') {
      attempt.lost.add(replica);
      this.#confirm(command, { kind: 'shrunk', replica, answers });
    } else {
      const diagnosis = this.#diagnose(attempt.replicas[replica] ?? new Set());
      this.#confirm(command, { kind: 'replicaDiagnosed', replica, answers, diagnosis });
    }
  }

  #rejoin(command: Extract<Command, { kind: 'rejoin' }>, run: Run, attempt: Attempt): void {
    const { replica, add, id: answers } = command;
    const nodes = attempt.replicas[replica];
    if (!nodes || !this.#canTake(add, command, run)) {
      this.#orders.undo(command);
      return;
    }
    changeMembers(nodes, command);
    // Nodes that left this replica may serve another by now.
    const remove = command.remove.filter((node) => !usesNode(attempt, node));
    changeMembers(run.members, { add, remove });
    if (nodes.size !== run.spec.nodesPerReplica) {
      this.faults.push(`replica ${replica} of ${command.run} has ${nodes.size} nodes`);
    }
    attempt.lost.delete(replica);
    this.#confirm(command, { kind: 'rejoined', replica, answers });
  }
}

function fenceOf({ run, attempt, epoch }: Pick<Command, 'run' | 'attempt' | 'epoch'>) {
  return { run, attempt, epoch };
}

function usesNode({ replicas }: Attempt, node: number): boolean {
  return replicas.some((replica) => replica.has(node));
}

interface Change {
  readonly add: readonly number[];
  readonly remove: readonly number[];
}

/** Nodes that leave go first, and the same order may bring them back. */
function changeMembers(members: Set<number>, { add, remove }: Change): void {
  for (const node of remove) members.delete(node);
  for (const node of add) members.add(node);
}
