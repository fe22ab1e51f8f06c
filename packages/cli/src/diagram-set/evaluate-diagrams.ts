import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Arguments, Context, Options } from '../command.ts';
import { print } from '../commands/print.ts';
import { EXIT, inputError } from '../failure.ts';
import { withProgress } from '../progress.ts';
import { showDiagramRatings } from '../show/diagram-ratings.ts';
import { untilStopped } from '../threads.ts';
import type { DiagramOrder } from './order.ts';
import { ratePictures } from './rate-pictures.ts';
import { rateSources } from './rate-sources.ts';

/** Options of `evaluate` that need `--diagrams`. */
export const OF_DIAGRAMS = {
  diagrams: { kind: 'flag', summary: 'Evaluate how diagrams are read, on a set drawn for this' },
  upstream: {
    kind: 'text',
    value: 'URL',
    summary: 'Of diagrams: the OpenAI-compatible server whose --model reads pictures, up to /v1',
  },
  'key-env': {
    kind: 'text',
    value: 'NAME',
    summary: 'Of diagrams: the environment variable that holds the key of --upstream',
  },
  limit: {
    kind: 'integer',
    value: 'N',
    summary: 'Of diagrams: how many of each format (default: 200) or kind of picture (default: 10)',
    least: 1,
    most: 10_000,
  },
  seed: {
    kind: 'integer',
    value: 'N',
    summary: 'Of diagrams: the first seed of the set (default: 1)',
    least: 1,
    most: 1_000_000_000,
  },
} as const satisfies Options;

/** Rates the readers of sources, or a model that reads pictures, on a set of diagrams that is drawn for this. */
export async function evaluateDiagrams(context: Context): Promise<number> {
  const { io, args, paint } = context;
  holdOptions(args);
  const out = await folderOf(context);
  const { limit, seed = 1 } = args.numbers;
  const evaluation = await untilStopped(io, (signal) =>
    withProgress(io, 'drawing', (say) => {
      const order: DiagramOrder = { context, limit, seed, out, say, signal };
      return args.texts['upstream'] === undefined ? rateSources(order) : ratePictures(order);
    }),
  );
  print(context, evaluation, () => showDiagramRatings(evaluation, paint));
  return EXIT.ok;
}

function holdOptions({ texts, operands }: Arguments): void {
  const { upstream, model, questions } = texts;
  if (questions !== undefined || operands.length > 0)
    throw inputError('usage.value', '--diagrams takes no FILE and no --questions.');
  if (upstream !== undefined && model === undefined)
    throw inputError('usage.value', '--upstream needs --model NAME, as that server calls it.');
  for (const name of ['model', 'key-env'] as const) {
    if (upstream === undefined && texts[name] !== undefined)
      throw inputError('usage.value', `--${name} goes with --upstream URL only.`);
  }
}

/** @throws InputError `file.write` */
async function folderOf({ io, args }: Context): Promise<string | undefined> {
  const out = args.texts['out'];
  if (out === undefined) return undefined;
  const path = resolve(io.cwd, out);
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw inputError('file.write', `"${out}" cannot be made a folder (${code}).`);
  }
  return path;
}
