import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { failed, mapValue, ok, type Problem, type Result } from '@gigafactory/core/base';
import { beginning, commandsAgain } from '@gigafactory/core/control';
import type { RunDetail, RunSummary, StartOrder } from '@gigafactory/core/control-plane';
import type { DesiredRun } from '@gigafactory/core/study';
import type { JournalInfo, JournalStore } from '../journal/index.ts';
import type { RunOperation } from '../threads/run.ts';
import type { Say } from './control-log.ts';
import { type DiskWatch, watchDisk } from './disk.ts';
import { engineRequest, type Placed } from './engine-options.ts';
import type { Engines } from './engines.ts';
import { Fleet, type Held, type Ledger } from './fleet.ts';
import { checkUnused, type Joined, type Prepared, place, prepare } from './launch.ts';
import { LiveRun } from './live-run.ts';
import { OverRun } from './over-run.ts';
import { takeUp } from './reattach.ts';
import { RunFolder, type RunRecord } from './run-folder.ts';
import type { LiveUnit } from './services/live-unit.ts';
import { isOfServices, type Units } from './services/units.ts';

export interface RunsParts {
  readonly units: Units;
  readonly store: JournalStore;
  /** The folder of all runs. */
  readonly folder: string;
  /** Runs the operations of the core. */
  readonly run: RunOperation;
  readonly log: Say;
  readonly engines: Engines;
  /** How a shared disk is asked and how often; only tests say so. */
  readonly disk?: Pick<DiskWatch, 'freeShare' | 'lookMs'> | undefined;
}

export type AnyRun = LiveRun | OverRun;

/** All runs of a state folder: those that live, and what became of the others. */
export class Runs {
  readonly #parts: RunsParts;
  readonly #runs = new Map<string, AnyRun>();
  /** Runs that cannot be taken up, with the reason. */
  readonly #lost = new Map<string, Problem>();
  #starting: Promise<unknown> = Promise.resolve();
  #pause: string | undefined;
  readonly #stopWatching = new Set<() => void>();

  constructor(parts: RunsParts) {
    this.#parts = parts;
  }

