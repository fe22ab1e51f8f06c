import type { RunSummary } from '@gigafactory/core/api';
import type { Command, Context } from '../command.ts';
import { findRuns } from '../control/find-run.ts';
import { EXIT } from '../failure.ts';
import { showRuns } from '../show/runs.ts';
import { showServices } from '../show/services.ts';
import { print } from './print.ts';

export const ls: Command = {
  name: 'ls',
  summary: 'List runs and services: state, step and speed; replicas, queue and times',
  operands: [],
  options: {
    all: { kind: 'flag', short: 'a', summary: 'Earlier runs of the same names too (grok-nano@1)' },
  },
  run: runLs,
};

async function runLs(context: Context): Promise<number> {
  const { io, args, paint } = context;
  const { holder, runs, services } = await findRuns(io);
  const shown = args.flags.has('all') ? runs : runs.filter(isNewest);
  print(context, { holder, runs: shown, services }, () => {
    if (shown.length + services.length === 0) {
      return [`Nothing was run yet in ${io.control.folder}; start with "gigafactory run FILE".`];
    }
    return [
      ...(shown.length === 0 ? [] : showRuns(shown, io.clock, paint)),
      ...(shown.length === 0 || services.length === 0 ? [] : ['']),
      ...(services.length === 0 ? [] : showServices(services, paint)),
    ];
  });
  return EXIT.ok;
}

/** Earlier runs of a name are called `NAME@1`, `NAME@2`, … */
function isNewest({ run }: RunSummary): boolean {
  return !/@\d+$/.test(run);
}
