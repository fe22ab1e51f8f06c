import { mkdir } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import {
  type Checkpoint,
  deleteCheckpoint,
  listCheckpoints,
  newestReadable,
  type ReportedCheckpoint,
  sizeOf,
  sweepDoomed,
  unkept,
  whyUnreadable,
} from './checkpoints.ts';
import type { EngineRun } from './options.ts';
import type { CheckpointStatus } from './telemetry.ts';

/** From what an attempt starts; `undefined` from nothing, at step 0. */
export type Start =
  | { readonly isFound: true; readonly from: Checkpoint | undefined }
  /** What was asked for is not readable; the newest that is holds `step` steps. */
  | { readonly isFound: false; readonly step: number };

export interface Passed {
  readonly path: string;
  readonly why: string;
}

/** The checkpoints of one run. */
export class CheckpointStore {
  readonly #run: EngineRun;
  #reported: ReportedCheckpoint[] = [];
  #reports = 0;
  /** What is known of each path after it was last looked at. */
  #statuses: CheckpointStatus[] = [];

  constructor(run: EngineRun) {
    this.#run = run;
  }

  get saved(): { readonly reported: readonly ReportedCheckpoint[]; readonly reports: number } {
    return { reported: this.#reported, reports: this.#reports };
  }

  get statuses(): readonly CheckpointStatus[] {
    return this.#statuses;
  }

  restore(reported: readonly ReportedCheckpoint[], reports: number): void {
    this.#reported = [...reported];
    this.#reports = reports;
  }

  /** Makes the folder, and reads what is there. */
  async open(): Promise<void> {
    await mkdir(this.#run.checkpoints, { recursive: true });
    await sweepDoomed(this.#run.checkpoints);
    await this.refresh();
  }

  async refresh(): Promise<void> {
    const before = new Map(this.#statuses.map((status) => [status.path, status]));
    const all = await this.#list();
    this.#statuses = await Promise.all(
      all.map(async (checkpoint) => {
        const { path, step } = checkpoint;
        const state = before.get(path)?.state ?? 'unchecked';
        const bytes = before.get(path)?.bytes || (await sizeOf(checkpoint));
        return { path, step, work: step * this.#run.stepTime, bytes, state };
      }),
    );
  }

  /** Takes note of a checkpoint that a rank reported; says why it is none, or that it is new. */
  async report(path: string, step: number): Promise<'new' | 'known' | { readonly why: string }> {
    const full = isAbsolute(path) ? path : resolve(this.#run.program.cwd, path);
    const isKnown = this.#reported.some((other) => other.path === full && other.step === step);
    if (isKnown) return 'known';
    const ordinal = this.#reports + 1;
    const [found] = (await listCheckpoints('', [{ path: full, step, ordinal }])) ?? [];
    const why = found ? await whyUnreadable(found, true) : 'it is not there';
    if (why !== undefined) return { why };
    this.#reports = ordinal;
    this.#reported.push({ path: full, step, ordinal });
    await this.refresh();
    return 'new';
  }

  /** Checkpoints in the folder of more than so many steps that no rank was heard to report. */
  async unreported(step: number): Promise<Checkpoint[]> {
    const all = await this.#list();
    return all.filter((each) => each.ordinal === 0 && each.step > step);
  }

  /** The step of the newest checkpoint that seems whole; 0 if there is none. */
  async newestStep(): Promise<number> {
    for (const checkpoint of (await this.#list()).toReversed()) {
      if ((await whyUnreadable(checkpoint, true)) === undefined) return checkpoint.step;
    }
    return 0;
  }

  /**
   * Chooses from what an attempt starts: the newest readable one, of at least so many steps; after a rollback
   * exactly of so many, and everything newer is deleted. `passOver` hears of those that are not readable.
   */
  async choose(
    least: number,
    isRollback: boolean,
    passOver: (passed: Passed) => void,
  ): Promise<Start> {
    const all = await this.#list();
    const most = isRollback ? least : Number.POSITIVE_INFINITY;
    const { checkpoint, passedOver } = await newestReadable(all, most);
    for (const passed of passedOver) {
      this.#mark(passed.path, 'corrupt');
      passOver(passed);
    }
    const step = checkpoint?.step ?? 0;
    if (step < least) return { isFound: false, step };
    if (checkpoint) this.#mark(checkpoint.path, 'readable');
    if (isRollback) {
      for (const newer of all) if (newer.step > step) await this.#delete(newer);
      await this.refresh();
    }
    return { isFound: true, from: checkpoint };
  }

  /** Deletes what the rule does not keep, except the one that is in use, and returns it. */
  async prune(inUse: string | undefined): Promise<Checkpoint[]> {
    const all = await this.#list();
    const old = unkept(all, this.#run.keep).filter(({ path }) => path !== inUse);
    for (const checkpoint of old) await this.#delete(checkpoint);
    if (old.length > 0) await this.refresh();
    return old;
  }

  #list(): Promise<Checkpoint[]> {
    return listCheckpoints(this.#run.checkpoints, this.#reported);
  }

  async #delete(checkpoint: Checkpoint): Promise<void> {
    await deleteCheckpoint(this.#run.checkpoints, checkpoint);
    this.#reported = this.#reported.filter(({ path }) => path !== checkpoint.path);
  }

  #mark(path: string, state: CheckpointStatus['state']): void {
    this.#statuses = this.#statuses.map((status) =>
      status.path === path ? { ...status, state } : status,
    );
  }
}
