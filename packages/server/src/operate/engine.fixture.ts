import { ok, type Problem } from '@gigafactory/core/base';
import {
  type Command,
  type EngineListener,
  type EventBody,
  OrderBook,
  type RunEventBody,
  type SupervisorEvent,
  Timers,
  toMicros,
} from '@gigafactory/core/protocol';
import type {
  CheckpointStatus,
  EngineOptions,
  EngineTelemetry,
  NodeStatus,
  RealEngine,
  RunStatus,
} from '../engine/gang/index.ts';

import type { EngineRequest } from './engines.ts';

/** What a made-up engine has, which a control plane that dies does not take with it. */
interface World {
  readonly orders: OrderBook;
  readonly members: Set<number>;
  readonly cordoned: Set<number>;
  readonly checkpoints: CheckpointStatus[];
  attempt: number;
  isAlive: boolean;
  step: number;
  every: number;
}

/** An engine that trains in no time, without processes; it is found again under the same folder. */
export class MadeUpEngines {
  /** ms that a step takes. */
  stepMs = 2;
  /** Whether attempts train; one that does not waits at its step. */
  trains = true;
  readonly #worlds = new Map<string, World>();
  /** Commands that were carried out, in turn. */
  readonly done: Command[] = [];

  /** Trains on while no control plane is there to hear of it. */
  trainUnheard(steps: number): void {
    for (const world of this.#worlds.values()) world.step += steps;
  }

  forget(folder: string): void {
    this.#worlds.delete(folder);
  }

  /** Nodes of the cluster that runs are started on. */
  pool: readonly string[] = [];
  readonly checked: EngineRequest[] = [];
  /** What a check finds. */
  problems: readonly Problem[] = [];

  readonly nodes = async () => ok(this.pool);
  readonly check = async (request: EngineRequest) => {
    this.checked.push(request);
    return this.problems;
  };
  readonly attach = (options: EngineOptions): RealEngine => {
    const { folder, runs, nodes } = options;
    const world = this.#worlds.get(folder) ?? {
      orders: new OrderBook({ runs: runs.map(({ run }) => run), nodes: nodes.length }),
      members: new Set<number>(),
      cordoned: new Set<number>(),
      checkpoints: [],
      ...{ attempt: 0, isAlive: false, step: 0, every: 1 },
    };
    this.#worlds.set(folder, world);
    return new MadeUpEngine(this, world, options);
  };
}

class MadeUpEngine implements RealEngine {
  readonly attached = Promise.resolve();
  readonly #engines: MadeUpEngines;
  readonly #world: World;
  readonly #options: EngineOptions;
  readonly #timers: Timers;
  readonly #training: NodeJS.Timeout;
  #cancels: (() => void)[] = [];
  #listeners: EngineListener[] = [];
  #watchers: ((telemetry: EngineTelemetry) => void)[] = [];
  #isClosed = false;

  constructor(engines: MadeUpEngines, world: World, options: EngineOptions) {
    this.#engines = engines;
    this.#world = world;
    this.#options = options;
    const { clock } = options;
    const host = {
      get now() {
        return clock.now;
      },
      after: (delay: number, act: () => void) => {
        this.#cancels.push(clock.after(delay, act));
      },
    };
    this.#timers = new Timers(host, (timer, fence) =>
      this.#emit({ ...fence, kind: 'timer', timer }),
    );
    this.#training = setInterval(() => this.#train(), engines.stepMs);
    // As soon as it is attached it tells what it finds, and only once.
    if (world.isAlive) setImmediate(() => this.#tellStep());
  }

