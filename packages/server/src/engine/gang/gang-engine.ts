import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Command,
  type EngineListener,
  type EventBody,
  type Fence,
  type Micros,
  type NodeId,
  OrderBook,
  type RunEventBody,
  type RunId,
  type SupervisorEvent,
  toMicros,
} from '@gigafactory/core/protocol';
import type { Cluster, ClusterHost, ClusterNode, RankReport } from './cluster.ts';
import { readEngineState, type SavedEngine, writeEngineState } from './engine-state.ts';
import type { EngineOptions } from './options.ts';
import type { RunHost, TelemetryBody } from './run-host.ts';
import { Runner } from './runner.ts';
import type { EngineTelemetry, NodeStatus, RealEngine, RunStatus } from './telemetry.ts';

/** ms within which changes that can be repeated are written together. */
const WRITE_DELAY = 50;
/** ms after which a write that failed is tried again. */
const RETRY_DELAY = 1000;

type FleetCommand = Command & { readonly run: '' };

/** An engine over a cluster, which finds again what an earlier one left there. */
export class GangEngine implements RealEngine {
  readonly attached: Promise<void>;
  readonly #options: EngineOptions;
  readonly #path: string;
  readonly #book: OrderBook;
  readonly #cluster: Cluster;
  readonly #runners: ReadonlyMap<RunId, Runner>;
  readonly #inRepair = new Set<NodeId>();
  readonly #effects = new Set<Promise<void>>();
  #listeners: readonly EngineListener[] = [];
  #watchers: readonly ((telemetry: EngineTelemetry) => void)[] = [];
  /** What came before the cluster was attached. */
  #waiting: (() => void)[] | undefined = [];
  #lastAt: Micros = 0;
  #sweep: { readonly due: Micros; readonly stop: () => void } | undefined;
  #writeTimer: NodeJS.Timeout | undefined;
  #isUnwritable = false;
  #isClosed = false;

