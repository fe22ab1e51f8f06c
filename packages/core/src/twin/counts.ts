import type { Strike } from './watcher.ts';

/** Counts what interrupted each run. */
export class Counts {
  readonly #unexpected = new Map<string, Map<string, number>>();
  readonly #planned = new Map<string, number>();

  constructor(runs: readonly string[]) {
    for (const run of runs) {
      this.#unexpected.set(run, new Map());
      this.#planned.set(run, 0);
    }
  }

  count({ fault, run }: Strike): void {
    if (fault.what === 'person' || fault.what === 'maintenance') {
      this.#planned.set(fault.run, (this.#planned.get(fault.run) ?? 0) + 1);
      return;
    }
    const byCause = run === undefined ? undefined : this.#unexpected.get(run);
    byCause?.set(fault.cause, (byCause.get(fault.cause) ?? 0) + 1);
  }

  unexpectedOf(run: string): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#unexpected.get(run) ?? []);
  }

  plannedOf(run: string): number {
    return this.#planned.get(run) ?? 0;
  }
}
