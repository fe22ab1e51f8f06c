import { type Command, type Context, EDITS, FILE } from '../command.ts';
import { readFactory, unwrap } from '../factory-text.ts';
import { EXIT, inputError } from '../failure.ts';
import { showTornado, toTornadoCsv } from '../show/tornado.ts';
import { print } from './print.ts';

export const tornado: Command = {
  name: 'tornado',
  summary: 'Show how far the range of each input moves a figure, the widest first',
  operands: [FILE, { name: 'FIGURE' }],
  options: {
    csv: { kind: 'flag', summary: 'Print the inputs as CSV instead, in SI' },
    ...EDITS,
  },
  about:
    'FIGURE is a path of the plan, such as money.capex.total. Inputs without a range move nothing.',
  run: runTornado,
};

async function runTornado(context: Context): Promise<number> {
  const { io, args, paint } = context;
  if (args.flags.has('csv') && args.flags.has('json')) {
    throw inputError('usage.value', '--csv and --json do not go together.');
  }
  const factory = await readFactory(context);
  const answer = await io.run('tornado', { ...factory, figure: args.operands[1]! });
  const found = unwrap(answer, factory.file);
  if (args.flags.has('csv')) io.stdout.write(toTornadoCsv(found));
  else print(context, found, () => showTornado(found, paint));
  return EXIT.ok;
}
