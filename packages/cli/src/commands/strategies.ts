import { type Command, type Context, EDITS, FILE, RUN } from '../command.ts';
import { readFactory, unwrap } from '../factory-text.ts';
import { EXIT } from '../failure.ts';
import { showStrategies } from '../show/strategies.ts';
import { print } from './print.ts';

export const strategies: Command = {
  name: 'strategies',
  summary: 'Search the ways to split a run over its GPUs, best first',
  operands: [FILE],
  options: {
    ...RUN,
    top: {
      kind: 'integer',
      value: 'N',
      summary: 'How many to print',
      default: 20,
      least: 1,
      most: 1000,
    },
    ...EDITS,
  },
  run: runStrategies,
};

async function runStrategies(context: Context): Promise<number> {
  const { io, args, paint } = context;
  const factory = await readFactory(context);
  const run = args.texts['run'];
  const input = { ...factory, top: args.numbers['top']!, ...(run === undefined ? {} : { run }) };
  const report = unwrap(await io.run('strategies', input), factory.file);
  print(context, report, () => showStrategies(report, paint));
  return EXIT.ok;
}