  /** Takes up every run of the journal: attaches to those that live. */
  async open(): Promise<void> {
    this.#match();
    await Promise.all(
      this.#journals().map(async (info) => {
        const result = await this.#take(info).catch((error: unknown) =>
          failed({ code: 'run.unreadable', message: `Run ${info.name} cannot be read: ${error}` }),
        );
        if (result.ok) return;
        this.#lost.set(info.name, result.problems[0]!);
        for (const { code = 'run.unreadable', message } of result.problems)
          this.#parts.log({ level: 'error', event: code, message, run: info.name });
      }),
    );
  }

  summaries(): RunSummary[] {
    return [...this.#runs.values()].map((run) => run.summary());
  }

  /** Codes: `run.unknown`, and those of a run that cannot be taken up. */
  find(name: string): Result<AnyRun> {
    const run = this.#runs.get(name);
    if (run) return ok(run);
    const known = [...this.#runs.keys()];
    const there = known.length === 0 ? 'there is none yet' : `there are ${known.join(', ')}`;
    return failed(
      this.#lost.get(name) ?? {
        code: 'run.unknown',
        message: `There is no run "${name}"; ${there}.`,
      },
    );
  }

  /** All of them, those that live first, then those that began last. */
  all(): AnyRun[] {
    const over = [...this.#runs.values()].flatMap((run) =>
      run instanceof LiveRun ? [] : [{ run, began: run.summary().startedAt }],
    );
    over.sort((a, b) => b.began.localeCompare(a.began));
    return [...this.live(), ...over.map(({ run }) => run)];
  }

  live(): LiveRun[] {
    return [...this.#runs.values()].filter((run) => run instanceof LiveRun);
  }

  /** One run is started after the other. */
  start(order: StartOrder): Promise<Result<RunSummary>> {
    const started = this.#starting.then(() => this.#start(order));
    this.#starting = started.catch(() => {});
    return started;
  }

  pause(reason: string): void {
    this.#pause = reason;
    for (const run of this.live()) run.pause('state', reason);
  }

  goOn(words: string): void {
    this.#pause = undefined;
    for (const run of this.live()) run.goOn('state', words);
  }

  /** Leaves everything running for the next control plane. */
  async detach(signal: AbortSignal): Promise<void> {
    for (const stop of this.#stopWatching) stop();
    await Promise.all(this.live().map((run) => run.detach(signal)));
  }

  /** Has those begin that a crash kept from it. */
  begin(): void {
    for (const run of this.live()) if (run.parts.sharing) run.request();
  }

  async #start(order: StartOrder): Promise<Result<RunSummary>> {
    let opened: Awaited<ReturnType<Units['open']>> = ok(undefined);
    const join = async ({ name }: DesiredRun): Promise<Result<Joined | undefined>> => {
      if (this.#isTaken(name)) return refuse(this.#runs.get(name), name);
      opened = await this.#parts.units.open(order, name);
      return mapValue(opened, (found) => found?.unit.joined);
    };
    const { folder, run, engines } = this.#parts;
    const prepared = await prepare(order, { runs: folder, run, engines, join });
    const found = opened.ok ? opened.value : undefined;
    const started = prepared.ok
      ? await this.#startPrepared(order, prepared.value, found?.unit)
      : prepared;
    found?.done();
    return started;
  }

  #isTaken(name: string): boolean {
    return this.#runs.get(name) instanceof LiveRun || this.#lost.has(name);
  }

  async #startPrepared(
    order: StartOrder,
    prepared: Prepared,
    unit: LiveUnit | undefined,
  ): Promise<Result<RunSummary>> {
    const { store, folder } = this.#parts;
    const { name, journalStart } = prepared.desired;
    const earlier = this.#runs.get(name);
    if (earlier instanceof LiveRun || this.#lost.has(name)) return refuse(earlier, name);
    if (order.resume && !earlier) {
      const message = `There is no earlier run ${name} to go on from: start it without --resume.`;
      return failed({ code: 'run.noEarlier', message });
    }
    if (unit && !order.resume && unit.fleet.runOf(name).phase !== 'pending') {
      const message = `Run ${name} was led with what is still live of ${unit.name}, whose journal goes on with it: go on with --resume, or stop the rest first.`;
      return failed({ code: 'run.again', message });
    }
    const draft = join(folder, `.new-${name}`);
    rmSync(draft, { recursive: true, force: true });
    const placed = place(prepared, order, { path: draft, clock: unit?.fleet.clock });
    const checked = await this.#check(placed, order);
    if (!checked.ok) {
      discard(placed);
      return checked;
    }
    const before = earlier && this.#setAside(earlier);
    const path = join(folder, name);
    renameSync(draft, path);
    const { record } = prepared;
    const { startedAt } = record;
    if (before && order.resume) takeCheckpoints(before, record, path);
    const created = await store.create(name, { start: journalStart, startedAt });
    if (!created.ok) return created;
    const live = this.#begin({ ...placed, folder: new RunFolder(path) }, unit);
    return ok(live.summary());
  }

  /** Nothing of an earlier run is touched before the engine is known to be able to run the new one. */
  async #check({ record, ...placed }: Placed, { resume = false }: StartOrder) {
    const isOwn =
      record.checkpoints === ownCheckpoints(record, join(this.#parts.folder, record.run));
    const checkpoints = isOwn ? ownCheckpoints(record, placed.folder.path) : record.checkpoints;
    const draft = { ...placed, record: { ...record, checkpoints } };
    const problems = await this.#parts.engines.check(engineRequest(draft));
    if (problems.length > 0) return failed(...problems);
    return resume || isOwn ? ok(undefined) : checkUnused(checkpoints);
  }

  #begin(placed: Placed, unit: LiveUnit | undefined): LiveRun {
    const live = unit ? this.#joined(placed, unit) : this.#alone(placed);
    live.request();
    const message = `Run ${live.name} was started by ${placed.record.startedBy}.`;
    this.#parts.log({ level: 'info', event: 'run.started', message, run: live.name });
    if (this.#pause !== undefined) live.pause('state', this.#pause);
    return live;
  }

  #alone(placed: Placed): LiveRun {
    const followed = beginning(placed.desired.supervisor);
    const fleet = this.#fleetOf(placed, { followed, lines: 1, held: undefined });
    const live = this.#attach(placed, { fleet });
    fleet.begin([]);
    return live;
  }

  /** Led by the supervisor of a unit, on its nodes. */
  #joined(placed: Placed, unit: LiveUnit): LiveRun {
    // The engine of the unit made the folders of those alone that were there when it was attached.
    mkdirSync(placed.record.checkpoints, { recursive: true });
    unit.place(placed);
    return this.#attach(placed, { fleet: unit.fleet, sharing: unit });
  }

  #fleetOf(placed: Placed, at: Ledger & { readonly held: Held | undefined }): Fleet {
    const { store, engines } = this.#parts;
    const engine = engines.attach(engineRequest(placed));
    const { clock, desired } = placed;
    return new Fleet({ ...at, store, engine, clock, journal: desired.name });
  }

  #attach(placed: Placed, led: Pick<LiveRun['parts'], 'fleet' | 'sharing'>): LiveRun {
    const { store, log } = this.#parts;
    const { name } = placed.desired;
    const over = (detail: RunDetail) => {
      stopWatching();
      this.#runs.set(name, new OverRun(name, placed.folder, detail));
      const message = `Run ${name} is over (${detail.state}): ${detail.reason}`;
      log({ level: 'info', event: `run.${detail.state}`, message, run: name });
    };
    const live = new LiveRun({ ...placed, ...led, store, over });
    this.#runs.set(name, live);
    const stopWatching = this.#watchShared(placed, live);
    return live;
  }

  /** Its checkpoints are on another disk than the state folder. */
  #watchShared({ record }: Placed, live: LiveRun): () => void {
    if (!record.site) return () => {};
    const stop = watchDisk({
      folder: record.site.shared,
      full: (reason) => live.pause('shared', reason),
      free: (words) => live.goOn('shared', words),
      ...this.#parts.disk,
    });
    this.#stopWatching.add(stop);
    return () => {
      stop();
      this.#stopWatching.delete(stop);
    };
  }

  async #take(info: JournalInfo): Promise<Result<undefined>> {
    const folder = new RunFolder(join(this.#parts.folder, info.name));
    if (info.endedAt === undefined) return this.#goOn(info, folder);
    const over = OverRun.open(info.name, folder);
    if (over) this.#runs.set(info.name, over);
    else {
      const message = `The folder ${folder.path} does not say how run ${info.name} ended.`;
      return failed({ code: 'run.unreadable', message });
    }
    return ok(undefined);
  }

  /** Goes on with a run that lives. */
  async #goOn(info: JournalInfo, folder: RunFolder): Promise<Result<undefined>> {
    const record = folder.record();
    if (!record) throw new Error(`${folder.path} has no run.json`);
    const own = { folder, record, desired: folder.desired(), environment: folder.environment() };
    if (record.unit) {
      const unit = this.#parts.units.find(record.unit);
      if (!unit) throw new Error(`${record.unit.name}, which it was led with, is not live`);
      await this.#joined({ ...own, clock: unit.fleet.clock }, unit).recall();
      return ok(undefined);
    }
    const taken = await takeUp(this.#parts.store, info.name);
    if (!taken.ok) return taken;
    const { clock, followed } = taken.value;
    const placed = { ...own, clock };
    const fleet = this.#fleetOf(placed, taken.value);
    await this.#attach(placed, { fleet }).recall();
    fleet.begin(commandsAgain(followed, clock.now));
    fleet.engine.inventory();
    return ok(undefined);
  }

  /** Keeps the run that is over as `NAME@1`, the next as `NAME@2`, as its journal is. */
  #setAside({ name, folder }: OverRun): RunFolder {
    const aside = `${name}@${this.#generations(name)}`;
    const path = join(this.#parts.folder, aside);
    renameSync(folder.path, path);
    const moved = new RunFolder(path);
    this.#runs.delete(name);
    const over = OverRun.open(aside, moved);
    if (over) this.#runs.set(aside, over);
    return moved;
  }

  /** Those of services are others' affair. */
  #journals(): JournalInfo[] {
    return this.#parts.store.list().filter((info) => !isOfServices(info));
  }

  #generations(name: string): number {
    return this.#parts.store.list().filter((info) => info.run === name).length;
  }

  /** Ends the renaming that a crash may have cut off: a folder and its journal began at the same time. */
  #match(): void {
    const { folder, log } = this.#parts;
    const names = readdirSync(folder);
    const began = new Map(
      names.flatMap((name) => {
        const record = name.startsWith('.')
          ? undefined
          : new RunFolder(join(folder, name)).record();
        return record ? [[`${record.run} ${record.startedAt}`, name] as const] : [];
      }),
    );
    for (const name of names) {
      if (name.startsWith('.new-')) rmSync(join(folder, name), { recursive: true, force: true });
    }
    // The earliest first: its name is free once the later one has left it.
    for (const info of this.#journals().reverse()) {
      const name = began.get(`${info.run} ${info.startedAt}`);
      if (name === undefined || name === info.name) continue;
      const target = join(folder, info.name);
      if (existsSync(target)) renameSync(target, `${target}.unknown-${Date.now()}`);
      renameSync(join(folder, name), target);
      const message = `The folder ${name} is of run ${info.name} and was renamed.`;
      log({ level: 'warning', event: 'run.renamed', message, run: info.name });
    }
  }
}

function refuse(run: AnyRun | undefined, name: string): Result<never> {
  const since = run
    ? ` since ${run.summary().startedAt}, started by ${run.summary().startedBy}`
    : '';
  const message = `Run ${name} is live${since}: stop it first with "gigafactory stop ${name}".`;
  return failed({ code: 'run.live', message });
}

/** Where the checkpoints of a run are that names no other place. */
function ownCheckpoints({ site }: RunRecord, path: string): string {
  return join(site?.shared ?? path, 'checkpoints');
}

/** Those that belonged to the earlier run go on with this one, from another disk too. */
function takeCheckpoints(before: RunFolder, record: RunRecord, path: string): void {
  const from = ownCheckpoints(before.record()!, before.path);
  const to = ownCheckpoints(record, path);
  if (record.checkpoints !== to || !existsSync(from)) return;
  rmSync(to, { recursive: true, force: true });
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    cpSync(from, to, { recursive: true, preserveTimestamps: true });
    rmSync(from, { recursive: true });
  }
}

/** Removes what was written for a run that does not begin. */
function discard({ folder, record }: Placed): void {
  rmSync(folder.path, { recursive: true, force: true });
  if (record.site) rmSync(record.site.shared, { recursive: true, force: true });
}
