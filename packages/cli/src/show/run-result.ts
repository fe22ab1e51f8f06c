import type { RunDetail } from '@gigafactory/core/api';
import { amount, share } from '../text/amount.ts';
import { facts } from '../text/facts.ts';
import type { Paint } from '../text/paint.ts';
import { quoted } from '../text/set-options.ts';
import { showLoss, stateOf } from './runs.ts';
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
    attempts: attempts.length,
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
  const { progress, attempts, goodput, checkpoints, endedAt, startedAt, prediction } = run;
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
        ['attempts', showAttempts(attempts)],
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

function showAttempts(attempts: RunDetail['attempts']): string {
  const ends = attempts.flatMap(({ attempt, why }) =>
    why === undefined || attempts.length === 1 ? [] : [`${attempt} ended: ${why}`],
  );
  return [String(attempts.length), ...ends].join('; ');
}