  get #run() {
    return this.#options.runs[0]!;
  }

  execute(command: Command): void {
    const verdict = this.#world.orders.judge(command);
    if (verdict === 'refuse' || verdict === 'underWay') return;
    setImmediate(() => {
      if (this.#isClosed) return;
      if (verdict === 'answer') this.#answer(command);
      else this.#do(command);
    });
  }

  subscribe(listener: EngineListener): () => void {
    this.#listeners.push(listener);
    return () => {};
  }

  watch(listener: (telemetry: EngineTelemetry) => void): () => void {
    this.#watchers.push(listener);
    return () => {};
  }

  inventory(): void {
    const { orders, members, isAlive, cordoned } = this.#world;
    const gang = {
      ...orders.fenceOf(this.#run.run),
      nodes: [...members],
      health: isAlive ? ('ok' as const) : ('none' as const),
      lost: [],
    };
    const body = { gangs: [gang], broken: [], cordoned: [...cordoned], down: [] };
    setImmediate(() => this.#emit({ kind: 'inventory', ...body }));
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#training);
    for (const cancel of this.#cancels) cancel();
  }

  status(): RunStatus {
    const { attempt, step, checkpoints, isAlive } = this.#world;
    const { run } = this.#run;
    const phase = isAlive ? 'training' : 'none';
    return { run, attempt, epoch: 0, phase, step, ranks: [], lost: [], checkpoints, logs: [] };
  }

  nodes(): NodeStatus[] {
    return this.#options.nodes.map((name, node) => {
      const isCordoned = this.#world.cordoned.has(node);
      return { node, name, agent: undefined, state: 'up', isCordoned };
    });
  }

  async dismiss(): Promise<void> {
    this.#engines.forget(this.#options.folder);
  }

  #tellStep(): void {
    const { attempt, step } = this.#world;
    const { run } = this.#run;
    const at = this.#options.clock.now;
    const progress = { kind: 'progress', step, loss: 1 / step, tokens: step * 10 } as const;
    for (const watch of this.#watchers) watch({ at, run, attempt, ...progress });
  }

  #train(): void {
    const world = this.#world;
    if (!world.isAlive || !this.#engines.trains) return;
    world.step++;
    const { step } = world;
    const { run, totalSteps } = this.#run;
    this.#tellStep();
    if (step % world.every === 0 || step === totalSteps) this.#save('checkpointed');
    if (step < totalSteps) return;
    world.isAlive = false;
    this.#emit({ ...world.orders.fenceOf(run), kind: 'finished' });
  }

  #save(kind: 'checkpointed' | 'saved'): EventBody {
    const { step, checkpoints, orders } = this.#world;
    const { stepTime, run, checkpoints: folder } = this.#run;
    const work = step * stepTime;
    const path = `${folder}/step-${step}`;
    checkpoints.push({ path, step, work, bytes: 1, state: 'unchecked' });
    const body = { kind, work } as const;
    if (kind === 'checkpointed') this.#emit({ ...orders.fenceOf(run), ...body });
    return body;
  }

  #do(command: Command): void {
    this.#engines.done.push(command);
    const world = this.#world;
    if (command.kind === 'setTimer') {
      this.#timers.set(command.timer, toMicros(command.after), command);
      return;
    }
    if (command.kind === 'cancelTimer') this.#timers.cancel(command.timer);
    else if (command.kind === 'cordon') {
      world.cordoned.add(command.node);
      this.#emit({ kind: 'cordoned', node: command.node });
    } else if (command.kind === 'repair') {
      this.#emit({ kind: 'repaired', node: command.node, answers: command.id });
    } else if (command.kind === 'uncordon') {
      world.cordoned.delete(command.node);
      this.#emit({ kind: 'uncordoned', node: command.node, answers: command.id });
    } else if (command.run !== '') this.#doForGang(command);
  }

  #doForGang(command: Command): void {
    const world = this.#world;
    world.orders.accept(command);
    const answer = this.#effect(command);
    if (answer && world.orders.confirm(command, answer)) this.#answer(command);
  }

  #effect(command: Command): RunEventBody | undefined {
    const world = this.#world;
    switch (command.kind) {
      case 'place':
        for (const node of command.remove) world.members.delete(node);
        for (const node of command.add) world.members.add(node);
        return { kind: 'placed' };
      case 'launch': {
        world.step = world.checkpoints.at(-1)?.step ?? 0;
        world.attempt = command.attempt;
        world.isAlive = true;
        world.every = Math.max(1, Math.round(toMicros(command.interval) / this.#run.stepTime));
        return { kind: 'launched', work: world.step * this.#run.stepTime };
      }
      case 'save':
        return this.#save('saved') as RunEventBody;
      case 'maintain':
        return { kind: 'maintained' };
      case 'stop':
        world.isAlive = false;
        return { kind: 'stopped' };
      case 'release':
        world.isAlive = false;
        world.members.clear();
        return { kind: 'released' };
      default:
        return undefined;
    }
  }

  #answer(command: Command): void {
    const answer = this.#world.orders.answerTo(command);
    const { run, attempt, epoch } = command;
    if (answer) this.#emit({ run, attempt, epoch, ...answer });
  }

  #emit(body: object): void {
    if (this.#isClosed) return;
    const { run, attempt, epoch, ...rest } = body as Record<string, unknown>;
    const fence = run === undefined ? {} : { run, attempt, epoch };
    const event = { at: this.#options.clock.now, ...fence, ...rest } as SupervisorEvent;
    for (const listener of this.#listeners) listener(event);
  }
}
