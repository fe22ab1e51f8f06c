import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { failed, mapValue, ok, type Problem, type Result } from '@gigafactory/core/base';
import { beginning, commandsAgain } from '@gigafactory/core/control';
import {
  type LiveEndpoint,
  type ServiceDetail,
  type ServiceStart,
  type ServiceSummary,
  type StartOrder,
  serviceDetail,
} from '@gigafactory/core/control-plane';
import { z } from 'zod';
import type { JournalInfo, JournalStore } from '../../journal/index.ts';
import type { RunOperation } from '../../threads/run.ts';
import type { Say } from '../control-log.ts';
import type { Placed } from '../engine-options.ts';
import type { Engines } from '../engines.ts';
import { takeUp } from '../reattach.ts';
import { RunClock } from '../run-clock.ts';
import { RunFolder } from '../run-folder.ts';
import { desiredOf, type PreparedUnit, prepareUnit, type UnitStart } from './launch-unit.ts';
import { LiveUnit, type UnitParts } from './live-unit.ts';
import type { ServiceDesk } from './service-desk.ts';
import { UnitFolder, type Version } from './unit-folder.ts';
import { type PlacedUnit, unitRequest } from './unit-request.ts';
import { isOfServices, PREFIX, type Units } from './units.ts';

/** Why a run is led alone: its file has no services that are run for real. */
const ALONE: ReadonlySet<string> = new Set(['service.none', 'service.program']);

/** How often a unit that ends is looked at, ms. */
const LOOK_MS = 20;

interface OpenUnit {
  readonly unit: LiveUnit;
  readonly prepared: PreparedUnit;
  readonly isNew: boolean;
  readonly done: () => void;
}

export interface ServicesParts {
  readonly store: JournalStore;
  /** The folder of all services, and of all runs. */
  readonly folder: string;
  readonly runs: string;
  /** Runs the operations of the core. */
  readonly run: RunOperation;
  readonly log: Say;
  readonly engines: Engines;
}

/** A service that lives, or what became of it. */
export type FoundService =
  | { readonly isLive: true; readonly unit: LiveUnit; readonly desk: ServiceDesk }
  | { readonly isLive: false; readonly detail: ServiceDetail };

const ended = z.object({ services: z.array(serviceDetail) });

/** All services of a state folder: those that live, and what became of the last of each name. */
export class Services {
  readonly #parts: ServicesParts;
  readonly #units = new Map<string, LiveUnit>();
  readonly #over = new Map<string, ServiceDetail>();
  #starting: Promise<unknown> = Promise.resolve();

  constructor(parts: ServicesParts) {
    this.#parts = parts;
  }

