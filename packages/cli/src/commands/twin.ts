import { type Command, type Context, EDITS, FILE, RUN } from '../command.ts';
import { readFactory, unwrap } from '../factory-text.ts';
import { EXIT } from '../failure.ts';
import { withProgress } from '../progress.ts';
import { showTwin } from '../show/twin.ts';
import { print } from './print.ts';

export const twin: Command = {
  name: 'twin',
  summary: 'Live through a run many times, failures and repairs included',
  operands: [FILE],
  options: {
    ...RUN,
    seed: { kind: 'integer', value: 'N', summary: 'Which lives', default: 7 },
    days: {
      kind: 'number',
      value: 'N',
      summary: 'Virtual time of each life',
      default: 54,
      least: 0.01,
      most: 3650,
    },
    replicas: {
      kind: 'integer',
      value: 'N',
      summary: 'How many lives',
      default: 100,
      least: 2,
      most: 100_000,
    },
    ...EDITS,
  },
  about: 'The same seed, file and version give the same lives, to the same digest.',
  run: runTwin,
};

async function runTwin(context: Context): Promise<number> {
  const { io, args, paint } = context;
  const factory = await readFactory(context);
  const { seed, days, replicas } = args.numbers as Record<'seed' | 'days' | 'replicas', number>;
  const run = args.texts['run'];
  const input = { ...factory, seed, days, replicas, ...(run === undefined ? {} : { run }) };
  const before = io.cpuSeconds();
  const answer = await withProgress(io, `living ${replicas} times ${days} days`, () =>
    io.run('twin', input),
  );
  const cpuSeconds = io.cpuSeconds() - before;
  const result = unwrap(answer, factory.file);
  print(context, { ...result, cpuSeconds }, () => showTwin(result, cpuSeconds, paint));
  return EXIT.ok;
}
