import { randomBytes } from 'node:crypto';
import {
  type Command,
  type Diagnosis,
  type Gang as GangReport,
  type NodeId,
  toMicros,
  toSeconds,
} from '@gigafactory/core/protocol';
import {
  type Attempt,
  isOver,
  type LaunchCommand,
  markOf,
  members,
  newRank,
  nodesOf,
  statusOf,
} from './attempt.ts';
import type { Checkpoint } from './checkpoints.ts';
import type { RankNews, RankReport, Seat } from './cluster.ts';
import type { SavedRun } from './engine-state.ts';
import { Gang } from './gang.ts';
import { Membership } from './membership.ts';
import type { EngineRun } from './options.ts';
import type { RunHost } from './run-host.ts';
import { ServerWatch } from './serve/server-watch.ts';
import { StoredTimers } from './stored-timers.ts';
import type { RunStatus } from './telemetry.ts';
import { Watcher } from './watcher.ts';

type CommandOf<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>;

const UNKNOWN: Diagnosis = { cause: 'unknown', nodes: [] };

/** us that a drained server has to leave by itself. */
const LEAVE_WITHIN = 10e6;

/** One run of the engine: carries out the orders to its gang. */
export class Runner {
  readonly gang: Gang;
  readonly watcher: Watcher;
  /** Looks at the server, if the run is one. */
  readonly #server: ServerWatch | undefined;
  readonly #host: RunHost;
  readonly #membership: Membership;
  readonly #timers: StoredTimers;
  /** The order to save that the ranks were given, or will be once they train. */
  #saveCommand: CommandOf<'save'> | undefined;

  constructor(run: EngineRun, folder: string, host: RunHost) {
    this.#host = host;
    this.gang = new Gang(run, folder, host);
    this.#membership = new Membership(this.gang);
    this.watcher = new Watcher(this.gang, {
      trains: (attempt) => this.#noteTraining(attempt),
      saved: (attempt) => host.begin(() => this.#confirmSaved(attempt)),
      answered: (attempt) => this.#membership.noteAnswers(attempt),
    });
    this.#server =
      run.serve &&
      new ServerWatch(this.gang, run.serve, {
        ready: (attempt) => this.watcher.noteStart(attempt),
        alive: (attempt) => this.watcher.noteAlive(attempt),
        fail: (attempt, why) => this.watcher.failServer(attempt, why),
        drained: (attempt) => this.#dismissServer(attempt),
      });
    this.#timers = new StoredTimers(host, (timer, fence) =>
      host.emit({ kind: 'timer', timer }, fence),
    );
  }

  get run(): EngineRun {
    return this.gang.run;
  }

