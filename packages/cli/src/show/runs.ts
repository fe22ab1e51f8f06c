import type { LogEntry, RunSummary } from '@gigafactory/core/api';
import type { Clock } from '../io.ts';
import { amount } from '../text/amount.ts';
import type { Paint, Style } from '../text/paint.ts';
import { type Cell, table } from '../text/table.ts';
import { localTime, localTimeOfDay } from '../text/time.ts';
import { hang } from '../text/wrap.ts';

const STYLES: Readonly<Partial<Record<string, Style>>> = {
  running: 'green',
  finished: 'dim',
  failed: 'red',
};

/** Runs as a table; below it what those that do not train wait for, or why they ended. */
export function showRuns(runs: readonly RunSummary[], clock: Clock, paint: Paint): string[] {
  const idle = runs.filter((run) => !UNREMARKABLE.has(stateOf(run)));
  return [
    ...table(
      [
        { title: 'run' },
        { title: 'state' },
        { title: 'step', align: 'right' },
        { title: 'loss', align: 'right' },
        { title: 'tokens/s', align: 'right' },
        { title: 'started' },
      ],
      runs.map((run) => toRow(run, clock)),
      paint,
    ),
    ...(idle.length === 0 ? [] : ['']),
    ...idle.flatMap(({ run, reason }) => hang('', `${run}: ${reason}`, 2, paint.width)),
  ];
}

/** States that need no reason. */
const UNREMARKABLE: ReadonlySet<string> = new Set(['running', 'finished']);

function toRow(run: RunSummary, clock: Clock): Cell[] {
  const state = stateOf(run);
  const style = STYLES[state];
  const { progress, tokensPerSecond } = run;
  return [
    run.run,
    style ? { text: state, style } : state,
    `${amount(progress.step, '1')} of ${amount(run.steps, '1')}`,
    showLoss(progress.loss),
    tokensPerSecond === null ? '' : amount(tokensPerSecond, '1'),
    localTime(run.startedAt, clock),
  ];
}

/** What it is doing, or how it ended, in a word. */
export function stateOf({ state, phase }: Pick<RunSummary, 'state' | 'phase'>): string {
  return state === 'active' ? phase : state;
}

/** A line of a log, with its time and rank. */
export function showLogLine(
  { at, rank, text }: Pick<LogEntry, 'at' | 'rank' | 'text'>,
  clock: Clock,
  paint: Paint,
  writer = `rank ${rank}`,
): string {
  return `${paint('dim', `${localTimeOfDay(at, clock)} ${writer}`)}  ${text}`;
}

/** A loss as training logs give it; empty if there is none. */
export function showLoss(loss: number | null): string {
  if (loss === null) return '';
  return loss === 0 || (loss >= 0.001 && loss < 1e5) ? loss.toFixed(4) : loss.toPrecision(4);
}
