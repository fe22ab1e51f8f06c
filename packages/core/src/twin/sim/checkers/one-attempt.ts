import type { StepResult } from '../../../control/index.ts';
import type { AttemptId, Micros, RunId, SupervisorEvent } from '../../../control/protocol/index.ts';
import type { Begun } from '../../watcher.ts';
import type { Checker, Report } from './checker.ts';

/** A run never has two live attempts, and no attempt lives twice. */
export class OneAttempt implements Checker {
  readonly #report: Report;
  readonly #alive = new Map<RunId, AttemptId>();
  readonly #newest = new Map<RunId, AttemptId>();

  constructor(report: Report) {
    this.#report = report;
  }

  begun(now: Micros, { run, attempt }: Begun): void {
    const other = this.#alive.get(run);
    if (other !== undefined) {
      this.#report(now, `attempt ${attempt} of ${run} begins while ${other} lives`);
    }
    const newest = this.#newest.get(run) ?? 0;
    if (attempt <= newest) this.#report(now, `attempt ${attempt} of ${run} begins after ${newest}`);
    this.#alive.set(run, attempt);
    this.#newest.set(run, Math.max(newest, attempt));
  }

  gone(_now: Micros, run: RunId): void {
    this.#alive.delete(run);
  }

  step(now: Micros, _event: SupervisorEvent, { commands }: StepResult): void {
    for (const command of commands) {
      if (command.kind !== 'launch') continue;
      const other = this.#alive.get(command.run);
      if (other === undefined || other === command.attempt) continue;
      this.#report(
        now,
        `attempt ${command.attempt} of ${command.run} is ordered while ${other} lives`,
      );
    }
  }
}
