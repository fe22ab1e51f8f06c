import type { Command, Gang, NodeId, RunEventBody } from '../control/protocol/index.ts';
import { Timers, toMicros } from '../control/protocol/index.ts';
import type { Attempt, AttemptFault } from './attempt.ts';
import { Processes } from './processes.ts';
import { swapTime, takeNodes } from './recruit.ts';
import { Replicas } from './replicas.ts';
import type { Reports } from './reports.ts';
import type { TwinRun } from './scenario.ts';
import type { Surroundings } from './surroundings.ts';

type CommandOf<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>;

/** One run of the engine: carries out the supervisor's orders to it and reports when they are done. */
export class SimulatedRun {
  readonly processes: Processes;
  readonly reports: Reports;
  isOver = false;
  readonly #world: Surroundings;
  readonly #twin: TwinRun;
  readonly #replicas: Replicas;
  readonly #timers: Timers;
  /** What ended the last attempt that was stopped. */
  #lastFault: AttemptFault | undefined;

  constructor(world: Surroundings, index: number, twin: TwinRun) {
    this.#world = world;
    this.#twin = twin;
    this.processes = new Processes(world, index, twin);
    this.reports = this.processes.reports;
    this.#replicas = new Replicas(world, this.processes);
    this.#timers = new Timers(world, (timer, fence) =>
      this.reports.tell({ kind: 'timer', timer }, fence),
    );
  }

  /**
   * Carries out an order. An order older than the newest is refused; the newest, if repeated, is confirmed
   * again.
   */
  execute(command: Command): void {
    switch (this.#world.orders.judge(command)) {
      case 'do':
        this.#carryOut(command);
        break;
      case 'answer':
        this.#answerAgain(command);
        break;
      case 'underWay':
        // It may have come too early to begin.
        if (command.kind === 'save') this.#save(command);
    }
  }

  /** The state of the run, as far as the engine can see it. */
  asGang(): Gang {
    const { attempt, seats } = this.processes;
    return {
      ...this.reports.fence,
      nodes: seats.members().sort((a, b) => a - b),
      health: this.#health(),
      lost: attempt ? [...attempt.lost.keys()].sort((a, b) => a - b) : [],
    };
  }

  /** A member broke or is out of reach; returns whether that ends the attempt or a replica of it. */
  onMemberFault(node: NodeId, fault: AttemptFault): boolean {
    const { attempt, copies } = this.processes;
    const { nodes } = this.#world;
    // If restarting is enough, memory and drives survive the processes.
    if (nodes.breakageOf(node) || nodes.isDown(node)) copies.loseAt(nodes.placeOf(node));
    if (!attempt?.canFail) {
      if (!copies.areWhole()) this.processes.drop(false);
      return false;
    }
    if (this.#twin.spec.policy.recovery === 'replica' && attempt.phase !== 'starting') {
      return this.#replicas.loseMember(attempt, node, fault);
    }
    this.processes.break(attempt, fault, true);
    return true;
  }

  #health(): Gang['health'] {
    const { attempt } = this.processes;
    if (!attempt) return 'none';
    if (this.reports.isInDoubt) return 'unknown';
    return attempt.fault ? 'failed' : 'ok';
  }

  #answerAgain(command: Command): void {
    const answer = this.#world.orders.answerTo(command);
    if (answer) this.reports.tell(answer, command);
  }

  #carryOut(command: Command): void {
    switch (command.kind) {
      case 'setTimer':
        this.#timers.set(command.timer, toMicros(command.after), command);
        return;
      case 'cancelTimer':
        this.#timers.cancel(command.timer);
        return;
      case 'probe':
        this.#probe();
        return;
      case 'shrink':
      case 'diagnoseReplica':
      case 'rejoin': {
        const { attempt } = this.processes;
        if (attempt?.attempt === command.attempt) this.#replicas.execute(attempt, command);
        return;
      }
      default:
        this.#carryOutOrder(command);
    }
  }

  #carryOutOrder(command: Command): void {
    this.#world.orders.accept(command);
    switch (command.kind) {
      case 'place':
        this.#place(command);
        break;
      case 'launch':
        this.#launch(command);
        break;
      case 'stop':
        this.#stop(command);
        break;
      case 'save':
        this.#save(command);
        break;
      case 'diagnose':
        this.#diagnose(command);
        break;
      case 'maintain':
        this.#maintain(command);
        break;
      case 'release':
        this.#release(command);
    }
  }

  /** Confirms an order, unless a newer one came in the meantime. */
  #confirm(command: Command, answer: RunEventBody): void {
    if (this.#world.orders.confirm(command, answer)) this.reports.tell(answer, command);
  }

  #place(command: CommandOf<'place'>): void {
    const world = this.#world;
    const { processes } = this;
    processes.wait('waitForNodes');
    processes.seats.remove(command.remove);
    world.countNodes();
    const swap = processes.draw('swap', swapTime(world, this.#twin, command.add));
    // The nodes of the first placement are ready.
    const delay = command.attempt === 0 || command.add.length === 0 ? 0 : swap;
    world.after(delay, () => {
      if (!world.orders.isNewest(command)) return;
      if (!takeNodes(world, processes, command.add, command.id)) {
        world.orders.undo(command);
        return;
      }
      processes.seats.add(command.add);
      world.countNodes();
      this.#confirm(command, { kind: 'placed' });
    });
  }

  #launch(command: CommandOf<'launch'>): void {
    const world = this.#world;
    const { processes } = this;
    const { run, attempt: id, replicas, isRollback, work } = command;
    const attempt = processes.launch(command);
    if (isRollback || (!world.rules.goesBackOnlyWhenTold && id % 5 === 0)) {
      processes.ledger.rollBack(world.now, work);
      this.reports.noteRollback(work);
    }
    processes.wait('restart');
    world.watcher.begun?.(world.now, {
      run,
      attempt: id,
      replicas,
      work: processes.ledger.work,
      isRollback,
    });
    this.reports.tellCorruption(command);
    const cause = this.#causeAmongMembers();
    // It has not been noticed yet that a member broke or is out of reach; the launch will fail because of it.
    if (cause !== undefined) processes.break(attempt, { cause, detection: 'crash' }, false);
    else {
      world.after(processes.drawRestart(), () => {
        if (!attempt.isGone && attempt.phase === 'starting') this.#train(attempt, command);
      });
    }
  }

  /** Why its members cannot start now, if one is broken or out of reach. */
  #causeAmongMembers(): string | undefined {
    const { nodes } = this.#world;
    const { index } = this.processes;
    const broken = nodes.brokenOf(index)[0];
    if (broken !== undefined) return nodes.breakageOf(broken)?.cause;
    const down = nodes.downUnder(index);
    return down && `${down.kind} down`;
  }

  #train(attempt: Attempt, command: CommandOf<'launch'>): void {
    const { processes } = this;
    processes.train(attempt, toMicros(command.interval));
    this.#confirm(command, { kind: 'launched', work: processes.ledger.held });
    processes.tellIfSlow(attempt);
    processes.strikeQueued();
  }

  #stop(command: Command): void {
    const { processes, reports } = this;
    this.#lastFault = processes.attempt?.whyItFailed();
    processes.stop();
    this.#world.orders.endAttempt(this.#twin.spec.run);
    processes.wait('waitForNodes');
    reports.tellCheckpoint(command);
    reports.tellCorruption(command);
    this.#confirm(command, { kind: 'stopped' });
  }

  #diagnose(command: Command): void {
    const { processes } = this;
    const cause = this.#lastFault?.cause ?? 'unknown';
    processes.wait('detect');
    this.#world.after(processes.draw('diagnose', this.#twin.times.diagnose), () => {
      if (!this.#world.orders.isNewest(command)) return;
      processes.wait('waitForNodes');
      const nodes = processes.badMembers();
      this.#confirm(command, { kind: 'diagnosed', diagnosis: { cause, nodes } });
    });
  }

  /** Probing a healthy attempt is quick; finding out what hangs takes as long as a diagnosis. */
  #probe(): void {
    const { reports } = this;
    const { attempt } = this.processes;
    if (!attempt || attempt.isLookedAt) return;
    reports.tellCorruption(attempt);
    if (attempt.phase === 'done') reports.tell({ kind: 'finished' }, attempt);
    else if (reports.isInDoubt) reports.tellUnknown(attempt);
    else if (attempt.fault) this.#lookInto(attempt, attempt.fault);
    else {
      const replica = attempt.unnoticedLoss();
      if (replica !== undefined) reports.tellFailure(attempt, replica);
      else reports.tell({ kind: 'observed', health: 'ok' }, attempt);
    }
  }

  #lookInto(attempt: Attempt, { cause }: AttemptFault): void {
    const { processes, reports } = this;
    attempt.isLookedAt = true;
    this.#world.after(processes.draw('diagnose', this.#twin.times.diagnose), () => {
      if (attempt.isGone) return;
      attempt.isLookedAt = false;
      reports.tellCheckpoint(attempt);
      const diagnosis = { cause, nodes: processes.badMembers() };
      reports.tell({ kind: 'observed', health: 'failed', diagnosis }, attempt);
    });
  }

  #save(command: Command): void {
    const world = this.#world;
    const { processes, reports } = this;
    const { attempt, ledger } = processes;
    if (attempt?.phase === 'done') reports.tell({ kind: 'finished' }, attempt);
    // Too late for a broken attempt, and unnecessary for one that is writing its last checkpoint.
    if (attempt?.phase !== 'training' || ledger.isWritingLast(world.now)) return;
    world.after(processes.save(attempt), () => {
      if (attempt.isGone || attempt.phase !== 'saving') return;
      if (!world.orders.isNewest(command)) return;
      ledger.saved(world.now);
      reports.noteCheckpoint();
      this.#confirm(command, { kind: 'saved', work: ledger.work });
    });
  }

  #maintain(command: Command): void {
    const { processes } = this;
    processes.wait('maintenance');
    this.#world.after(processes.draw('maintenance', this.#twin.maintenance), () => {
      if (!this.#world.orders.isNewest(command)) return;
      processes.wait('waitForNodes');
      this.#confirm(command, { kind: 'maintained' });
    });
  }

  #release(command: Command): void {
    const { processes } = this;
    processes.clear();
    processes.seats.remove(processes.seats.members());
    this.#world.countNodes();
    processes.wait('waitForNodes');
    this.#confirm(command, { kind: 'released' });
  }
}
