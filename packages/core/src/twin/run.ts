import type { Command, Gang, RunEventBody } from '../control/protocol/index.ts';
import { type Micros, Timers, toMicros } from '../control/protocol/index.ts';
import type { Attempt, AttemptFault } from './attempt.ts';
import type { CyclePlan } from './cycle.ts';
import { type LostReplica, UNKNOWN } from './processes.ts';
import { ReplicatedProcesses } from './replicas.ts';
import type { TwinRun } from './scenario.ts';
import type { Surroundings } from './surroundings.ts';

function isUnnoticed(phase: LostReplica['phase']): boolean {
  return phase === 'noticing' || phase === 'failing';
}

/** One run of the engine: it carries out the supervisor's orders to it, and says when they are done. */
export class SimulatedRun extends ReplicatedProcesses {
  maintenanceWindows = 0;
  /** What ended the attempt that was stopped last. */
  lastFault: AttemptFault | undefined;
  readonly #timers: Timers;

  constructor(world: Surroundings, index: number, twin: TwinRun) {
    super(world, index, twin);
    this.#timers = new Timers(world, (timer, fence) => this.tell({ kind: 'timer', timer }, fence));
  }

  /** Carries an order out. One that is older than the newest is refused; the newest is confirmed again. */
  execute(command: Command): void {
    switch (this.world.orders.judge(command)) {
      case 'do':
        this.#carryOut(command);
        break;
      case 'answer':
        this.#answerAgain(command);
        break;
      case 'underWay':
        // It may have come too early to be begun.
        if (command.kind === 'save') this.#save(command);
    }
  }

  /** What there is of it, as far as the engine can tell. */
  asGang(): Gang {
    return {
      ...this.fence,
      nodes: this.seats.members().sort((a, b) => a - b),
      health: this.#health(),
      lost: [...this.lost.keys()].sort((a, b) => a - b),
    };
  }

