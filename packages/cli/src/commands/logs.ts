import type { LogEntry } from '@gigafactory/core/api';
import type { Command, Context } from '../command.ts';
import { findEither } from '../control/find-run.ts';
import { printStream } from '../control/print-stream.ts';
import { type Found, streamsOf } from '../control/streams.ts';
import { inputError } from '../failure.ts';
import { showLogLine } from '../show/runs.ts';
import { FOLLOW, RUN_NAME } from './verbs.ts';

export const logs: Command = {
  name: 'logs',
  summary: 'Print what the ranks of a run, or the replicas of a service, wrote, by time',
  operands: [RUN_NAME],
  options: {
    ...FOLLOW,
    rank: {
      kind: 'integer',
      value: 'N',
      summary: 'Of this rank only; of a service, of this replica',
    },
    since: { kind: 'text', value: 'TIME', summary: 'No further back than this: 90s, 5m, 2h, 1d' },
  },
  about: 'Control characters are escaped, except with --json, which prints one entry a line.',
  isStream: true,
  run: runLogs,
};

async function runLogs(context: Context): Promise<number> {
  const { io, args } = context;
  const { since: span } = args.texts;
  const since = span === undefined ? undefined : readSince(span);
  const rank = args.numbers['rank'];
  const follow = args.flags.has('follow');
  const found = await findEither(args.operands[0]!, io);
  const { open, isDone } = streamsOf(found);
  const options = { follow, ...(rank === undefined ? {} : { rank }) };
  return printStream<LogEntry>(context, {
    follow,
    open: (signal) =>
      found.link.follow<string, LogEntry>({
        // Once something was heard, it goes on from there and not from a time that has moved on.
        open: (plane, after) =>
          open(plane).logs(
            {
              ...options,
              ...(after === undefined ? (since === undefined ? {} : { since }) : { after }),
            },
            signal,
          ),
        isOver: (plane) => isDone(plane, follow),
        signal,
      }),
    show: showLogs(context, writerOf(found)),
  });
}

/** `rank 0` of a run, `assistant.0` of a service. */
function writerOf(found: Found): (rank: number) => string {
  if (!('service' in found)) return (rank) => `rank ${rank}`;
  const { service } = found.service;
  return (replica) => `${service}.${replica}`;
}

/** Lines with time and writer, and a line between attempts. */
function showLogs(
  { io, paint }: Context,
  writer: (rank: number) => string,
): (entry: LogEntry) => string[] {
  const attempts = new Map<number, number>();
  return ({ at, rank, attempt, text }) => {
    const before = attempts.get(rank);
    attempts.set(rank, attempt);
    const who = writer(rank);
    const line = showLogLine({ at, rank, text }, io.clock, paint, who);
    const isNew = before !== undefined && before !== attempt;
    return isNew ? [paint('dim', `${who}: attempt ${attempt}`), line] : [line];
  };
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, min: 60, h: 3600, d: 86_400 };

/**
 * A span of time as it is typed, s: `5m`, `90s`, `1.5h`, `2d`.
 * @throws InputError `usage.since`
 */
function readSince(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?) ?(s|m|min|h|d)$/.exec(text) ?? [];
  if (number !== undefined && unit !== undefined) return Number(number) * SECONDS[unit]!;
  throw inputError('usage.since', `--since takes a time such as 90s, 5m, 2h or 1d, not "${text}".`);
}
