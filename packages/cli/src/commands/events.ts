import type { RunEntry } from '@gigafactory/core/api';
import type { Command, Context } from '../command.ts';
import { findEither } from '../control/find-run.ts';
import { printStream } from '../control/print-stream.ts';
import { streamsOf } from '../control/streams.ts';
import { News, showEvent } from '../show/run-event.ts';
import { FOLLOW, RUN_NAME } from './verbs.ts';

export const events: Command = {
  name: 'events',
  summary: 'Print what happened to a run or a service, and what was decided about it and why',
  operands: [RUN_NAME],
  options: FOLLOW,
  isStream: true,
  about:
    'Leaves out that all is well, and orders that are sent again and again; --json has all of it.',
  run: runEvents,
};

async function runEvents(context: Context): Promise<number> {
  const { io, args, paint } = context;
  const follow = args.flags.has('follow');
  const found = await findEither(args.operands[0]!, io);
  const { open, isDone } = streamsOf(found);
  const news = new News();
  return printStream<RunEntry>(context, {
    follow,
    open: (signal) =>
      found.link.follow<number, RunEntry>({
        open: (plane, after) =>
          open(plane).events({ follow, ...(after === undefined ? {} : { after }) }, signal),
        isOver: (plane) => isDone(plane, follow),
        signal,
      }),
    show: (entry) => (news.has(entry) ? showEvent(entry, io.clock, paint) : []),
  });
}