  /** Whether its ranks are starting, saving, or changing their members. */
  get isBusy(): boolean {
    const { attempt } = this.gang;
    if (!attempt || attempt.isEnding) return false;
    return (
      /starting|saving/.test(attempt.phase) || (!isOver(attempt) && this.#membership.isChanging)
    );
  }

  get hasLiveAttempt(): boolean {
    return this.gang.attempt !== undefined;
  }

  execute(command: Command): void {
    const { book } = this.#host;
    const verdict = book.judge(command);
    if (verdict === 'answer') {
      const answer = book.answerTo(command);
      if (answer) this.#host.emit(answer, command);
    } else if (verdict === 'underWay') {
      // It may have come too early to begin, or not have reached every rank.
      if (command.kind === 'save') this.#save(command);
    } else if (verdict === 'do') this.#carryOut(command);
  }

  hear(news: RankNews): void {
    this.watcher.hear(news);
  }

  learn(reports: readonly RankReport[]): void {
    this.watcher.learn(reports);
  }

  /** A node died, and its ranks with it. */
  onNodeDied(node: NodeId, cause: string): void {
    const { attempt } = this.gang;
    if (!attempt || isOver(attempt)) return;
    const own = attempt.ranks.filter((rank) => rank.node === node && !rank.end);
    this.watcher.loseNodes(own, cause);
  }

  asGang(): GangReport {
    const { attempt } = this.gang;
    return {
      ...this.#host.book.fenceOf(this.run.run),
      nodes: [...this.gang.members].sort((a, b) => a - b),
      health: this.#health(),
      lost: (attempt?.losses ?? []).map(({ replica }) => replica).sort((a, b) => a - b),
    };
  }

  status(): RunStatus {
    const { attempt, run, store } = this.gang;
    const fence = this.#host.book.fenceOf(run.run);
    const size = run.replicas * this.gang.ranksPerReplica;
    return {
      run: run.run,
      attempt: attempt?.id ?? fence.attempt,
      epoch: fence.epoch,
      phase: attempt?.phase ?? 'none',
      step: attempt?.step,
      ranks: (attempt?.ranks ?? []).map(statusOf),
      lost: this.asGang().lost,
      checkpoints: store.statuses,
      logs: Array.from({ length: size }, (_, rank) => ({ rank, path: this.gang.logOf(rank) })),
    };
  }

  save(): SavedRun {
    const { run, attempt, failure, replicaFailures, store } = this.gang;
    return {
      run: run.run,
      members: [...this.gang.members],
      attempt,
      failure,
      replicaFailures: [...replicaFailures].map(([replica, diagnosis]) => ({ replica, diagnosis })),
      ...store.saved,
      timers: this.#timers.saved,
    };
  }

  restore(saved: SavedRun): void {
    for (const node of saved.members) this.gang.members.add(node);
    this.gang.attempt = saved.attempt;
    this.watcher.takeOver();
    this.gang.failure = saved.failure;
    for (const { replica, diagnosis } of saved.replicaFailures) {
      this.gang.replicaFailures.set(replica, diagnosis);
    }
    this.gang.store.restore(saved.reported, saved.reports);
    this.#timers.restore(saved.timers);
  }

  /** After a restart, once the cluster is attached: goes on where the former engine was. */
  async resume(): Promise<void> {
    const { attempt } = this.gang;
    if (!attempt || isOver(attempt)) return this.watcher.catchUp(undefined);
    this.#watch(attempt);
    const gone = attempt.ranks.filter(
      ({ node, end }) => !end && this.#host.cluster.nodes[node]!.isOff,
    );
    const caughtUp = this.watcher.catchUp(attempt);
    this.watcher.loseNodes(gone, 'node lost while the control plane was away');
    await caughtUp;
    if (attempt.phase !== 'starting' || attempt.isEnding) return;
    this.#host.book.accept(attempt.launch);
    await this.#startAll(attempt);
  }

  /** Tells again that all is done: word of it may have been lost. */
  repeatEnd(): void {
    if (this.gang.attempt?.phase === 'done')
      this.#host.emit({ kind: 'finished' }, this.gang.attempt.launch);
  }

  close(): void {
    this.watcher.close();
    this.#server?.close();
  }

  #watch(attempt: Attempt): void {
    this.watcher.watch(attempt);
    this.#server?.watch(attempt);
  }

