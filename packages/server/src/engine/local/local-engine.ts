import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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
import type { Wire } from './agent-link.ts';
import type { RankReport } from './agent-protocol.ts';
import { readEngineState, type SavedEngine, writeEngineState } from './engine-state.ts';
import { LocalNode } from './local-node.ts';
import type { LocalEngineOptions } from './options.ts';
import type { RunHost, TelemetryBody } from './run-host.ts';
import { Runner } from './runner.ts';
import type { LocalEngine, LocalRunStatus, LocalTelemetry, NodeStatus } from './telemetry.ts';

const LOGS = { bytes: 100e6, files: 10 };
/** s */
const AGENT_PATIENCE = 600;
/** ms within which changes that can be repeated are written together. */
const WRITE_DELAY = 50;
/** ms after which a write that failed is tried again. */
const RETRY_DELAY = 1000;

// Once compiled, the agent is next to this file.
const AGENT = fileURLToPath(new URL('./agent.js', import.meta.url));

type FleetCommand = Command & { readonly run: '' };

/** An engine whose nodes are agent processes on this machine, and which finds again what an earlier one left. */
export class ProcessEngine implements LocalEngine {
  readonly attached: Promise<void>;
  readonly #options: LocalEngineOptions;
  readonly #path: string;
  readonly #book: OrderBook;
  readonly #nodes: readonly LocalNode[];
  readonly #runners: ReadonlyMap<RunId, Runner>;
  readonly #inRepair = new Set<NodeId>();
  readonly #effects = new Set<Promise<void>>();
  #listeners: readonly EngineListener[] = [];
  #watchers: readonly ((telemetry: LocalTelemetry) => void)[] = [];
  /** What came before the agents were found again. */
  #waiting: (() => void)[] | undefined = [];
  readonly #orphans: { readonly node: LocalNode; readonly run: RunId }[] = [];
  #lastAt: Micros = 0;
  #sweep: { readonly due: Micros; readonly stop: () => void } | undefined;
  #writeTimer: NodeJS.Timeout | undefined;
  #isUnwritable = false;
  #isClosed = false;

  constructor(options: LocalEngineOptions, wire?: Wire) {
    const { folder, nodes, runs } = options;
    this.#options = options;
    this.#path = join(folder, 'engine.json');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#book = new OrderBook({ runs: runs.map(({ run }) => run), nodes: nodes.length });
    const nodeHost = this.#nodeHost(wire);
    this.#nodes = nodes.map(
      (name, id) => new LocalNode(id, name, join(folder, 'nodes', String(id)), nodeHost),
    );
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

