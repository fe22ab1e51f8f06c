import type { Operations } from '@gigafactory/core/api';
import { type Command, type Context, EDITS, FILE } from '../command.ts';
import { readFactory, toEdits, unwrap } from '../factory-text.ts';
import { EXIT, inputError } from '../failure.ts';
import { compareOnThreads, JUDGE } from '../judge.ts';
import { showComparison, toComparisonCsv } from '../show/compare.ts';
import { print } from './print.ts';

export const compare: Command = {
  name: 'compare',
  summary: 'Put a file and its scenarios side by side: figures, differences, requirements',
  operands: [FILE],
  options: {
    scenario: {
      kind: 'list',
      value: 'NAME',
      summary: 'A scenario of the file (default: all of it, five at most); repeatable',
    },
    with: {
      kind: 'list',
      value: "'NAME: PATH=VALUE, …'",
      summary: 'A further scenario, by its changes; repeatable',
    },
    csv: { kind: 'flag', summary: 'Print the figures as CSV instead, in SI' },
    ...JUDGE,
    ...EDITS,
  },
  about:
    'Figures that differ most come first. --set changes the file before the scenarios do. Exits as plan does for the file without a scenario.',
  run: runCompare,
};

async function runCompare(context: Context): Promise<number> {
  const { io, args, paint } = context;
  if (args.flags.has('csv') && args.flags.has('json')) {
    throw inputError('usage.value', '--csv and --json do not go together.');
  }
  const given = (args.lists['with'] ?? []).map(readScenario);
  const factory = await readFactory(context);
  const named = args.lists['scenario'];
  const input: Operations['compare']['input'] = {
    ...factory,
    ...(named === undefined ? {} : { scenarios: named }),
    ...(given.length === 0 ? {} : { with: given }),
  };
  const compared = unwrap(await compareOnThreads(context, input), factory.file);
  if (args.flags.has('csv')) io.stdout.write(toComparisonCsv(compared));
  else print(context, compared, () => showComparison(compared, paint));
  return compared.requirements.some(({ verdicts }) => verdicts[0] === 'fails')
    ? EXIT.fails
    : EXIT.ok;
}

/** A comma ends a change only where the next one begins: a value may have commas too. */
const BETWEEN = /,\s*(?=[A-Za-z][\w.-]*\s*=)/;

/** `NAME: PATH=VALUE, PATH=VALUE`; without a name the changes are its name. */
function readScenario(text: string): { name: string; edits: Record<string, string> } {
  const colon = text.indexOf(':');
  const isNamed = colon > 0 && colon < text.indexOf('=');
  const changes = isNamed ? text.slice(colon + 1) : text;
  const edits = toEdits(
    changes.split(BETWEEN),
    '--with',
    "'NAME: PATH=VALUE, PATH=VALUE', as in --with 'Small: fleet.gpus=50000'",
  );
  return { name: (isNamed ? text.slice(0, colon) : text).trim(), edits };
}