  /** Takes up all services of the journal: attaches to those that live. */
  async open(): Promise<void> {
    const { store, folder, log } = this.#parts;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const info of store.list().filter(isOfServices)) {
      const taken = await this.#take(info).catch((error: unknown) =>
        failed({ code: 'service.unreadable', message: `${info.name} cannot be read: ${error}` }),
      );
      if (taken.ok) continue;
      for (const { code = 'service.unreadable', message } of taken.problems)
        log({ level: 'error', event: code, message, run: info.name });
    }
  }

  /** Goes on with those that live, once the runs that are led with them have joined them. */
  begin(): void {
    for (const unit of this.#units.values()) {
      unit.begin(commandsAgain(unit.parts.followed, unit.fleet.clock.now));
      unit.fleet.engine.inventory();
    }
  }

  /** What a run of the file joins; see `Units`. */
  async openUnit(order: StartOrder, run: string): ReturnType<Units['open']> {
    const desired = await desiredOf({ for: 'run', ...order }, this.#parts.run);
    // Without services that are run for real it is led alone.
    if (!desired.ok) {
      const isAlone = desired.problems.every(({ code }) => code && ALONE.has(code));
      return isAlone ? ok(undefined) : desired;
    }
    if (!desired.value.runs.some(({ name }) => name === run)) return ok(undefined);
    const opened = this.#starting.then(() => this.#open({ for: 'run', ...order }));
    this.#starting = opened.catch(() => {});
    return mapValue(await opened, ({ unit, done }) => ({ unit, done }));
  }

  findUnit({ name, startedAt }: { readonly name: string; readonly startedAt: number }) {
    const unit = this.#units.get(name);
    return unit?.parts.record.startedAt === startedAt ? unit : undefined;
  }

  summaries(): ServiceSummary[] {
    const live = [...this.#units.values()].flatMap((unit) => unit.summaries());
    const names = new Set(live.map(({ service }) => service));
    const over = [...this.#over.values()].filter(({ service }) => !names.has(service));
    return [...live, ...over.map(summaryOf)];
  }

  endpoints(): LiveEndpoint[] {
    return [...this.#units.values()].flatMap((unit) => unit.endpoints());
  }

  /** Code: `service.unknown`. */
  find(name: string): Result<FoundService> {
    for (const unit of this.#units.values()) {
      const desk = unit.deskNamed(name);
      if (desk) return ok({ isLive: true, unit, desk });
    }
    const detail = this.#over.get(name);
    if (detail) return ok({ isLive: false, detail });
    const known = this.summaries().map(({ service }) => service);
    const there = known.length === 0 ? 'there is none yet' : `there are ${known.join(', ')}`;
    return failed({ code: 'service.unknown', message: `There is no service "${name}"; ${there}.` });
  }

  /** One unit is started after the other. Codes: those of `prepareUnit`, `service.live`, `service.other`. */
  start(order: ServiceStart): Promise<Result<{ services: ServiceSummary[] }>> {
    const started = this.#starting.then(() => this.#start(order));
    this.#starting = started.catch(() => {});
    return started;
  }

  /** Leaves everything running for the next control plane. */
  async detach(signal: AbortSignal): Promise<void> {
    await Promise.all([...this.#units.values()].map((unit) => unit.detach(signal)));
  }

  async #start(order: ServiceStart): Promise<Result<{ services: ServiceSummary[] }>> {
    const opened = await this.#open({ for: 'services', ...order });
    if (!opened.ok) return opened;
    const { unit, prepared, isNew, done } = opened.value;
    const started = isNew ? ok(unit.request()) : await this.#more(unit, prepared, order);
    done();
    return mapValue(started, () => ({ services: unit.summaries() }));
  }

  /** The unit of a file, begun if it is not live, and kept until `done` is called. */
  async #open(order: UnitStart): Promise<Result<OpenUnit>> {
    const { folder, run, engines } = this.#parts;
    const prepared = await prepareUnit(order, { folder, run, engines }, Date.now());
    if (!prepared.ok) return prepared;
    const { desired } = prepared.value;
    const live = await this.#live(desired.name);
    if (live) {
      const changed = changeOf(live.parts.desired, desired);
      if (changed === undefined)
        return ok({ unit: live, prepared: prepared.value, isNew: false, done: live.keep() });
      const message = `Of services that are live only their programs can be changed, and ${changed} is another: stop them first.`;
      return failed({ code: 'service.other', message });
    }
    const taken = desired.services.find((each) => this.#isLive(each.name));
    if (taken) {
      const message = `The service ${taken.name} is live: stop it first with "gigafactory stop ${taken.name}".`;
      return failed({ code: 'service.live', message });
    }
    return mapValue(await this.#create(prepared.value, order), (unit) => ({
      ...{ unit, prepared: prepared.value, isNew: true, done: unit.keep() },
    }));
  }

  /** The unit of a name; one that is ending has ended when this resolves. */
  async #live(name: string): Promise<LiveUnit | undefined> {
    const unit = this.#units.get(name);
    if (!unit?.isEnding) return unit;
    while (!unit.isClosed) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    return undefined;
  }

  async #create({ desired, record }: PreparedUnit, order: UnitStart): Promise<Result<LiveUnit>> {
    const { store, folder, log } = this.#parts;
    const { name } = desired;
    const path = join(folder, name);
    rmSync(`${path}.new`, { recursive: true, force: true });
    const draft = new UnitFolder(`${path}.new`);
    const { environment } = order;
    draft.create({ record, desired, text: order.text, environment });
    const clock = new RunClock(record.startedAt, 0);
    const placed = { record, desired, environment, clock, runsFolder: this.#parts.runs };
    const problems = await this.#check({ ...placed, folder: draft });
    if (problems.length > 0) {
      rmSync(draft.path, { recursive: true, force: true });
      if (record.site) rmSync(record.site.shared, { recursive: true, force: true });
      return failed(...problems);
    }
    setAside(path);
    renameSync(draft.path, path);
    const { startedAt } = record;
    const journal = `${PREFIX}${name}`;
    const created = await store.create(journal, { start: desired.journalStart, startedAt });
    if (!created.ok) return created;
    const at = { followed: beginning(desired.supervisor), lines: 1, held: undefined };
    const unit = this.#attach({ ...placed, folder: new UnitFolder(path) }, { journal, ...at });
    unit.begin([]);
    const message = `${name} was started by ${order.by}.`;
    log({ level: 'info', event: 'services.started', message, run: name });
    return ok(unit);
  }

  /** More of the services of a live unit, or new versions of those that live. */
  async #more(
    unit: LiveUnit,
    { record }: PreparedUnit,
    { environment, by }: ServiceStart,
  ): Promise<Result<undefined>> {
    const stopping = unit.desks.find((desk) => desk.name in record.services && isOnItsWay(desk));
    if (stopping) {
      const message = `${stopping.name} is stopping: wait for its end.`;
      return failed({ code: 'service.live', message });
    }
    const changed = new Map<string, Omit<Version, 'version'>>();
    for (const [service, own] of Object.entries(record.services)) {
      const { version: _, ...version } = own.versions[0]!;
      if (unit.deskNamed(service)) changed.set(service, version);
      else unit.add(service, own, environment);
    }
    await unit.deploy(changed, environment);
    for (const service of changed.keys()) {
      const desk = unit.deskNamed(service)!;
      if (desk.isOver) await unit.start(desk, by);
    }
    return ok(undefined);
  }

  #isLive(service: string): boolean {
    const found = this.find(service);
    return found.ok && found.value.isLive;
  }

  #check(placed: PlacedUnit): Promise<readonly Problem[]> {
    const { environment, desired, record } = placed;
    const versionOf = (service: string) => record.services[service]!.versions[0]!;
    const request = unitRequest(placed, { versionOf, environment, placed: () => undefined });
    const asked = new Set(
      desired.services.flatMap(({ name, replicas }) => (record.services[name] ? replicas : [])),
    );
    const runs = request.runs.filter(({ run }) => asked.has(run));
    return this.#parts.engines.check({ ...request, runs });
  }

  #attach(
    placed: PlacedUnit,
    at: Pick<UnitParts, 'journal' | 'followed' | 'lines' | 'held'>,
    runs: readonly Placed[] = [],
  ): LiveUnit {
    const { store, engines, log } = this.#parts;
    const { name } = placed.desired;
    const over = (details: readonly ServiceDetail[]) => {
      this.#units.delete(name);
      for (const detail of details) this.#over.set(detail.service, detail);
      const message = `${name} is over.`;
      log({ level: 'info', event: 'services.over', message, run: name });
    };
    const attach: UnitParts['attach'] = (programs) => engines.attach(unitRequest(placed, programs));
    const unit = new LiveUnit({ ...placed, ...at, store, attach, placed: runs, over });
    this.#units.set(name, unit);
    return unit;
  }

  async #take(info: JournalInfo): Promise<Result<undefined>> {
    const { store } = this.#parts;
    const folder = new UnitFolder(join(this.#parts.folder, info.name.slice(PREFIX.length)));
    if (info.endedAt !== undefined) {
      // Of earlier ones of the name only the journal is kept.
      const text = info.name === info.run ? folder.read('ended.json') : undefined;
      const known = text === undefined ? undefined : ended.safeParse(JSON.parse(text));
      for (const detail of known?.data?.services ?? []) this.#over.set(detail.service, detail);
      return ok(undefined);
    }
    const taken = await takeUp(store, info.name);
    if (!taken.ok) return taken;
    const record = folder.record();
    if (!record) throw new Error(`${folder.path} has no services.json`);
    const { clock } = taken.value;
    const desired = folder.desired();
    const runsFolder = this.#parts.runs;
    const environment = folder.environment();
    const placed = { folder, record, desired, environment, clock, runsFolder };
    const at = { ...taken.value, journal: info.name };
    await this.#attach(placed, at, runsOf(placed)).recall();
    return ok(undefined);
  }
}

