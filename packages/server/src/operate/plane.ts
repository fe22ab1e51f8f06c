import { ok, type Problem, type Result } from '@gigafactory/core/base';
import type { ControlState } from '@gigafactory/core/control-plane';
import { type JournalStore, openStore } from '../journal/index.ts';
import type { RunOperation } from '../threads/run.ts';
import type { Say } from './control-log.ts';
import { type DiskWatch, watchDisk } from './disk.ts';
import type { Engines } from './engines.ts';
import { journalPlace, keepPlace } from './journal-place.ts';
import type { Holder } from './lock.ts';
import { Metrics } from './metrics.ts';
import { Runs } from './runs.ts';
import { Services } from './services/services.ts';
import type { StateFolder } from './state-folder.ts';

export interface PlaneParts {
  readonly folder: StateFolder;
  readonly holder: Holder;
  /** Runs the operations of the core. */
  readonly run: RunOperation;
  readonly log: Say;
  /** The journal is lost to another control plane, or broken: this one must end. */
  readonly lost: (problem: Problem) => void;
  readonly engines: Engines;
  /** The PostgreSQL database of the journals; absent if they are in the folder. */
  readonly databaseUrl?: string | undefined;
  /** How the disk is asked and how often; only tests say so. */
  readonly disk?: Pick<DiskWatch, 'freeShare' | 'lookMs'>;
}

/** How long the loops have to come to rest before this program leaves, ms. */
const REST_MS = 2000;

interface Operated {
  readonly runs: Runs;
  readonly services: Services;
}

/** Everything that one state folder runs. */
export class Plane {
  readonly runs: Runs;
  readonly services: Services;
  readonly store: JournalStore;
  readonly metrics: Metrics;
  readonly #parts: PlaneParts;
  readonly #stopWatching: () => void;

  private constructor(parts: PlaneParts, store: JournalStore, { runs, services }: Operated) {
    this.#parts = parts;
    this.store = store;
    this.runs = runs;
    this.services = services;
    this.metrics = new Metrics({ store, runs, services, since: parts.holder.since });
    this.#stopWatching = watchDisk({
      folder: parts.folder.home,
      full: (reason) => runs.pause(reason),
      free: (words) => runs.goOn(words),
      ...parts.disk,
    });
  }

  /** Opens the journal and takes up its runs. Codes: those of `journalPlace` and of `openStore`. */
  static async open(parts: PlaneParts): Promise<Result<Plane>> {
    const { folder, run, log, engines, databaseUrl } = parts;
    const place = journalPlace(folder, databaseUrl);
    if (!place.ok) return place;
    const store = await openStore(place.value);
    if (!store.ok) return store;
    if (place.value.kind === 'postgres') keepPlace(folder, 'postgres', place.value);
    store.value.subscribe({
      lost: parts.lost,
      troubled: ({ code = 'journal.troubled', message }) =>
        log({ level: 'warning', event: code, message }),
      recovered: () => {
        const message = 'The journal can be written again.';
        log({ level: 'info', event: 'journal.recovered', message });
      },
    });
    const base = { store: store.value, run, log, engines };
    const services = new Services({ ...base, folder: folder.services, runs: folder.runs });
    const units = {
      open: services.openUnit.bind(services),
      find: services.findUnit.bind(services),
    };
    const runs = new Runs({ ...base, folder: folder.runs, disk: parts.disk, units });
    await services.open();
    await runs.open();
    services.begin();
    runs.begin();
    return ok(new Plane(parts, store.value, { runs, services }));
  }

  get log(): Say {
    return this.#parts.log;
  }

  get folder(): StateFolder {
    return this.#parts.folder;
  }

  state(): ControlState {
    const { holder, folder } = this.#parts;
    const { pid, since, version } = holder;
    return {
      holder: { pid, since, version, folder: folder.home },
      runs: this.runs.summaries(),
      services: this.services.summaries(),
    };
  }

  /** Leaves every run alive for the next control plane. */
  async close(): Promise<void> {
    this.#stopWatching();
    const rest = AbortSignal.timeout(REST_MS);
    await Promise.all([this.runs.detach(rest), this.services.detach(rest)]);
    await this.store.close();
  }
}
