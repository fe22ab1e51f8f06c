import type { RunEntry } from '@gigafactory/core/api';
import type { Clock } from '../io.ts';
import type { Paint } from '../text/paint.ts';
import { localTimeOfDay } from '../text/time.ts';
import { hang, wrap } from '../text/wrap.ts';

/** Commands that only wake the supervisor later. */
const TIMERS: ReadonlySet<string> = new Set(['setTimer', 'cancelTimer', 'setSweep']);

/** `21:40:12 +01:00` and two spaces. */
const COLUMN = 17;

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
