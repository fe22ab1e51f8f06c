import { nearestName } from '@gigafactory/core/base';
import { LAUNCH_ENGINES, type LaunchEngine } from '@gigafactory/core/export';
import { runInParts } from '@gigafactory/server/threads';
import { type Command, type Context, EDITS, FILE, RUN } from '../command.ts';
import { readFactory, unwrap } from '../factory-text.ts';
import { EXIT, inputError } from '../failure.ts';
import { showStrategies } from '../show/strategies.ts';
import { onThreads, threadsOption } from '../threads.ts';
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
    ...threadsOption('Threads to search on, up to the cores of this machine', 1),
    launch: {
      kind: 'text',
      value: 'ENGINE',
      summary: `Print how to launch a strategy: ${LAUNCH_ENGINES.join(' or ')}`,
    },
    rank: {
      kind: 'integer',
      value: 'N',
      summary: 'With --launch: which strategy',
      default: 1,
      least: 1,
      most: 10_000,
    },
    ...EDITS,
  },
  about: 'The answer is the same for any number of threads.',
  run: runStrategies,
};

async function runStrategies(context: Context): Promise<number> {
  const { args, paint } = context;
  const launch = readLaunch(context);
  const factory = await readFactory(context);
  const run = args.texts['run'];
  const input = {
    ...factory,
    top: args.numbers['top']!,
    ...(run === undefined ? {} : { run }),
    ...launch,
  };
  const searched = await onThreads(context, 'searching', ({ workers, say, signal }) => {
    const onPart = (done: number, parts: number) => say(`searching, ${done} of ${parts} parts`);
    return runInParts(workers, 'strategies', input, { signal, onPart });
  });
  const { value: answer, cpuSeconds } = searched;
  const report = unwrap(answer, factory.file);
  print(context, { ...report, cpuSeconds }, () =>
    report.launch
      ? report.launch.script.trimEnd().split('\n')
      : showStrategies(report, cpuSeconds, paint),
  );
  return EXIT.ok;
}

/** @throws InputError for an unknown engine, and for a rank without an engine */
function readLaunch({ args }: Context): { readonly launch?: LaunchEngine; readonly rank?: number } {
  const { launch, rank } = args.texts;
  if (launch === undefined) {
    if (rank === undefined) return {};
    throw inputError('usage.value', '--rank says which strategy to launch; give --launch ENGINE.');
  }
  const engine = LAUNCH_ENGINES.find((each) => each === launch);
  if (engine) return { launch: engine, rank: args.numbers['rank']! };
  throw inputError(
    'usage.value',
    `--launch takes ${LAUNCH_ENGINES.join(' or ')}, not "${launch}".`,
    nearestName(launch, LAUNCH_ENGINES),
  );
}
