import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Command,
  type CommandBody,
  type EventKind,
  type EventOf,
  type Fence,
  FLEET,
  FLEET_COMMANDS,
  type SupervisorEvent,
} from '@gigafactory/core/protocol';
import {
  newFolder,
  removeFolders,
  TestClock,
  type TestRun,
  testRun,
  until,
} from '../gang/engine.fixture.ts';
import type { EngineTelemetry, RankStatus } from '../gang/telemetry.ts';
import type { Wire } from './agent-link.ts';
import { builtAgent, cleanUp, ranksIn, TestEngine } from './engine.fixture.ts';

const engines: TestEngine[] = [];

/** Ends what the benches of a test started; to be called after each. */
export async function closeBenches(): Promise<void> {
  for (const engine of engines.splice(0)) {
    cleanUp(engine);
    await until(() => ranksIn(engine).length === 0);
  }
  removeFolders();
}

/** An engine with one run, called `a` by default, and what a supervisor would say to it. */
export class Bench {
  readonly engine: TestEngine;
  readonly said: SupervisorEvent[] = [];
  readonly seen: EngineTelemetry[] = [];
  readonly #run: string;
  #fence: Fence;
  #id = 0;

  constructor(engine: TestEngine, run: string, before?: Bench) {
    this.engine = engine;
    this.#run = run;
    this.#fence = { run, attempt: 0, epoch: 0 };
    engines.push(engine);
    engine.subscribe((event) => this.said.push(event));
    engine.watch((telemetry) => this.seen.push(telemetry));
    if (before) {
      this.#fence = before.#fence;
      this.#id = before.#id;
    }
  }

  order(body: CommandBody): Command {
    if (FLEET_COMMANDS.has(body.kind)) return this.#send({ id: ++this.#id, ...FLEET, ...body });
    const isUnderEpoch = /save|probe|shrink|diagnoseReplica|rejoin/.test(body.kind);
    const { run, attempt, epoch } = this.#fence;
    this.#fence = {
      run,
      attempt: attempt + (body.kind === 'launch' ? 1 : 0),
      epoch: epoch + (isUnderEpoch ? 0 : 1),
    };
    return this.#send({ id: ++this.#id, ...this.#fence, ...body });
  }

  async hear<Kind extends EventKind>(kind: Kind, count = 1): Promise<EventOf<Kind>> {
    await until(() => this.heard(kind).length >= count);
    return this.heard(kind)[count - 1]!;
  }

  heard<Kind extends EventKind>(kind: Kind): EventOf<Kind>[] {
    return this.said.filter((event): event is EventOf<Kind> => event.kind === kind);
  }

  notes(): string[] {
    return this.seen.flatMap((each) => (each.kind === 'note' ? [each.text] : []));
  }

  async place(nodes: readonly number[]): Promise<void> {
    const count = this.heard('placed').length;
    this.order({ kind: 'place', add: nodes, remove: [] });
    await this.hear('placed', count + 1);
  }

  launch(work = 0, isRollback = false, replicas = 2): Command {
    return this.order({ kind: 'launch', work, isRollback, replicas, interval: 0.1 });
  }

  /** Places and launches it, and waits until it trains. */
  async start(nodes: readonly number[] = [0, 1]): Promise<void> {
    await this.place(nodes);
    this.launch();
    await this.hear('launched');
  }

  rank(rank: number): RankStatus {
    return this.engine.status(this.#run).ranks[rank]!;
  }

  killRank(rank: number, signal: NodeJS.Signals = 'SIGKILL'): void {
    process.kill(this.rank(rank).process!.pid, signal);
  }

  killAgent(node: number): void {
    process.kill(this.engine.nodes()[node]!.agent!.pid, 'SIGKILL');
  }

  log(rank: number): string {
    return readFileSync(this.engine.status(this.#run).logs[rank]!.path, 'utf8');
  }

  /** Ends the engine as `kill -9` does, which writes nothing, and attaches another in its place. */
  async restart(
    changes: TestRun = {},
    whileAway: () => Promise<void> = async () => {},
  ): Promise<Bench> {
    const { folder } = this.engine;
    const state = join(folder, 'engine.json');
    const kept = `${state}.kept`;
    copyFileSync(state, kept);
    this.engine.close();
    copyFileSync(kept, state);
    await whileAway();
    return newBench(changes, { folder, before: this });
  }

  #send(command: Command): Command {
    this.engine.execute(command);
    return command;
  }
}

interface BenchOptions {
  readonly folder?: string;
  /** The bench whose orders it goes on from. */
  readonly before?: Bench;
  readonly wire?: Wire;
  readonly logs?: { readonly bytes: number; readonly files: number };
}

export async function newBench(changes: TestRun = {}, options: BenchOptions = {}): Promise<Bench> {
  const { folder = newFolder(), before, wire, logs } = options;
  const clock = new TestClock();
  if (before) clock.now = before.engine.clock.now;
  const engine = new TestEngine(
    {
      folder,
      nodes: ['red', 'green', 'blue'],
      runs: [testRun(folder, changes)],
      clock,
      logs,
      agentPatience: 60,
      agentScript: await builtAgent(),
    },
    wire,
  );
  return new Bench(engine, changes.run ?? 'a', before);
}
