import type { Command, Context } from '../command.ts';
import { accepted, findEither } from '../control/find-run.ts';
import { EXIT } from '../failure.ts';
import { showService } from '../show/services.ts';
import { showWhy } from '../show/why.ts';
import { print } from './print.ts';
import { RUN_NAME } from './verbs.ts';

export const why: Command = {
  name: 'why',
  summary: 'Say what a run or a service does, what it waits for, and why attempts ended',
  operands: [RUN_NAME],
  options: {},
  run: runWhy,
};

async function runWhy(context: Context): Promise<number> {
  const { io, args, paint } = context;
  const found = await findEither(args.operands[0]!, io);
  if ('service' in found) {
    const { service } = found.service;
    const detail = accepted(await found.link.ask((plane) => plane.services.service(service)));
    print(context, detail, () => showService(detail, io.clock, paint));
    return EXIT.ok;
  }
  const { link, run } = found;
  const detail = accepted(await link.ask((plane) => plane.run(run.run)));
  print(context, detail, () => showWhy(detail, io.clock, paint));
  return EXIT.ok;
}
