import type { Command, Context } from '../command.ts';
import { accepted, findRun } from '../control/find-run.ts';
import { EXIT } from '../failure.ts';
import { showWhy } from '../show/why.ts';
import { print } from './print.ts';
import { RUN_NAME } from './verbs.ts';

export const why: Command = {
  name: 'why',
  summary: 'Say what a run does, what it waits for, and why its attempts ended',
  operands: [RUN_NAME],
  options: {},
  run: runWhy,
};

async function runWhy(context: Context): Promise<number> {
  const { io, args, paint } = context;
  const { link, run } = await findRun(args.operands[0]!, io);
  const detail = accepted(await link.ask((plane) => plane.run(run.run)));
  print(context, detail, () => showWhy(detail, io.clock, paint));
  return EXIT.ok;
}
