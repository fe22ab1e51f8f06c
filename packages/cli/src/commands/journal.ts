import type { Command, Context } from '../command.ts';
import { findRun } from '../control/find-run.ts';
import { EXIT } from '../failure.ts';
import { RUN_NAME } from './verbs.ts';

export const journal: Command = {
  name: 'journal',
  summary: 'Print the journal of a run, as "twin FILE --journal" reads it',
  operands: [RUN_NAME],
  options: {},
  about: 'JSON, one line each, with --json or without.',
  isStream: true,
  run: runJournal,
};

/** Bytes for a program, not lines for a terminal: JSON escapes control characters by itself. */
async function runJournal({ io, args }: Context): Promise<number> {
  const { link, run } = await findRun(args.operands[0]!, io);
  const ended = new AbortController();
  void io.stdout.gone.then(() => ended.abort());
  const text = link.whole((plane) => plane.journal(run.run, ended.signal));
  for await (const piece of text) {
    io.stdout.write(piece);
    if (ended.signal.aborted || (await io.stdout.settled()) !== undefined) break;
  }
  return EXIT.ok;
}
