import type {
  Command,
  CommandId,
  EventBody,
  Fence,
  SupervisorEvent,
  TimerName,
} from '../control/index.ts';
import { Agenda } from './agenda.ts';
import type { Attempt, AttemptFault } from './attempt.ts';
import type { Chance } from './chance.ts';
import { Gang } from './gang.ts';
import { Ledger } from './ledger.ts';
import { type Micros, toMicros } from './micros.ts';
import type { TwinScenario } from './scenario.ts';

type CommandOf<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>;

/**
 * The simulated engine: carries out the supervisor's commands and tells it what happens. It knows the
 * truth about nodes and attempts; the supervisor hears only what an engine could see, and when.
 */
export class World {
  readonly agenda = new Agenda();
  readonly gang: Gang;
  readonly ledger: Ledger;
  readonly scenario: TwinScenario;
  readonly chance: Chance;
  /** Told to the supervisor next, in this order. */
  readonly outbox: SupervisorEvent[] = [];
  now: Micros = 0;
  attempt: Attempt | undefined;
  /** Called when training ends, before its unsaved part is booked. */
  onTrainingEnd: (() => void) | undefined;
  maintenanceWindows = 0;

  #lastCommand: CommandId = 0;
  #fence: Fence;
  /** What ended the attempt that was stopped last. */
  #lastFault: AttemptFault | undefined;
  /** Work in the newest checkpoint that the supervisor was told of. */
  #toldWork: Micros = 0;
  /** The set timers; a timer that was replaced finds another token here. */
  readonly #timers: Record<TimerName, CommandId | undefined> = {
    confirm: undefined,
    probe: undefined,
  };

  constructor(scenario: TwinScenario, chance: Chance) {
    this.scenario = scenario;
    this.chance = chance;
    this.gang = new Gang(scenario.nodes, scenario.gangNodes);
    this.#fence = { run: scenario.run, attempt: 0, epoch: 0 };
    const { policy, checkpointWriteTime, work } = scenario;
    const write = toMicros(checkpointWriteTime);
    this.ledger = new Ledger(toMicros(policy.checkpointInterval), write, toMicros(work));
  }

  /** Tells something under the fence of the newest order. */
  tell(body: EventBody, fence: Fence = this.#fence): void {
    const { run, attempt, epoch } = fence;
    // Not a spread: over this many shapes it is several times slower.
    this.outbox.push(Object.assign({ run, attempt, epoch }, body));
  }

  after(delay: Micros, action: () => void): void {
    this.agenda.note(this.now + delay, action);
  }

  /** Carries a command out. One that came before changes nothing. */
  execute(command: Command): void {
    if (command.id <= this.#lastCommand) return;
    this.#lastCommand = command.id;
    const { run, attempt, epoch } = command;
    if (epoch !== this.#fence.epoch) this.#fence = { run, attempt, epoch };
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
      case 'probe':
        this.#probe();
        break;
      case 'maintain':
        this.#maintain(command);
        break;
      case 'cordon':
        this.tell({ kind: 'cordoned', node: command.node });
        break;
      case 'repair':
        this.#repair(command);
        break;
      case 'uncordon':
        this.tell({ kind: 'uncordoned', node: command.node });
        break;
      case 'setTimer':
        this.#setTimer(command);
        break;
      case 'cancelTimer':
        this.#timers[command.timer] = undefined;
    }
  }

  /** Something ends the living attempt; the supervisor learns of it later. */
  breakAttempt(attempt: Attempt, fault: AttemptFault): void {
    const { scenario, chance } = this;
    this.endTraining(attempt);
    this.ledger.lose(this.now, 'detect');
    attempt.phase = 'broken';
    attempt.fault = fault;
    const delay =
      fault.detection === 'hang'
        ? toMicros(scenario.policy.hangTimeout)
        : chance.duration('detect', scenario.detectCrash);
    this.after(delay, () => this.#notice(attempt, fault));
  }

  endTraining(attempt: Attempt): void {
    if (attempt.phase === 'training') this.onTrainingEnd?.();
  }

  /** A crash is plain to see; of a hang nobody can say more than that nothing moves. */
  #notice(attempt: Attempt, fault: AttemptFault): void {
    if (this.attempt !== attempt) return;
    this.#tellCheckpoint(attempt);
    const health = fault.detection === 'hang' ? 'unknown' : 'failed';
    this.tell({ kind: 'observed', health }, this.#fenceOf(attempt));
  }

  #tellCheckpoint(attempt: Attempt): void {
    const { work } = this.ledger;
    if (work === this.#toldWork) return;
    this.#toldWork = work;
    this.tell({ kind: 'checkpointed', work }, this.#fenceOf(attempt));
  }

  #fenceOf({ attempt, epoch }: Attempt): Fence {
    return { run: this.scenario.run, attempt, epoch };
  }

  #place(command: CommandOf<'place'>): void {
    const { scenario, chance } = this;
    this.ledger.lose(this.now, 'waitForNodes');
    this.gang.remove(command.remove);
    // The first placement finds its nodes ready.
    const delay = command.attempt === 0 ? 0 : chance.duration('swap', scenario.spareSwap);
    this.after(delay, () => {
      this.gang.add(command.add);
      this.tell({ kind: 'placed' }, command);
    });
  }

  #launch(command: CommandOf<'launch'>): void {
    const { attempt: id, epoch } = command;
    const attempt: Attempt = {
      attempt: id,
      epoch,
      phase: 'starting',
      fault: undefined,
      isLookedAt: false,
    };
    this.attempt = attempt;
    this.ledger.lose(this.now, 'restart');
    const cause = this.gang.causeOfFirstBroken();
    // Nobody has noticed yet that a member broke; the launch will fail because of it.
    if (cause) this.breakAttempt(attempt, { cause: cause.name, detection: 'crash' });
    else {
      const delay = this.chance.duration('restart', this.scenario.restart);
      this.after(delay, () => this.#train(attempt));
    }
  }

  #train(attempt: Attempt): void {
    if (this.attempt !== attempt || attempt.phase !== 'starting') return;
    attempt.phase = 'training';
    this.ledger.train(this.now);
    this.tell({ kind: 'launched' }, this.#fenceOf(attempt));
    const delay = this.ledger.timeToFinish();
    if (this.now + delay > toMicros(this.scenario.horizon)) return;
    this.after(delay, () => {
      if (attempt.phase !== 'training') return;
      this.endTraining(attempt);
      this.tell({ kind: 'finished' }, this.#fenceOf(attempt));
    });
  }

  #stop(command: CommandOf<'stop'>): void {
    if (this.attempt) this.endTraining(this.attempt);
    this.#lastFault = this.attempt?.fault;
    this.attempt = undefined;
    this.ledger.lose(this.now, 'waitForNodes');
    this.tell({ kind: 'stopped' }, command);
  }

  #diagnose(command: CommandOf<'diagnose'>): void {
    const fault = this.#lastFault;
    if (!fault) return;
    this.ledger.lose(this.now, 'detect');
    this.after(this.chance.duration('diagnose', this.scenario.diagnose), () => {
      this.ledger.lose(this.now, 'waitForNodes');
      const diagnosis = { cause: fault.cause, nodes: this.gang.brokenMembers() };
      this.tell({ kind: 'diagnosed', diagnosis }, command);
    });
  }

  /** A look at a healthy attempt is quick; finding what hangs takes as long as a diagnosis. */
  #probe(): void {
    const { attempt } = this;
    if (!attempt || attempt.isLookedAt) return;
    if (!attempt.fault) {
      this.tell({ kind: 'observed', health: 'ok' }, this.#fenceOf(attempt));
      return;
    }
    const { cause } = attempt.fault;
    attempt.isLookedAt = true;
    this.after(this.chance.duration('diagnose', this.scenario.diagnose), () => {
      if (this.attempt !== attempt) return;
      const diagnosis = { cause, nodes: this.gang.brokenMembers() };
      this.tell({ kind: 'observed', health: 'failed', diagnosis }, this.#fenceOf(attempt));
    });
  }

  #save(command: CommandOf<'save'>): void {
    const { attempt } = this;
    // Too late for a broken attempt, and needless for one that writes its last checkpoint.
    if (attempt?.phase !== 'training' || this.ledger.isWritingLast(this.now)) return;
    this.endTraining(attempt);
    attempt.phase = 'saving';
    this.after(this.ledger.save(this.now), () => {
      if (this.attempt !== attempt || attempt.phase !== 'saving') return;
      this.ledger.saved(this.now);
      this.#toldWork = this.ledger.work;
      this.tell({ kind: 'saved', work: this.ledger.work }, command);
    });
  }

  #maintain(command: CommandOf<'maintain'>): void {
    this.maintenanceWindows++;
    this.ledger.lose(this.now, 'maintenance');
    this.after(this.chance.duration('maintenance', this.scenario.maintenance), () => {
      this.ledger.lose(this.now, 'waitForNodes');
      this.tell({ kind: 'maintained' }, command);
    });
  }

  #repair({ node }: CommandOf<'repair'>): void {
    const cause = this.gang.causeOf(node);
    // Nothing is to be done about a node that is well.
    const delay = cause?.repair ? this.chance.repair(cause.name, cause.repair) : 0;
    this.after(delay, () => {
      this.gang.mend(node);
      this.tell({ kind: 'repaired', node });
    });
  }

  #setTimer(command: CommandOf<'setTimer'>): void {
    const { id, timer, after } = command;
    this.#timers[timer] = id;
    this.after(toMicros(after), () => {
      if (this.#timers[timer] !== id) return;
      this.#timers[timer] = undefined;
      this.tell({ kind: 'timer', timer }, command);
    });
  }
}
