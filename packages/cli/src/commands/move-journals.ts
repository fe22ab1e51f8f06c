import type { Command, Context } from '../command.ts';
import { EXIT, InputError, inputError } from '../failure.ts';
import { withProgress } from '../progress.ts';
import { print } from './print.ts';

export const moveJournals: Command = {
  name: 'move-journals',
  summary: 'Move the journals of all runs to PostgreSQL, or back into the state folder',
  operands: [{ name: 'PLACE' }],
  options: {},
  about:
    'PLACE is postgres, the database that DATABASE_URL names, or file, journal.db of the state folder. Every line is copied and compared; only then are they used there. No control plane may be running. What is left behind stays as it is; a move that was cut off goes on when it is ordered again.',
  run: runMoveJournals,
};

async function runMoveJournals(context: Context): Promise<number> {
  const { io, args } = context;
  const to = args.operands[0]!;
  if (to !== 'postgres' && to !== 'file') {
    const message = `Journals are moved to "postgres" or to "file", not to "${to}".`;
    throw inputError('usage.place', message);
  }
  const { moveJournals: move } = await import('@gigafactory/server/operate');
  const { DATABASE_URL: databaseUrl } = io.env;
  const home = io.control.folder;
  const moved = await withProgress(io, 'moving journals', (say) =>
    move({ home, to, databaseUrl, heard: (lines) => say(`comparing journals: ${lines} lines`) }),
  );
  if (!moved.ok) throw new InputError(moved.problems);
  const { journals, lines, orders, added, digest } = moved.value;
  print(context, { to, ...moved.value }, () => [
    `Moved to ${to === 'postgres' ? 'PostgreSQL' : 'the state folder'}; journals: ${journals}, lines: ${lines} (of which ${added} were not there yet), orders: ${orders}.`,
    `Every line is the same in both places: SHA-256 ${digest}.`,
  ]);
  return EXIT.ok;
}
