import type { RunEntry } from '@gigafactory/core/api';
import type { Command, Context } from '../command.ts';
import { findRun } from '../control/find-run.ts';
import { isOver } from '../control/is-over.ts';
import { printStream } from '../control/print-stream.ts';
import { showEvent } from '../show/run-event.ts';
import { FOLLOW, RUN_NAME } from './verbs.ts';

export const events: Command = {
  name: 'events',
  summary: 'Print what happened to a run, and what was decided about it and why',
  operands: [RUN_NAME],
  options: FOLLOW,
  isStream: true,
  run: runEvents,
};

async function runEvents(context: Context): Promise<number> {
  const { io, args, paint } = context;
  const follow = args.flags.has('follow');
  const { link, run } = await findRun(args.operands[0]!, io);
  return printStream<RunEntry>(context, {
    follow,
    open: (signal) =>
      link.follow<number, RunEntry>({
        open: (plane, after) =>
          plane.events(run.run, { follow, ...(after === undefined ? {} : { after }) }, signal),
        isOver: (plane) => isOver(plane, run.run, follow),
        signal,
      }),
    show: (entry) => showEvent(entry, io.clock, paint),
  });
}
