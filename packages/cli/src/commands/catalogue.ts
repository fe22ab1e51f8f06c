import { nearestName } from '@gigafactory/core/base';
import type { Command, Context } from '../command.ts';
import { unwrap } from '../factory-text.ts';
import { EXIT, inputError } from '../failure.ts';
import { showEntries, showKinds } from '../show/catalogue.ts';
import { print } from './print.ts';

export const catalogue: Command = {
  name: 'catalogue',
  summary: 'List what a factory file can name: GPUs, models, switches, prices and more',
  operands: [{ name: 'KIND', optional: true }],
  options: {},
  about: 'Without KIND, lists the kinds and how many entries each has.',
  run: runCatalogue,
};

async function runCatalogue(context: Context): Promise<number> {
  const { io, args, paint } = context;
  const kinds = unwrap(await io.run('catalogue', {}), '');
  const [kind] = args.operands;
  if (kind === undefined) {
    print(context, kinds, () => showKinds(kinds, paint));
    return EXIT.ok;
  }
  const entries = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (!entries) {
    const names = Object.keys(kinds);
    throw inputError(
      'catalogue.kind',
      `The catalogue has no kind "${kind}"; it has ${names.join(', ')}.`,
      nearestName(kind, names),
    );
  }
  print(context, entries, () => showEntries(entries, paint));
  return EXIT.ok;
}
