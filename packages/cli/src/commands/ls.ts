import type { RunSummary } from '@gigafactory/core/api';
import type { Command, Context } from '../command.ts';
import { findRuns } from '../control/find-run.ts';
import { EXIT } from '../failure.ts';
import { showRuns } from '../show/runs.ts';
import { print } from './print.ts';

export const ls: Command = {
  name: 'ls',
  summary: 'List the runs of this machine: state, step, loss and speed of each',
  operands: [],
  options: {
    all: { kind: 'flag', short: 'a', summary: 'Earlier runs of the same names too (grok-nano@1)' },
  },
  run: runLs,
};

async function runLs(context: Context): Promise<number> {
  const { io, args, paint } = context;
  const { holder, runs } = await findRuns(io);
  const shown = args.flags.has('all') ? runs : runs.filter(isNewest);
  print(context, { holder, runs: shown }, () =>
    shown.length === 0
      ? [`Nothing was run yet in ${io.control.folder}; start with "gigafactory run FILE".`]
      : showRuns(shown, io.clock, paint),
  );
  return EXIT.ok;
}

/** Earlier runs of a name are called `NAME@1`, `NAME@2`, … */
function isNewest({ run }: RunSummary): boolean {
  return !/@\d+$/.test(run);
}
