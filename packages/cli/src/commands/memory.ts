import { type Command, type Context, EDITS, FILE, RUN } from '../command.ts';
import { readFactory, unwrap } from '../factory-text.ts';
import { EXIT } from '../failure.ts';
import { showMemory } from '../show/memory.ts';
import { print } from './print.ts';

export const memory: Command = {
  name: 'memory',
  summary: 'Show what a GPU of each pipeline stage holds, and whether it fits',
  operands: [FILE],
  options: { ...RUN, ...EDITS },
  about: 'When the run does not fit, says what would, and exits with 1.',
  run: runMemory,
};

async function runMemory(context: Context): Promise<number> {
  const { io, args, paint } = context;
  const factory = await readFactory(context);
  const { run } = args.texts;
  const input = { ...factory, ...(run === undefined ? {} : { run }) };
  const report = unwrap(await io.run('memory', input), factory.file);
  print(context, report, () => showMemory(report, paint));
  return report.fits ? EXIT.ok : EXIT.fails;
}