  watch(listener: (telemetry: LocalTelemetry) => void): () => void {
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

  status(run: RunId): LocalRunStatus {
    const runner = this.#runners.get(run);
    if (!runner) throw new RangeError(`the engine has no run "${run}"`);
    return runner.status();
  }

  nodes(): readonly NodeStatus[] {
    return this.#nodes.map((node) => node.status());
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
    for (const node of this.#nodes) node.close();
  }

  async dismiss(): Promise<void> {
    await this.attached;
    const inUse = new Set(
      [...this.#runners.values()].flatMap(({ gang }) => (gang.attempt ? [...gang.members] : [])),
    );
    const free = this.#nodes.filter((node) => !inUse.has(node.id));
    await Promise.all(free.map((node) => node.dismiss()));
  }

  /** Whether an order is being carried out, or its outcome is awaited from ranks. */
  get isBusy(): boolean {
    return this.#effects.size > 0 || [...this.#runners.values()].some(({ isBusy }) => isBusy);
  }

  async #attach(): Promise<void> {
    await Promise.all(this.#nodes.map((node) => node.find()));
    await Promise.all(this.#orphans.map(({ node, run }) => node.clear(run)));
    for (const runner of this.#runners.values()) await runner.gang.store.open().catch(() => {});
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    if (this.#isClosed) return;
    for (const runner of this.#runners.values()) this.#begin(() => runner.resume());
    for (const act of waiting) act();
  }

  /** While the engine attaches: notes ranks that no attempt it knows of has. */
  #noteOrphans(node: LocalNode, reports: readonly RankReport[]): void {
    for (const { run, attempt, end } of reports) {
      if (end || this.#runners.get(run)?.gang.attempt?.id === attempt) continue;
      this.#orphans.push({ node, run });
    }
  }

  #whenAttached(act: () => void): void {
    if (this.#isClosed) return;
    if (this.#waiting) this.#waiting.push(act);
    else act();
  }

  #executeForFleet(command: FleetCommand): void {
    if (this.#book.judge(command) === 'refuse') return;
    if ('node' in command && !this.#nodes[command.node]) return;
    this.#book.accept(command);
    if (command.kind === 'cordon') this.#cordon(command.node);
    else if (command.kind === 'repair') this.#begin(() => this.#repair(command.node));
    else if (command.kind === 'uncordon') this.#uncordon(command.node);
    else if (command.kind === 'warm') this.#begin(() => this.#warm(command.node));
    else if (command.kind === 'inspect') {
      // All nodes are on this machine: no part of the site fails without it.
      this.#emit({ kind: 'domainRestored', domain: command.domain });
    } else if (command.kind === 'setSweep') {
      this.#setSweep(this.#options.clock.now + toMicros(command.after));
    }
    this.#writeSoon();
  }

  #cordon(id: NodeId): void {
    const node = this.#nodes[id]!;
    node.isCordoned = true;
    this.#writeNow();
    this.#tellNode(node);
    this.#emit({ kind: 'cordoned', node: id });
  }

  #uncordon(id: NodeId): void {
    const node = this.#nodes[id]!;
    if (node.isBroken) return;
    node.isCordoned = false;
    this.#writeNow();
    this.#tellNode(node);
    this.#emit({ kind: 'uncordoned', node: id, answers: this.#book.newestAbout(id) });
  }

  /** The repair of a node is a new agent that answers; one for all who asked meanwhile. */
  async #repair(id: NodeId): Promise<void> {
    if (this.#inRepair.has(id)) return;
    const node = this.#nodes[id]!;
    if (node.isBroken) {
      node.isCordoned = true;
      this.#inRepair.add(id);
      const isWell = await node.renew();
      this.#inRepair.delete(id);
      this.#writeNow();
      if (!isWell) return;
    }
    this.#emit({ kind: 'repaired', node: id, answers: this.#book.newestAbout(id) });
  }

  async #warm(id: NodeId): Promise<void> {
    if (await this.#raise([id])) this.#emit({ kind: 'warmed', node: id });
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

  /** Starts the agents of nodes; one that cannot be started is broken, which is reported. */
  async #raise(ids: readonly NodeId[]): Promise<boolean> {
    const known = ids.flatMap((id) => this.#nodes[id] ?? []);
    const areUp = await Promise.all(known.map((node) => node.ensure()));
    if (this.#isClosed) return false;
    known.forEach((node, index) => {
      if (areUp[index] || node.isBroken) return;
      node.isBroken = true;
      this.#onDeath(node, 'agent did not start');
    });
    return known.length === ids.length && areUp.every((isUp) => isUp);
  }

  #onDeath(node: LocalNode, cause: string): void {
    if (this.#isClosed) return;
    this.#writeNow();
    this.#emit({ kind: 'nodeFailed', node: node.id, cause });
    for (const runner of this.#runners.values()) runner.onNodeDied(node.id);
  }

  #nodeHost(wire: Wire | undefined) {
    const { agentScript, agentPatience, logs } = this.#options;
    return {
      script: agentScript ?? AGENT,
      logs: logs ?? LOGS,
      agentPatience: (agentPatience ?? AGENT_PATIENCE) * 1000,
      wire,
      hear: (_: LocalNode, news: Parameters<Runner['hear']>[0]) => {
        if (!this.#isClosed) this.#runners.get(news.run)?.hear(news);
      },
      learn: (node: LocalNode, reports: readonly RankReport[]) => {
        if (this.#isClosed) return;
        if (this.#waiting) this.#noteOrphans(node, reports);
        for (const runner of this.#runners.values()) {
          runner.learn(reports.filter(({ run }) => run === runner.run.run));
        }
      },
      died: (node: LocalNode, cause: string) =>
        this.#whenAttached(() => this.#onDeath(node, cause)),
      changed: (node: LocalNode) => this.#tellNode(node),
    };
  }

  #runHost(): RunHost {
    return {
      clock: this.#options.clock,
      book: this.#book,
      nodes: this.#nodes,
      emit: (body, fence) => this.#emit(body, fence),
      tell: (about, body) => this.#tell(about, body),
      confirm: (command, answer) => this.#confirm(command, answer),
      undo: (command, why) => this.#undo(command, why),
      write: () => this.#writeNow(),
      writeSoon: () => this.#writeSoon(),
      begin: (effect) => this.#begin(effect),
      take: (nodes, command) => this.#take(nodes, command),
      blame: (nodes) => {
        for (const id of nodes) this.#nodes[id]!.isBroken = true;
      },
      raise: (nodes) => this.#raise(nodes),
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

  #tellNode(node: LocalNode): void {
    const telemetry = { at: this.#options.clock.now, kind: 'node', status: node.status() } as const;
    for (const watcher of this.#watchers) watcher(telemetry);
  }

  #idsOf(is: (node: LocalNode) => boolean): NodeId[] {
    return this.#nodes.filter(is).map(({ id }) => id);
  }

  #restore(saved: SavedEngine): void {
    this.#book.restore(saved.book);
    for (const run of saved.runs) this.#runners.get(run.run)?.restore(run);
    for (const node of this.#nodes) {
      const heard = saved.heard?.find((each) => each.node === node.id);
      node.restore(saved.broken.includes(node.id), saved.cordoned.includes(node.id), heard);
    }
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
      broken: this.#idsOf(({ isBroken }) => isBroken),
      cordoned: this.#idsOf(({ isCordoned }) => isCordoned),
      heard: this.#nodes.flatMap(({ id, heard }) => (heard ? [{ node: id, ...heard }] : [])),
      sweepDue: this.#sweep?.due,
    };
  }
}

/** Attaches to the nodes of a folder, with whatever an earlier engine left running there. */
export function attachLocalEngine(options: LocalEngineOptions): LocalEngine {
  return new ProcessEngine(options);
}