/** Of the runs of a unit those that were asked for, as their folders have them. */
function runsOf({ desired, record, clock, runsFolder }: PlacedUnit): Placed[] {
  return desired.runs.flatMap(({ name }) => {
    const folder = new RunFolder(join(runsFolder, name));
    const own = folder.record();
    const { unit, startedAt } = record;
    if (own?.unit?.name !== unit || own.unit.startedAt !== startedAt) return [];
    const environment = folder.environment();
    return [{ folder, record: own, desired: folder.desired(), environment, clock }];
  });
}

/** Stopped, and not over yet. */
function isOnItsWay({ isStopping, isOver }: ServiceDesk): boolean {
  return isStopping && !isOver;
}

/** What is another between two starts of the same services, besides their programs. */
function changeOf(before: UnitParts['desired'], after: UnitParts['desired']): string | undefined {
  const fixed = ({ services, engine, runs }: UnitParts['desired']) => ({
    engine: { ...engine, nodes: 0, mostNodes: 0 },
    runs: runs.map(({ name, work, steps, stepTime, job, program, supervisor }) => ({
      ...{ name, work, steps, stepTime, job, program, specs: supervisor.runs },
    })),
    services: services.map(
      ({ command: _, environment: _e, environmentFrom: _f, model: _m, ...rest }) => rest,
    ),
  });
  const [one, two] = [fixed(before), fixed(after)];
  if (JSON.stringify(one.engine) !== JSON.stringify(two.engine)) return 'the engine';
  const index = one.services.findIndex(
    (each, place) => JSON.stringify(each) !== JSON.stringify(two.services[place]),
  );
  if (index >= 0) return `more of ${one.services[index]!.name}`;
  return one.runs.find((run, place) => JSON.stringify(run) !== JSON.stringify(two.runs[place]))
    ?.name;
}

/** Keeps the folder of services that are over as `UNIT@1`, the next as `UNIT@2`. */
function setAside(path: string): void {
  for (let generation = 1; ; generation++) {
    try {
      readFileSync(join(path, 'services.json'));
    } catch {
      rmSync(path, { recursive: true, force: true });
      return;
    }
    try {
      renameSync(path, `${path}@${generation}`);
      return;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    }
  }
}

/** Of a detail only what a summary has. */
function summaryOf(detail: ServiceDetail): ServiceSummary {
  const {
    file: _,
    folder: _o,
    replicas: _r,
    versions: _v,
    orders: _d,
    history: _h,
    nodes: _n,
    took: _t,
    ...summary
  } = detail;
  return summary;
}
