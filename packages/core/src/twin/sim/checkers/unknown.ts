import type { StepResult } from '../../../control/index.ts';
import type { CommandKind, Micros, SupervisorEvent } from '../../../control/protocol/index.ts';
import type { Checker, Report } from './checker.ts';

const HARMLESS: ReadonlySet<CommandKind> = new Set(['probe', 'setTimer', 'cancelTimer']);

/** An attempt whose health is unknown is checked again and otherwise left alone. */
export class Unknown implements Checker {
  readonly #report: Report;

  constructor(report: Report) {
    this.#report = report;
  }

  step(now: Micros, event: SupervisorEvent, { commands }: StepResult): void {
    if (event.kind !== 'observed' || event.health !== 'unknown') return;
    for (const { kind, run } of commands) {
      if (!HARMLESS.has(kind)) this.#report(now, `${run} is unknown, and "${kind}" follows`);
    }
  }
}
