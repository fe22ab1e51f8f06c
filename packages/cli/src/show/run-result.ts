import type { LogEntry, RunDetail } from '@gigafactory/core/api';
import type { Clock } from '../io.ts';
import { amount, share } from '../text/amount.ts';
import { facts } from '../text/facts.ts';
import type { Paint } from '../text/paint.ts';
import { quoted } from '../text/set-options.ts';
import { showLogLine, showLoss, stateOf } from './runs.ts';
import { showSpeed } from './why.ts';

/** The last line of `run --json`. */
export function resultOf(run: RunDetail) {
  const { state, reason, progress, attempts, checkpoints, prediction, startedAt, endedAt } = run;
  return {
    run: run.run,
    state,
    reason,
    steps: progress.step,
    stepsWanted: run.steps,
    loss: progress.loss,
    tokens: progress.tokens,
    attempts: run.attempt,
    attemptsEnded: attempts,
    checkpoints: checkpoints.filter(({ state: kept }) => kept !== 'deleted'),
    goodput: run.goodput,
    stepTime: run.stepTime,
    tokensPerSecond: run.tokensPerSecond,
    prediction,
    startedAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    folder: run.folder,
  };
}

/** How a run ended, measured beside predicted. */
export function showResult(run: RunDetail, paint: Paint): string[] {
  const { progress, goodput, checkpoints, endedAt, startedAt, prediction } = run;
  const kept = checkpoints.filter(({ state }) => state === 'kept');
  const last = kept.at(-1);
  const took =
    endedAt === undefined ? undefined : (Date.parse(endedAt) - Date.parse(startedAt)) / 1e3;
  const word = quoted(run.run);
  return [
    '',
    ...facts(
      `${run.run}: ${stateOf(run)}`,
      [
        ...(run.state === 'finished' ? [] : [['why', run.reason] as const]),
        [
          'trained',
          `${amount(progress.step, 'step')} of ${amount(run.steps, '1')}${progress.loss === null ? '' : `, loss ${showLoss(progress.loss)}`}`,
        ],
        ...(took === undefined
          ? []
          : [
              [
                'took',
                `${amount(took, 's')}; ${amount(prediction.duration, 's')} predicted without interruptions`,
              ] as const,
            ]),
        ['speed', showSpeed(run)],
        ...(goodput === null ? [] : [['goodput', share(goodput)] as const]),
        ['attempts', showAttempts(run)],
        ['checkpoints', last ? `${kept.length} kept, the last at ${last.path}` : 'none'],
        ...(run.state === 'finished'
          ? []
          : [
              [
                'next',
                `"gigafactory logs ${word}" shows what it wrote, "gigafactory why ${word}" more`,
              ] as const,
            ]),
      ],
      paint,
    ),
  ];
}

/** How many, and why those that trained ended; that of a single one is the end of the run. */
function showAttempts({ attempt: count, attempts }: RunDetail): string {
  const ends = attempts.flatMap(({ attempt, why }) =>
    why === undefined || count === 1 ? [] : [`${attempt} ended: ${why}`],
  );
  return [String(count), ...ends].join('; ');
}

/** The end of the log of a run that failed. */
export function showLastLines(entries: readonly LogEntry[], clock: Clock, paint: Paint): string[] {
  if (entries.length === 0) return [];
  return [
    '',
    paint('bold', 'The end of its log'),
    ...entries.map((entry) => `  ${showLogLine(entry, clock, paint)}`),
  ];
}
