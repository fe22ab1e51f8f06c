import type { ProgressEntry, RunEntry, RunSummary } from '@gigafactory/core/api';
import type { Watcher } from '../control/attach.ts';
import type { Io } from '../io.ts';
import { amount } from '../text/amount.ts';
import { type Paint, printable } from '../text/paint.ts';
import { localTimeOfDay } from '../text/time.ts';
import { widthFor } from '../text/wrap.ts';
import { News, showEvent } from './run-event.ts';
import { showLoss } from './runs.ts';

/** What a run was planned to be. */
type Expected = Pick<RunSummary, 'steps'> & {
  readonly prediction: Pick<RunSummary['prediction'], 'stepTime' | 'tokensPerSecond'>;
};

/** Between two lines of progress where none can be overwritten. */
const PAUSE_MS = 10_000;

/** A run as it goes on, as JSON, one object a line. */
export function jsonWatcher(io: Io): Watcher {
  return {
    event: (entry) => writeJson(io, 'event', entry),
    progress: (entry) => writeJson(io, 'progress', entry),
    note: (words) => writeJson(io, 'note', { words }),
    end: () => {},
  };
}

/** A line of what `run --json` prints. */
export function writeJson({ stdout }: Io, type: string, value: object): void {
  stdout.write(`${JSON.stringify({ type, ...value })}\n`);
}

/** A run as it goes on, for a person: what happens on lines that stay, and on a terminal where it is now. */
export class LiveScreen implements Watcher {
  readonly #io: Io;
  readonly #run: Expected;
  readonly #paint: Paint;
  readonly #news = new News();
  #status = '';
  #printed = Number.NEGATIVE_INFINITY;

  constructor(io: Io, run: Expected, paint: Paint) {
    this.#io = io;
    this.#run = run;
    this.#paint = paint;
  }

  event(entry: RunEntry): void {
    if (this.#news.has(entry)) this.#say(showEvent(entry, this.#io.clock, this.#paint));
  }

  progress(entry: ProgressEntry): void {
    const line = showProgress(entry, this.#run);
    const at = Date.parse(entry.at);
    if (this.#io.stderr.isTTY) {
      this.#status = line;
      this.#draw();
    } else if (at - this.#printed >= PAUSE_MS || entry.step === this.#run.steps) {
      this.#printed = at;
      this.#say([`${localTimeOfDay(entry.at, this.#io.clock)}  ${line}`]);
    }
  }

  note(words: string): void {
    this.#say([words]);
  }

  /** Takes the line of progress away. */
  end(): void {
    this.#clear();
    this.#status = '';
  }

  #clear(): void {
    if (this.#status !== '') this.#io.stderr.write('\r\u001b[K');
  }

  #say(lines: readonly string[]): void {
    this.#clear();
    this.#io.stdout.write(`${lines.map(printable).join('\n')}\n`);
    this.#draw();
  }

  #draw(): void {
    if (this.#status === '') return;
    // A longer line would wrap, and the next one would not replace all of it.
    const room = widthFor(this.#io.stderr.columns) - 1;
    this.#io.stderr.write(`\r\u001b[K${printable(this.#status).slice(0, room)}`);
  }
}

/** Where a run is, the most wanted first: a narrow terminal cuts the end. */
function showProgress({ step, loss, stepTime, attempt }: ProgressEntry, run: Expected): string {
  const { steps, prediction } = run;
  const tokensPerStep = prediction.tokensPerSecond * prediction.stepTime;
  const speed =
    stepTime === null || stepTime === 0
      ? []
      : [
          `${amount((steps - step) * stepTime, 's')} left`,
          amount(tokensPerStep / stepTime, 'token/s'),
          `${amount(stepTime, 's')}/step, plan ${amount(prediction.stepTime, 's')}`,
        ];
  return [
    `${attempt > 1 ? `attempt ${attempt}, ` : ''}step ${step}/${steps}`,
    ...(loss === null ? [] : [`loss ${showLoss(loss)}`]),
    ...speed,
  ].join('  ');
}
