import { readFileSync } from 'node:fs';
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
import { until } from './engine.fixture.ts';
import type { EngineTelemetry, RankStatus, RealEngine } from './telemetry.ts';

/** An engine with one run, called `a` by default, and what a supervisor would say to it. */
export class Bench<Tested extends RealEngine = RealEngine> {
  readonly engine: Tested;
  readonly said: SupervisorEvent[] = [];
  readonly seen: EngineTelemetry[] = [];
  readonly #run: string;
  #fence: Fence;
  #id = 0;

  constructor(engine: Tested, run: string, before?: Bench) {
    this.engine = engine;
    this.#run = run;
    this.#fence = { run, attempt: 0, epoch: 0 };
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

  log(rank: number): string {
    return readFileSync(this.engine.status(this.#run).logs[rank]!.path, 'utf8');
  }

  #send(command: Command): Command {
    this.engine.execute(command);
    return command;
  }
}
