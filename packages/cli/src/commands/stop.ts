import type { OrderAnswer, RunDetail, RunSummary } from '@gigafactory/core/api';
import type { Command, Context } from '../command.ts';
import { accepted, type FoundRun, findEither, givenOnce, orderOf } from '../control/find-run.ts';
import { hasEnded } from '../control/is-over.ts';
import { EXIT, Stopped } from '../failure.ts';
import { withProgress } from '../progress.ts';
import { stateOf } from '../show/runs.ts';
import { localTime } from '../text/time.ts';
import { print } from './print.ts';
import { stopService } from './service-orders.ts';
import { isWanted, ORDER, RUN_NAME } from './verbs.ts';

export const stop: Command = {
  name: 'stop',
  summary: 'Stop a run, which saves first, or a service, which drains; waits until it is over',
  operands: [RUN_NAME],
  options: ORDER,
  about: 'Asks first on a terminal. "gigafactory run FILE --resume" goes on from what it saved.',
  run: runStop,
};

const POLL_MS = 250;

async function runStop(context: Context): Promise<number> {
  const { io, args } = context;
  const found = await findEither(args.operands[0]!, io);
  if ('service' in found) return stopService(context, found);
  const { link, run } = found;
  if (hasEnded(run)) {
    return report(context, run, { confirmed: true, words: `It had ${run.state} already.` });
  }
  const { step } = run.progress;
  const question = `Stop ${run.run}, ${stateOf(run)} at step ${step} of ${run.steps}? It saves first.`;
  if (!(await isWanted(context, question))) return EXIT.ok;
  const order = orderOf(io, args.texts['why']);
  const given = await link.ask((plane) => plane.stop(run.run, order));
  const answer = givenOnce(given, ['run.over']);
  const ended = await withProgress(io, `stopping ${run.run}`, () => untilEnded(context, found));
  if (!hasEnded(ended)) return report(context, ended, answer);
  return report(context, ended, { confirmed: true, words: ended.reason });
}

/** The run once nothing of it runs any more, or once it is held: then only a person can end it. */
async function untilEnded({ io }: Context, { link, run }: FoundRun): Promise<RunDetail> {
  const stopped = io.stopped();
  for (;;) {
    const now = accepted(await link.ask((plane) => plane.run(run.run)));
    if (now.state !== 'active') return now;
    const signal = await Promise.race([stopped, pause()]);
    if (signal !== undefined) throw new Stopped(signal);
  }
}

function pause(): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), POLL_MS);
  });
}

function report(context: Context, run: RunSummary, answer: OrderAnswer): number {
  const { clock } = context.io;
  const { progress, steps, endedAt } = run;
  print(
    context,
    { ...answer, run: run.run, state: run.state, steps: progress.step, loss: progress.loss },
    () => {
      const when = endedAt === undefined ? '' : `, ${localTime(endedAt, clock)}`;
      const what = answer.confirmed ? run.state : 'not stopped yet';
      return [`${run.run}: ${what} at step ${progress.step} of ${steps}${when}. ${answer.words}`];
    },
  );
  return answer.confirmed ? EXIT.ok : EXIT.notFinished;
}
