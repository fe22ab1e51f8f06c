import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { failed, ok, type Problem, type Result } from '@gigafactory/core/base';
import { beginning, commandsAgain } from '@gigafactory/core/control';
import {
  type LiveEndpoint,
  type ServiceDetail,
  type ServiceStart,
  type ServiceSummary,
  serviceDetail,
} from '@gigafactory/core/control-plane';
import { z } from 'zod';
import { type JournalInfo, type JournalStore, releaseHold, resume } from '../../journal/index.ts';
import type { RunOperation } from '../../threads/run.ts';
import type { Say } from '../control-log.ts';
import type { Engines } from '../engines.ts';
import { RunClock } from '../run-clock.ts';
import { type PreparedUnit, prepareUnit } from './launch-unit.ts';
import { LiveUnit, type UnitParts } from './live-unit.ts';
import type { ServiceDesk } from './service-desk.ts';
import { UnitFolder } from './unit-folder.ts';
import { type PlacedUnit, unitRequest } from './unit-request.ts';

export interface ServicesParts {
  readonly store: JournalStore;
  /** The folder of all services. */
  readonly folder: string;
  /** Runs the operations of the core. */
  readonly run: RunOperation;
  readonly log: Say;
  readonly engines: Engines;
}

/** Journals of services begin with it, which no name of a run does. */
const PREFIX = 'services:';

/** Whether a journal is of services. */
export function isOfServices({ run }: Pick<JournalInfo, 'run'>): boolean {
  return run.startsWith(PREFIX);
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
    const { store, folder, run, engines, log } = this.#parts;
    const prepared = await prepareUnit(order, { folder, run, engines }, Date.now());
    if (!prepared.ok) return prepared;
    const { desired, record } = prepared.value;
    const { name } = desired;
    const live = this.#units.get(name);
    if (live) return this.#deploy(live, prepared.value, order);
    const taken = desired.services.find((each) => this.#isLive(each.name));
    if (taken) {
      const message = `The service ${taken.name} is live: stop it first with "gigafactory stop ${taken.name}".`;
      return failed({ code: 'service.live', message });
    }
    const path = join(folder, name);
    rmSync(`${path}.new`, { recursive: true, force: true });
    const draft = new UnitFolder(`${path}.new`);
    const { environment } = order;
    draft.create({ record, desired, text: order.text, environment });
    const clock = new RunClock(record.startedAt, 0);
    const placed = { record, desired, environment, clock };
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
    const unit = this.#attach({ ...placed, folder: new UnitFolder(path) }, journal, at);
    unit.begin([]);
    unit.request();
    const message = `Services ${name} were started by ${order.by}.`;
    log({ level: 'info', event: 'services.started', message, run: name });
    return ok({ services: unit.summaries() });
  }

  /** The same services with other programs: new versions of them. */
  async #deploy(
    unit: LiveUnit,
    { desired, record }: PreparedUnit,
    order: ServiceStart,
  ): Promise<Result<{ services: ServiceSummary[] }>> {
    const changed = changeOf(unit.parts.desired, desired);
    if (changed !== undefined) {
      const message = `Of services that are live only their programs can be changed, and ${changed} is another: stop them first.`;
      return failed({ code: 'service.other', message });
    }
    if (unit.desks.some(({ isStopping }) => isStopping)) {
      return failed({
        code: 'service.live',
        message: `${unit.name} is stopping: wait for its end.`,
      });
    }
    const versions = Object.entries(record.services).map(
      ([
        service,
        {
          versions: [first],
        },
      ]) => {
        const { version: _, ...version } = first!;
        return [service, version] as const;
      },
    );
    await unit.deploy(new Map(versions), order.environment);
    return ok({ services: unit.summaries() });
  }

  #isLive(service: string): boolean {
    const found = this.find(service);
    return found.ok && found.value.isLive;
  }

  #check(placed: PlacedUnit): Promise<readonly Problem[]> {
    const versionOf = (service: string) => placed.record.services[service]!.versions[0]!;
    const { environment } = placed;
    return this.#parts.engines.check(unitRequest(placed, { versionOf, environment }));
  }

  #attach(
    placed: PlacedUnit,
    journal: string,
    at: Pick<UnitParts, 'followed' | 'lines' | 'held'>,
  ): LiveUnit {
    const { store, engines, log } = this.#parts;
    const { name } = placed.desired;
    const over = (details: readonly ServiceDetail[]) => {
      this.#units.delete(name);
      for (const detail of details) this.#over.set(detail.service, detail);
      const message = `Services ${name} are over.`;
      log({ level: 'info', event: 'services.over', message, run: name });
    };
    const attach: UnitParts['attach'] = (programs) => engines.attach(unitRequest(placed, programs));
    const unit = new LiveUnit({ ...placed, ...at, store, journal, attach, over });
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
    const resumed = await resume(store, info.name);
    if (!resumed.ok) return resumed;
    const { followed, startedAt, lastAt, lines, held: problem } = resumed.value;
    const release = async () => {
      const released = await releaseHold(store, info.name);
      if (!released.ok) throw new Error(released.problems[0]?.message);
      return released.value;
    };
    const record = folder.record();
    if (!record) throw new Error(`${folder.path} has no services.json`);
    const clock = new RunClock(startedAt, lastAt);
    const desired = folder.desired();
    const placed = { folder, record, desired, environment: folder.environment(), clock };
    const held = problem && { problem, release };
    const unit = this.#attach(placed, info.name, { followed, lines, held });
    await unit.recall();
    unit.begin(commandsAgain(followed, clock.now));
    unit.engine.inventory();
    return ok(undefined);
  }
}

/** What is another between two starts of the same services, besides their programs. */
function changeOf(before: UnitParts['desired'], after: UnitParts['desired']): string | undefined {
  const fixed = ({ services, engine }: UnitParts['desired']) => ({
    engine: { ...engine, nodes: 0, mostNodes: 0 },
    services: services.map(
      ({ command: _, environment: _e, environmentFrom: _f, model: _m, ...rest }) => rest,
    ),
  });
  const [one, two] = [fixed(before), fixed(after)];
  if (JSON.stringify(one.engine) !== JSON.stringify(two.engine)) return 'the engine';
  const index = one.services.findIndex(
    (each, place) => JSON.stringify(each) !== JSON.stringify(two.services[place]),
  );
  return index < 0 ? undefined : `more of ${one.services[index]!.name}`;
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
    ...summary
  } = detail;
  return summary;
}