  #health(): GangReport['health'] {
    const { attempt } = this.gang;
    if (!attempt) return 'none';
    if (attempt.phase === 'failed') return 'failed';
    return this.watcher.isInDoubt && !isOver(attempt) ? 'unknown' : 'ok';
  }

  #carryOut(command: Command): void {
    const { attempt } = this.gang;
    switch (command.kind) {
      case 'setTimer':
        this.#timers.set(command.timer, toMicros(command.after), command);
        return;
      case 'cancelTimer':
        this.#timers.cancel(command.timer);
        return;
      case 'probe':
        this.#host.begin(() => this.watcher.probe());
        return;
      case 'shrink':
      case 'diagnoseReplica':
      case 'rejoin':
        if (!attempt || attempt.id !== command.attempt || isOver(attempt) || attempt.isEnding)
          return;
        this.#host.book.accept(command);
        this.#host.write();
        this.#membership.execute(attempt, command);
        return;
      default:
        this.#carryOutOrder(command);
    }
  }

  #carryOutOrder(command: Command): void {
    const host = this.#host;
    const isEnd = command.kind === 'stop' || command.kind === 'release';
    host.book.accept(command);
    if (isEnd && this.gang.attempt) this.gang.attempt.isEnding = true;
    host.write();
    if (command.kind === 'place') host.begin(() => this.#place(command));
    else if (command.kind === 'launch') host.begin(() => this.#launch(command));
    else if (command.kind === 'stop' || command.kind === 'release') {
      host.begin(() => this.#end(command));
    } else if (command.kind === 'save') this.#save(command);
    else if (command.kind === 'maintain') host.confirm(command, { kind: 'maintained' });
    else if (command.kind === 'diagnose') {
      host.confirm(command, { kind: 'diagnosed', diagnosis: this.gang.failure ?? UNKNOWN });
    }
  }

  async #place(command: CommandOf<'place'>): Promise<void> {
    const { host, members: gang } = this.gang;
    const { add, remove } = command;
    for (const node of remove) gang.delete(node);
    const areUp = await host.cluster.raise(add);
    if (!host.book.isNewest(command)) return;
    if (!areUp) host.undo(command, 'a node could not be started');
    else if (!host.take(add, command)) host.undo(command, 'a node belongs to another run');
    else {
      for (const node of add) gang.add(node);
      host.confirm(command, { kind: 'placed' });
    }
  }

  async #launch(command: LaunchCommand): Promise<void> {
    const { host } = this.gang;
    if (this.gang.attempt?.launch.id !== command.id) {
      const attempt = await this.#prepare(command);
      if (!attempt) return;
      this.gang.attempt = attempt;
      host.write();
      this.#watch(attempt);
    }
    await this.#startAll(this.gang.attempt!);
  }

  /** Chooses a checkpoint, nodes and ports, after every process of an earlier attempt is gone. */
  async #prepare(command: LaunchCommand): Promise<Attempt | undefined> {
    const { host, members: gang, run } = this.gang;
    const size = command.replicas * run.nodesPerReplica;
    if (gang.size < size) {
      host.undo(command, `${gang.size} nodes are placed of the ${size} that it needs`);
      return undefined;
    }
    if (!(await this.gang.end(command))) {
      host.undo(command, 'processes of an earlier attempt are left');
      return undefined;
    }
    this.gang.attempt = undefined;
    this.#membership.forget();
    this.#saveCommand = undefined;
    const start = run.serve ? { from: undefined } : await this.#chooseStart(command);
    const nodes = [...gang].sort((a, b) => a - b).slice(0, size);
    const seats = this.#seatsOn(nodes);
    const addresses = await host.cluster.addresses(markOf(command), seats);
    if (!start || !host.book.isNewest(command)) return undefined;
    const { now } = host.clock;
    return {
      id: command.attempt,
      launch: command,
      secret: randomBytes(24).toString('hex'),
      from: start.from && { path: start.from.path, step: start.from.step },
      phase: 'starting',
      isEnding: false,
      ranks: seats.map((seat, index) => newRank(seat, addresses[index]!, command.id)),
      losses: [],
      generation: 0,
      progressAt: now,
      launchedAt: now,
    };
  }

  /**
   * Where too little is readable, the run has lost work that the supervisor counts on: it is told of the
   * corruption, and orders the launch from what is left.
   */
  async #chooseStart(
    command: LaunchCommand,
  ): Promise<{ readonly from: Checkpoint | undefined } | undefined> {
    const { host, store, run } = this.gang;
    const least = Math.round(command.work / run.stepTime);
    const start = await store.choose(least, command.isRollback, (passed) => {
      host.tell(command, { kind: 'passedOver', ...passed });
    });
    if (start.isFound) return start;
    host.undo(command, `no checkpoint of step ${least} or later is readable`);
    const diagnosis = { cause: 'unreadable checkpoint', nodes: [] };
    const cleanWork = start.step * run.stepTime;
    host.emit({ kind: 'corrupted', cleanWork, diagnosis }, command);
    return undefined;
  }

  #seatsOn(nodes: readonly NodeId[]): Seat[] {
    const { nodesPerReplica, ranksPerNode } = this.run;
    return Array.from({ length: nodes.length * ranksPerNode }, (_, rank) => {
      const place = Math.floor(rank / ranksPerNode);
      return {
        rank,
        replica: Math.floor(place / nodesPerReplica),
        node: nodes[place]!,
        localRank: rank % ranksPerNode,
      };
    });
  }

  async #startAll(attempt: Attempt): Promise<void> {
    const { launch } = attempt;
    const isStarted = await this.gang.start(attempt.ranks, launch, false);
    if (this.gang.attempt !== attempt || attempt.isEnding) return;
    if (!isStarted) this.#host.undo(launch, 'not every rank could be started');
    this.watcher.noteStart(attempt);
  }

  #noteTraining(attempt: Attempt): void {
    const { host, run, lastStepAt } = this.gang;
    const steps = attempt.ranks.flatMap(({ startStep }) => startStep ?? []);
    const step = steps.length > 0 ? Math.min(...steps) : (attempt.from?.step ?? 0);
    const { now } = host.clock;
    attempt.phase = 'training';
    host.tell(attempt.launch, {
      kind: 'started',
      step,
      from: attempt.from?.path,
      took: toSeconds(now - attempt.launchedAt),
      stalled: lastStepAt === undefined ? undefined : toSeconds(now - lastStepAt),
    });
    // What a server has served counts on.
    const work = run.serve ? attempt.launch.work : step * run.stepTime;
    host.confirm(attempt.launch, { kind: 'launched', work });
    if (this.#saveCommand) this.#save(this.#saveCommand);
  }

  async #end(command: CommandOf<'stop' | 'release'>): Promise<void> {
    const { host, members: gang, store, run } = this.gang;
    const { attempt } = this.gang;
    if (!(await this.gang.end(command))) {
      host.undo(command, 'processes are left that cannot be killed');
      return;
    }
    const step = attempt ? await store.newestStep() : 0;
    if (!host.book.isNewest(command)) return;
    if (attempt && step > 0)
      host.emit({ kind: 'checkpointed', work: step * run.stepTime }, command);
    if (attempt && attempt.phase !== 'failed') this.gang.failure = undefined;
    this.gang.attempt = undefined;
    this.#membership.forget();
    this.watcher.close();
    this.#server?.close();
    host.book.endAttempt(run.run);
    if (command.kind === 'release') gang.clear();
    host.confirm(command, { kind: command.kind === 'release' ? 'released' : 'stopped' });
  }

  #save(command: CommandOf<'save'>): void {
    const { attempt } = this.gang;
    if (!attempt || attempt.isEnding || attempt.id !== command.attempt) return;
    this.#saveCommand = command;
    if (attempt.phase === 'done') this.repeatEnd();
    else if (attempt.phase === 'saved') this.#host.begin(() => this.#confirmSaved(attempt));
    else if (this.#server && attempt.phase !== 'failed') {
      if (attempt.phase === 'training') attempt.phase = 'saving';
      if (attempt.phase === 'saving') this.#server.drain(attempt);
    } else if (attempt.phase === 'training' || attempt.phase === 'saving') {
      attempt.phase = 'saving';
      this.#host.write();
      const nodes = nodesOf(members(attempt));
      this.#host.begin(() => this.#host.cluster.tellToSave(markOf(command), nodes));
    }
  }

  /** Nothing is asked of it any more: it is told to leave, and ended where it does not. */
  #dismissServer(attempt: Attempt): void {
    const command = this.#saveCommand;
    if (!command) return;
    const { cluster, clock } = this.#host;
    this.#host.begin(() => cluster.tellToSave(markOf(command), nodesOf(members(attempt))));
    clock.after(LEAVE_WITHIN, () => this.watcher.noteDrained(attempt));
  }

  async #confirmSaved(attempt: Attempt): Promise<void> {
    const { store, run } = this.gang;
    if (run.serve) {
      const command = this.#saveCommand;
      const { work } = attempt.launch;
      if (command && attempt === this.gang.attempt)
        this.#host.confirm(command, { kind: 'saved', work });
      return;
    }
    await store.refresh();
    const step = await store.newestStep();
    const command = this.#saveCommand;
    if (command && attempt === this.gang.attempt) {
      this.#host.confirm(command, { kind: 'saved', work: step * run.stepTime });
    }
  }
}
