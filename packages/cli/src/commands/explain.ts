import type { Notes } from '@gigafactory/core/base';
import { similarPaths, whyAbsent } from '@gigafactory/core/plan';
import { type Command, type Context, EDITS, FILE } from '../command.ts';
import { readFactory, unwrap } from '../factory-text.ts';
import { EXIT, type InputError, inputError } from '../failure.ts';
import { closureOf, showDerivation, WHOLE } from '../show/derivation.ts';
import { childrenOf, showChildren } from '../show/figures.ts';
import { print } from './print.ts';

export const explain: Command = {
  name: 'explain',
  summary: 'Show where a figure comes from, down to the cited facts',
  operands: [FILE, { name: 'PATH', optional: true }],
  options: {
    depth: {
      kind: 'integer',
      value: 'N',
      summary: 'Stop after this many formulas on the way down',
      most: WHOLE,
    },
    ...EDITS,
  },
  about:
    'A PATH that is not itself a figure lists what lies below it; without PATH, all groups are listed.',
  run: runExplain,
};

async function runExplain(context: Context): Promise<number> {
  const { io, args, paint } = context;
  const factory = await readFactory(context);
  const { notes } = unwrap(await io.run('plan', factory), factory.file);
  const path = args.operands[1] ?? '';
  if (Object.hasOwn(notes, path)) {
    const depth = args.numbers['depth'] ?? WHOLE;
    print(context, { path, notes: closureOf(notes, path, depth) }, () =>
      showDerivation(notes, path, depth, paint),
    );
    return EXIT.ok;
  }
  const children = childrenOf(notes, path);
  if (children.length === 0) throw unknownPath(notes, path);
  print(context, { path, children }, () => showChildren(children, paint));
  return EXIT.ok;
}

function unknownPath(notes: Notes, path: string): InputError {
  const absent = whyAbsent(path, notes);
  if (absent !== undefined) {
    return inputError('explain.absent', `The plan has no "${path}": ${absent}.`);
  }
  const [nearest, ...others] = similarPaths(notes, path);
  const also = others.length > 0 ? ` Others like it: ${others.join(', ')}.` : '';
  const groups = childrenOf(notes, '').map((child) => child.path);
  const hint = nearest === undefined ? ` The plan has ${groups.join(', ')}.` : also;
  return inputError('explain.path', `The plan has no figure "${path}".${hint}`, nearest);
}
