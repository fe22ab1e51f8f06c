import type { Operations } from '@gigafactory/core/api';
import { runInParts } from '@gigafactory/server/threads';
import { type Command, type Context, EDITS, FILE } from '../command.ts';
import { readFactory, unwrap } from '../factory-text.ts';
import { EXIT, inputError } from '../failure.ts';
import { showSweep, toSweepCsv } from '../show/sweep.ts';
import { CORES, onThreads, threadsOption } from '../threads.ts';
import { print } from './print.ts';

const USUAL_STEPS = 11;

export const sweep: Command = {
  name: 'sweep',
  summary: 'Vary one or two numbers of a file and see what becomes of its figures',
  operands: [FILE],
  options: {
    over: {
      kind: 'list',
      value: 'PATH=FROM..TO',
      summary: 'What to vary, with units at both ends; given twice, a grid',
    },
    steps: {
      kind: 'integer',
      value: 'N',
      summary: 'Values of each, both ends included',
      default: USUAL_STEPS,
      least: 2,
      most: 1000,
    },
    figure: {
      kind: 'list',
      value: 'PATH',
      summary: 'A figure of the plan (default: all headline figures); repeatable',
    },
    csv: { kind: 'flag', summary: 'Print the points as CSV instead, in SI' },
    ...threadsOption('Worker threads to plan on; by default one for each core', CORES),
    ...EDITS,
  },
  about:
    'A point that cannot be planned keeps its problems. GPUs are varied in whole nodes, counts in whole numbers. The answer is the same for any number of threads.',
  run: runSweep,
};

async function runSweep(context: Context): Promise<number> {
  const { io, args, paint } = context;
  if (args.flags.has('csv') && args.flags.has('json')) {
    throw inputError('usage.value', '--csv and --json do not go together.');
  }
  const over = (args.lists['over'] ?? []).map(readOver);
  if (over.length === 0 || over.length > 2) {
    throw inputError(
      'usage.value',
      `"gigafactory sweep" takes --over once or twice, as in --over ${EXAMPLE}.`,
    );
  }
  const figures = args.lists['figure'];
  const factory = await readFactory(context);
  const input: Operations['sweep']['input'] = {
    ...factory,
    ...{ over, steps: args.numbers['steps']! },
    ...(figures === undefined ? {} : { figures }),
  };
  const { value: answer } = await onThreads(context, 'planning', ({ workers, say, signal }) => {
    const onPart = (done: number, parts: number) => say(`planning, ${done} of ${parts} parts`);
    return runInParts(workers, 'sweep', input, { signal, onPart });
  });
  const swept = unwrap(answer, factory.file);
  if (args.flags.has('csv')) io.stdout.write(toSweepCsv(swept));
  else print(context, swept, () => showSweep(swept, paint));
  return EXIT.ok;
}

const EXAMPLE = 'site.pue=1.05..1.4';

/** `PATH=FROM..TO`. */
function readOver(text: string): { path: string; from: string; to: string } {
  const [, path, from, to] = /^\s*([^=]+?)\s*=\s*(.+?)\s*\.\.\s*(.+?)\s*$/.exec(text) ?? [];
  if (path !== undefined && from !== undefined && to !== undefined) return { path, from, to };
  throw inputError(
    'usage.value',
    `--over takes PATH=FROM..TO, as in --over ${EXAMPLE}, not "${text}".`,
  );
}
