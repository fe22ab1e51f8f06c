import type { Seconds } from '../../../base/index.ts';
import type { Command, CommandBody } from '../command.ts';
import type { EventKind, EventOf, Gang, SupervisorEvent } from '../event.ts';
import { type CommandId, type Fence, FLEET, type RunId } from '../ids.ts';
import type { Hurt, Subject } from './subject.ts';

/** Orders that a supervisor gives under the epoch of the live attempt. */
const UNDER_THE_SAME_EPOCH: ReadonlySet<string> = new Set([
  'save',
  'probe',
  'shrink',
  'diagnoseReplica',
  'rejoin',
  'setTimer',
  'cancelTimer',
]);
const OF_THE_FLEET: ReadonlySet<string> = new Set([
  'cordon',
  'repair',
  'uncordon',
  'warm',
  'inspect',
  'setSweep',
]);

/** One promise of an engine. */
export interface Case {
  readonly about: string;
  readonly name: string;
  /** Throws when the promise is not kept. */
  test(client: Client): Promise<void>;
}

export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

export function assertSame(actual: unknown, expected: unknown, what: string): void {
  const [got, wanted] = [actual, expected].map((value) => JSON.stringify(value));
  assert(got === wanted, `${what}: expected ${wanted}, got ${got}`);
}

/** Numbers commands as a supervisor does, and records everything the engine reports. */
export class Client {
  readonly subject: Subject;
  readonly said: SupervisorEvent[] = [];
  readonly #fences = new Map<RunId, Fence>();
  #lastId: CommandId = 0;

  constructor(subject: Subject) {
    this.subject = subject;
    subject.engine.subscribe((event) => this.said.push(event));
  }

  /** The next command, not sent yet. */
  command(body: CommandBody, run: RunId = 'a'): Command {
    const id = ++this.#lastId;
    if (OF_THE_FLEET.has(body.kind)) return { id, ...FLEET, ...body };
    const before = this.#fences.get(run) ?? { run, attempt: 0, epoch: 0 };
    const isOrder = !UNDER_THE_SAME_EPOCH.has(body.kind);
    const attempt = before.attempt + (body.kind === 'launch' ? 1 : 0);
    const fence = { run, attempt, epoch: before.epoch + (isOrder ? 1 : 0) };
    this.#fences.set(run, fence);
    return { id, ...fence, ...body };
  }

  send(command: Command): void {
    this.subject.engine.execute(command);
  }

  /** Sends a command and waits for what comes of it. */
  async order(body: CommandBody, run: RunId = 'a'): Promise<Command> {
    const command = this.command(body, run);
    this.send(command);
    await this.settle();
    return command;
  }

  async settle(): Promise<void> {
    await this.pass(this.subject.patience);
  }

  async pass(seconds: Seconds): Promise<void> {
    await this.subject.pass(seconds);
  }

  async hurt(hurt: Hurt): Promise<void> {
    await this.subject.hurt(hurt);
    await this.settle();
  }

  /** All events of a kind so far. */
  heard<Kind extends EventKind>(kind: Kind): EventOf<Kind>[] {
    return this.said.filter((event): event is EventOf<Kind> => event.kind === kind);
  }

  /** The events of a kind that answer this command: by its id if they carry one, otherwise by its fence. */
  answersTo(command: Command, kind: EventKind): SupervisorEvent[] {
    return this.heard(kind).filter((event) => {
      if ('answers' in event && event.answers !== undefined) return event.answers === command.id;
      return !('epoch' in event) || (event.run === command.run && event.epoch === command.epoch);
    });
  }

  async inventory(): Promise<EventOf<'inventory'>> {
    const before = this.heard('inventory').length;
    this.subject.engine.inventory();
    await this.pass(0);
    const after = this.heard('inventory');
    assertSame(after.length, before + 1, 'inventories told');
    return after.at(-1)!;
  }

  async gang(run: RunId = 'a'): Promise<Gang> {
    const { gangs } = await this.inventory();
    const found = gangs.find((gang) => gang.run === run);
    assert(found !== undefined, `the inventory has no run "${run}"`);
    return found;
  }

  /** Places and launches run a on nodes 0 to 3, or b on 4 and 5. */
  async start(run: RunId = 'a'): Promise<void> {
    const add = run === 'a' ? [0, 1, 2, 3] : [4, 5];
    await this.order({ kind: 'place', add, remove: [] }, run);
    const launch = { work: 0, isRollback: false, replicas: 2, interval: 60 };
    await this.order({ kind: 'launch', ...launch }, run);
  }
}
