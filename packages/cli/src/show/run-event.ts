import type { RunEntry } from '@gigafactory/core/api';
import type { Clock } from '../io.ts';
import type { Paint } from '../text/paint.ts';
import { localTimeOfDay } from '../text/time.ts';
import { hang, wrap } from '../text/wrap.ts';

/** Commands that only wake the supervisor later. */
const TIMERS: ReadonlySet<string> = new Set(['setTimer', 'cancelTimer', 'setSweep']);

/** `21:40:12 +01:00` and two spaces. */
const COLUMN = 17;

/**
 * Tells news from what a supervisor hears and does every few seconds: that all is well, and that an order which takes
 * its time, such as a start that loads a model, is sent again.
 */
export class News {
  /** Orders of which it was told that they were sent again. */
  readonly #resent = new Set<string>();

  /** Whether an entry is news; entries come in their order. */
  has({ kind, decisions }: RunEntry): boolean {
    const resent = decisions.filter((decision) => decision.kind === 'resend').map(orderOf);
    if (resent.length > 0 && resent.every((order) => this.#resent.has(order))) return false;
    for (const order of resent) this.#resent.add(order);
    if (decisions.some((decision) => decision.kind !== 'probe')) return true;
    return kind !== 'timer' && kind !== 'observed' && kind !== 'sweepDue' && kind !== 'inventory';
  }
}

function orderOf({ run, inputs }: RunEntry['decisions'][number]): string {
  return `${run} ${inputs['command']}`;
}

/** What happened, and below it what was decided and why. */
export function showEvent(entry: RunEntry, clock: Clock, paint: Paint): string[] {
  const [first = '', ...more] = hang(
    localTimeOfDay(entry.at, clock),
    entry.words,
    COLUMN,
    paint.width,
  );
  const time = first.slice(0, COLUMN);
  return [
    `${paint('dim', time)}${first.slice(COLUMN)}`,
    ...more,
    ...entry.decisions.flatMap((decision) =>
      wrap(showDecision(decision), paint.width - COLUMN - 2).map(
        (line, index) => `${' '.repeat(COLUMN + (index === 0 ? 0 : 2))}${paint('cyan', line)}`,
      ),
    ),
  ];
}

/** `→ Attempt 2 starts from the newest checkpoint. (launch)`. */
function showDecision({ reason, commands }: RunEntry['decisions'][number]): string {
  const kinds = commands.map(({ kind }) => kind).filter((kind) => !TIMERS.has(kind));
  return `→ ${reason}${kinds.length > 0 ? ` (${kinds.join(', ')})` : ''}`;
}