  #health(): Gang['health'] {
    const { attempt } = this;
    if (!attempt) return 'none';
    if (this.doubts > 0) return 'unknown';
    return attempt.fault ? 'failed' : 'ok';
  }

  #answerAgain(command: Command): void {
    const answer = this.world.orders.answerTo(command);
    if (answer) this.tell(answer, command);
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
      case 'rejoin':
        this.executeForReplica(command);
        return;
      default:
        this.#carryOutOrder(command);
    }
  }

  #carryOutOrder(command: Command): void {
    this.world.orders.accept(command);
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

  /** Confirms an order, unless a newer one came in between. */
  #confirm(command: Command, answer: RunEventBody): void {
    if (this.world.orders.confirm(command, answer)) this.tell(answer, command);
  }

  #place(command: Extract<Command, { kind: 'place' }>): void {
    this.wait('waitForNodes');
    this.seats.remove(command.remove);
    this.world.countNodes();
    const swap = this.drawSwap(command.add);
    // The first placement finds its nodes ready.
    const delay = command.attempt === 0 || command.add.length === 0 ? 0 : swap;
    this.after(delay, () => {
      if (!this.world.orders.isNewest(command)) return;
      if (!this.canTake(command.add, command.id)) {
        this.world.orders.undo(command);
        return;
      }
      this.seats.add(command.add);
      this.world.countNodes();
      this.#confirm(command, { kind: 'placed' });
    });
  }

  #launch(command: Extract<Command, { kind: 'launch' }>): void {
    const { twin } = this;
    const world = this.world;
    const { attempt: id, epoch, replicas, interval, isRollback, work } = command;
    const attempt: Attempt = {
      attempt: id,
      epoch,
      phase: 'starting',
      fault: undefined,
      isLookedAt: false,
    };
    this.attempt = attempt;
    this.replicas = replicas;
    this.interval = interval;
    this.lost.clear();
    this.seats.close();
    if (isRollback || (!world.rules.goesBackOnlyWhenTold && id % 5 === 0)) {
      this.ledger.rollBack(world.now, work);
      this.toldWork = this.ledger.work;
      if (this.corruption && work <= this.corruption.cleanWork) this.corruption = undefined;
    }
    this.wait('restart');
    world.watcher.begun?.(world.now, {
      run: twin.spec.run,
      attempt: id,
      replicas,
      work: this.ledger.work,
      isRollback,
    });
    this.tellCorruption(command);
    const broken = world.nodes.brokenOf(this.index)[0];
    const down = world.nodes.downUnder(this.index);
    const cause =
      broken === undefined ? down && `${down.kind} down` : world.nodes.breakageOf(broken)?.cause;
    // It has not been noticed yet that a member broke; the launch will fail because of it.
    if (cause !== undefined) this.breakAttempt(attempt, { cause, detection: 'crash' }, false);
    else {
      this.after(this.draw('restart', twin.times.restart), () => {
        this.#train(attempt, command, toMicros(interval));
      });
    }
  }

  #train(attempt: Attempt, command: Command, interval: Micros): void {
    if (this.attempt !== attempt || attempt.phase !== 'starting') return;
    attempt.phase = 'training';
    this.deadPlaces.clear();
    const { now } = this.world;
    this.slowdown = this.world.slowdownOf(this);
    this.ledger.train(now, this.speed(), this.#planCycle(interval));
    this.#confirm(command, { kind: 'launched', work: this.ledger.held });
    if (this.world.slowMembers(this).length > 0) this.tellSlowed();
    this.scheduleFinish();
    this.queued.shift()?.();
  }

  #planCycle(interval: Micros): CyclePlan {
    const { memory } = this.twin.checkpoint;
    const write = toMicros(this.twin.checkpoint.writeTime * this.world.storageStretch(this));
    // What was served is served, whatever happens next.
    if (this.twin.kind === 'serve') return { interval: 1, write: 0 };
    if (!memory) return { interval, write };
    const copies = { interval: toMicros(memory.interval), write: toMicros(memory.writeTime) };
    return { interval, write, memory: copies };
  }

  #stop(command: Command): void {
    const { attempt } = this;
    if (attempt) {
      this.endTraining();
      if (attempt.phase !== 'broken') this.drop(this.hasCopies());
    }
    this.lastFault = attempt?.fault ?? this.faultOfLost();
    this.#clear();
    this.lost.clear();
    this.world.orders.endAttempt(this.twin.spec.run);
    this.wait('waitForNodes');
    this.tellCheckpoint(command);
    this.tellCorruption(command);
    this.#confirm(command, { kind: 'stopped' });
  }

  #diagnose(command: Command): void {
    const cause = this.lastFault?.cause ?? 'unknown';
    this.wait('detect');
    this.after(this.draw('diagnose', this.twin.times.diagnose), () => {
      if (!this.world.orders.isNewest(command)) return;
      this.wait('waitForNodes');
      const nodes = this.badMembers();
      this.#confirm(command, { kind: 'diagnosed', diagnosis: { cause, nodes } });
    });
  }

  /** A look at a healthy attempt is quick; finding what hangs takes as long as a diagnosis. */
  #probe(): void {
    const { attempt } = this;
    if (!attempt || attempt.isLookedAt) return;
    const fence = this.fenceOf(attempt);
    this.tellCorruption(fence);
    if (attempt.phase === 'done') this.tell({ kind: 'finished' }, fence);
    else if (this.doubts > 0) this.tell(UNKNOWN, fence);
    else if (attempt.fault) this.#lookInto(attempt, attempt.fault);
    else {
      const replica = [...this.lost].find(([, { phase }]) => isUnnoticed(phase))?.[0];
      if (replica === undefined) this.tell({ kind: 'observed', health: 'ok' }, fence);
      else this.tell({ kind: 'observed', health: 'failed', replica }, fence);
    }
  }

  #lookInto(attempt: Attempt, { cause }: AttemptFault): void {
    attempt.isLookedAt = true;
    this.after(this.draw('diagnose', this.twin.times.diagnose), () => {
      if (this.attempt !== attempt) return;
      attempt.isLookedAt = false;
      this.tellCheckpoint(this.fenceOf(attempt));
      const diagnosis = { cause, nodes: this.badMembers() };
      this.tell({ kind: 'observed', health: 'failed', diagnosis }, this.fenceOf(attempt));
    });
  }

  #save(command: Command): void {
    const { attempt } = this;
    const { now } = this.world;
    if (attempt?.phase === 'done') this.tell({ kind: 'finished' }, this.fenceOf(attempt));
    // Too late for a broken attempt, and needless for one that writes its last checkpoint.
    if (attempt?.phase !== 'training' || this.ledger.isWritingLast(now)) return;
    this.endTraining();
    attempt.phase = 'saving';
    this.after(this.ledger.save(now), () => {
      if (this.attempt !== attempt || attempt.phase !== 'saving') return;
      if (!this.world.orders.isNewest(command)) return;
      this.ledger.saved(this.world.now);
      this.toldWork = this.ledger.work;
      this.#confirm(command, { kind: 'saved', work: this.ledger.work });
    });
  }

  #maintain(command: Command): void {
    this.maintenanceWindows++;
    this.wait('maintenance');
    this.after(this.draw('maintenance', this.twin.maintenance), () => {
      if (!this.world.orders.isNewest(command)) return;
      this.wait('waitForNodes');
      this.#confirm(command, { kind: 'maintained' });
    });
  }

  /** Nothing of the attempt runs any more. */
  #clear(): void {
    const { attempt } = this;
    this.attempt = undefined;
    if (attempt) this.world.watcher.gone?.(this.world.now, this.twin.spec.run, attempt.attempt);
  }

  #release(command: Command): void {
    this.#clear();
    this.lost.clear();
    this.seats.remove(this.seats.members());
    this.world.countNodes();
    this.wait('waitForNodes');
    this.#confirm(command, { kind: 'released' });
  }
}