  constructor(options: EngineOptions, openCluster: (host: ClusterHost) => Cluster) {
    const { folder, nodes, runs } = options;
    this.#options = options;
    this.#path = join(folder, 'engine.json');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#book = new OrderBook({ runs: runs.map(({ run }) => run), nodes: nodes.length });
    this.#cluster = openCluster(this.#clusterHost());
    const host = this.#runHost();
    this.#runners = new Map(runs.map((run) => [run.run, new Runner(run, folder, host)]));
    const saved = readEngineState(this.#path);
    if (saved) this.#restore(saved);
    this.attached = this.#attach();
    this.#begin(() => this.attached);
  }

  execute(command: Command): void {
    this.#whenAttached(() => {
      if (command.run === '') this.#executeForFleet(command as FleetCommand);
      else this.#runners.get(command.run)?.execute(command);
    });
  }

  subscribe(listener: EngineListener): () => void {
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  watch(listener: (telemetry: EngineTelemetry) => void): () => void {
    this.#watchers = [...this.#watchers, listener];
    return () => {
      this.#watchers = this.#watchers.filter((other) => other !== listener);
    };
  }

  inventory(): void {
    this.#whenAttached(() => {
      const runners = [...this.#runners.values()];
      this.#emit({
        kind: 'inventory',
        gangs: runners.map((runner) => runner.asGang()),
        broken: this.#idsOf(({ isBroken }) => isBroken),
        cordoned: this.#idsOf(({ isCordoned }) => isCordoned),
        down: [],
      });
      for (const runner of runners) runner.repeatEnd();
    });
  }

  status(run: RunId): RunStatus {
    const runner = this.#runners.get(run);
    if (!runner) throw new RangeError(`the engine has no run "${run}"`);
    return runner.status();
  }

  nodes(): readonly NodeStatus[] {
    return this.#cluster.nodes.map((node) => node.status());
  }

  close(): void {
    if (this.#isClosed) return;
    this.#writeNow();
    clearTimeout(this.#writeTimer);
    this.#isClosed = true;
    this.#listeners = [];
    this.#watchers = [];
    this.#sweep?.stop();
    for (const runner of this.#runners.values()) runner.close();
    this.#cluster.close();
  }

  async dismiss(): Promise<void> {
    await this.attached;
    const inUse = new Set(
      [...this.#runners.values()].flatMap(({ gang }) => (gang.attempt ? [...gang.members] : [])),
    );
    await this.#cluster.dismiss(this.#idsOf(({ id }) => !inUse.has(id)));
  }

  /** Whether an order is being carried out, or its outcome is awaited from ranks. */
  get isBusy(): boolean {
    return this.#effects.size > 0 || [...this.#runners.values()].some(({ isBusy }) => isBusy);
  }

  async #attach(): Promise<void> {
    const runners = [...this.#runners];
    await this.#cluster.attach(new Map(runners.map(([run, { gang }]) => [run, gang.attempt?.id])));
    for (const runner of this.#runners.values()) await runner.gang.store.open().catch(() => {});
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    if (this.#isClosed) return;
    for (const runner of this.#runners.values()) this.#begin(() => runner.resume());
    for (const act of waiting) act();
  }

  #whenAttached(act: () => void): void {
    if (this.#isClosed) return;
    if (this.#waiting) this.#waiting.push(act);
    else act();
  }

  #executeForFleet(command: FleetCommand): void {
    if (this.#book.judge(command) === 'refuse') return;
    if ('node' in command && !this.#cluster.nodes[command.node]) return;
    this.#book.accept(command);
    if (command.kind === 'cordon') this.#begin(() => this.#cordon(command.node));
    else if (command.kind === 'repair') this.#begin(() => this.#repair(command.node));
    else if (command.kind === 'uncordon') this.#begin(() => this.#uncordon(command.node));
    else if (command.kind === 'warm') this.#begin(() => this.#warm(command.node));
    else if (command.kind === 'inspect') {
      // A cluster tells of nodes alone, and never of a domain: none is out of reach.
      this.#emit({ kind: 'domainRestored', domain: command.domain });
    } else if (command.kind === 'setSweep') {
      this.#setSweep(this.#options.clock.now + toMicros(command.after));
    }
    this.#writeSoon();
  }

  async #cordon(id: NodeId): Promise<void> {
    if (!(await this.#cluster.cordon(id))) return;
    this.#noteNode(id);
    this.#emit({ kind: 'cordoned', node: id });
  }

  async #uncordon(id: NodeId): Promise<void> {
    if (!(await this.#cluster.uncordon(id))) return;
    this.#noteNode(id);
    this.#emit({ kind: 'uncordoned', node: id, answers: this.#book.newestAbout(id) });
  }

  /** One repair of a node for all who asked meanwhile. */
  async #repair(id: NodeId): Promise<void> {
    if (this.#inRepair.has(id)) return;
    this.#inRepair.add(id);
    const isWell = await this.#cluster.repair(id).finally(() => this.#inRepair.delete(id));
    this.#noteNode(id);
    if (isWell) this.#emit({ kind: 'repaired', node: id, answers: this.#book.newestAbout(id) });
  }

  #noteNode(id: NodeId): void {
    this.#writeNow();
    this.#tellNode(id);
  }

  async #warm(id: NodeId): Promise<void> {
    if (await this.#cluster.raise([id])) this.#emit({ kind: 'warmed', node: id });
  }

  #setSweep(due: Micros): void {
    const { clock } = this.#options;
    this.#sweep?.stop();
    const stop = clock.after(Math.max(0, due - clock.now), () => {
      this.#sweep = undefined;
      this.#writeSoon();
      this.#emit({ kind: 'sweepDue' });
    });
    this.#sweep = { due, stop };
  }

  #onNodeFailed(node: NodeId, cause: string): void {
    if (this.#isClosed) return;
    this.#writeNow();
    this.#emit({ kind: 'nodeFailed', node, cause });
    for (const runner of this.#runners.values()) runner.onNodeDied(node, cause);
  }

  #onNodeRestored(node: NodeId): void {
    this.#noteNode(node);
    this.#emit({ kind: 'repaired', node });
    this.#emit({ kind: 'uncordoned', node });
  }

  #clusterHost(): ClusterHost {
    return {
      clock: this.#options.clock,
      hear: (news) => {
        if (!this.#isClosed) this.#runners.get(news.run)?.hear(news);
      },
      learn: (reports: readonly RankReport[]) => {
        if (this.#isClosed) return;
        for (const runner of this.#runners.values()) {
          runner.learn(reports.filter(({ run }) => run === runner.run.run));
        }
      },
      nodeFailed: (node, cause) => this.#whenAttached(() => this.#onNodeFailed(node, cause)),
      nodeRestored: (node) => this.#whenAttached(() => this.#onNodeRestored(node)),
      nodeRepaired: (node) =>
        this.#whenAttached(() => {
          this.#noteNode(node);
          this.#emit({ kind: 'repaired', node, answers: this.#book.newestAbout(node) });
        }),
      drainDue: (nodes, reason) =>
        this.#whenAttached(() => this.#emit({ kind: 'drainDue', nodes, reason })),
      nodeChanged: (node) => this.#tellNode(node),
      write: () => this.#writeNow(),
      note: (run, text) =>
        this.#tell(this.#book.fenceOf(run), { kind: 'note', rank: undefined, text }),
    };
  }

  #runHost(): RunHost {
    return {
      clock: this.#options.clock,
      book: this.#book,
      cluster: this.#cluster,
      emit: (body, fence) => this.#emit(body, fence),
      tell: (about, body) => this.#tell(about, body),
      confirm: (command, answer) => this.#confirm(command, answer),
      undo: (command, why) => this.#undo(command, why),
      write: () => this.#writeNow(),
      writeSoon: () => this.#writeSoon(),
      begin: (effect) => this.#begin(effect),
      take: (nodes, command) => this.#take(nodes, command),
    };
  }

  #take(nodes: readonly NodeId[], command: Command): boolean {
    if (this.#book.isOvertaken(nodes, command.id)) return false;
    const others = [...this.#runners.values()].filter(
      ({ run, gang }) => run.run !== command.run && nodes.some((node) => gang.members.has(node)),
    );
    if (others.some(({ hasLiveAttempt }) => hasLiveAttempt)) return false;
    for (const { gang } of others) for (const node of nodes) gang.members.delete(node);
    this.#book.give(nodes, command.id);
    return true;
  }

  #confirm(command: Command, answer: RunEventBody): void {
    if (!this.#book.confirm(command, answer)) return;
    this.#writeNow();
    this.#emit(answer, command);
  }

  #undo(command: Command, why: string): void {
    this.#book.undo(command);
    this.#writeSoon();
    const text = `The order "${command.kind}" could not be carried out: ${why}.`;
    this.#tell(command, { kind: 'note', rank: undefined, text });
  }

  #begin(effect: () => Promise<void>): void {
    const running: Promise<void> = effect()
      .catch((error: unknown) => {
        // A bug must not end the control plane of other runs; the order stays unconfirmed.
        process.emitWarning(error instanceof Error ? error : String(error));
      })
      .finally(() => this.#effects.delete(running));
    this.#effects.add(running);
  }

  #emit(body: EventBody, fence?: Fence): void {
    if (this.#isClosed) return;
    this.#lastAt = Math.max(this.#lastAt, Math.round(this.#options.clock.now));
    const under = fence && { run: fence.run, attempt: fence.attempt, epoch: fence.epoch };
    const event = { at: this.#lastAt, ...under, ...body } as SupervisorEvent;
    for (const listener of this.#listeners) listener(event);
  }

  #tell({ run, attempt }: Pick<Fence, 'run' | 'attempt'>, body: TelemetryBody): void {
    const telemetry = { at: this.#options.clock.now, run, attempt, ...body };
    for (const watcher of this.#watchers) watcher(telemetry);
  }

  #tellNode(node: NodeId): void {
    const status = this.#cluster.nodes[node]!.status();
    const telemetry = { at: this.#options.clock.now, kind: 'node', status } as const;
    for (const watcher of this.#watchers) watcher(telemetry);
  }

  #idsOf(is: (node: ClusterNode) => boolean): NodeId[] {
    return this.#cluster.nodes.filter(is).map(({ id }) => id);
  }

  #restore(saved: SavedEngine): void {
    this.#book.restore(saved.book);
    for (const run of saved.runs) this.#runners.get(run.run)?.restore(run);
    this.#cluster.restore(saved);
    if (saved.sweepDue !== undefined) this.#setSweep(saved.sweepDue);
  }

  #writeSoon(): void {
    this.#writeTimer ??= setTimeout(() => this.#writeNow(), WRITE_DELAY);
  }

  /** A disk that takes nothing stops no run: the state is written when it does again. */
  #writeNow(): void {
    clearTimeout(this.#writeTimer);
    this.#writeTimer = undefined;
    if (this.#isClosed) return;
    try {
      writeEngineState(this.#path, this.#save());
      this.#isUnwritable = false;
    } catch (error) {
      this.#writeTimer = setTimeout(() => this.#writeNow(), RETRY_DELAY);
      if (this.#isUnwritable) return;
      this.#isUnwritable = true;
      const text = `The state of the engine cannot be written: ${error}.`;
      for (const run of this.#runners.keys()) {
        this.#tell(this.#book.fenceOf(run), { kind: 'note', rank: undefined, text });
      }
    }
  }

  #save(): SavedEngine {
    return {
      format: 'gigafactory-engine',
      version: 1,
      book: this.#book.snapshot(),
      runs: [...this.#runners.values()].map((runner) => runner.save()),
      ...this.#cluster.snapshot(),
      sweepDue: this.#sweep?.due,
    };
  }
}
