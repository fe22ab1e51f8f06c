import { type Command, type Context, EDITS, FILE, RUN } from '../command.ts';
import { readFactory, unwrap } from '../factory-text.ts';
import { EXIT, inputError } from '../failure.ts';
import { showPower } from '../show/power.ts';
import { toPowerCsv } from '../show/power-csv.ts';
import { print } from './print.ts';

export const power: Command = {
  name: 'power',
  summary: 'Trace the power of the site, its ramps and the battery against them',
  operands: [FILE],
  options: {
    ...RUN,
    seconds: {
      kind: 'number',
      value: 'N',
      summary: 'Length of the trace (default: a checkpoint, a failure and a restart)',
      least: 1,
      most: 3600,
    },
    ramp: {
      kind: 'text',
      value: 'RATE',
      summary: 'How fast the power from the grid may change, instead of site.rampLimit',
    },
    csv: { kind: 'flag', summary: 'Print every sample as CSV instead' },
    ...EDITS,
  },
  about: 'A sample is the mean of 100 ms. The same file gives the same trace.',
  run: runPower,
};

async function runPower(context: Context): Promise<number> {
  const { io, args, paint } = context;
  if (args.flags.has('csv') && args.flags.has('json')) {
    throw inputError('usage.value', '--csv and --json do not go together.');
  }
  const factory = await readFactory(context);
  const { run, ramp } = args.texts;
  const { seconds } = args.numbers;
  const input = {
    ...factory,
    ...(run === undefined ? {} : { run }),
    ...(seconds === undefined ? {} : { seconds }),
    ...(ramp === undefined ? {} : { rampLimit: ramp }),
  };
  const traced = unwrap(await io.run('power', input), factory.file);
  if (args.flags.has('csv')) io.stdout.write(toPowerCsv(traced));
  else print(context, traced, () => showPower(traced, paint));
  return EXIT.ok;
}
