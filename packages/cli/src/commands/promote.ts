import type { ModelChange } from '@gigafactory/core/models';
import type { Command, Context } from '../command.ts';
import { accepted } from '../control/find-run.ts';
import { EXIT, inputError } from '../failure.ts';
import { orderNow, withRegistry } from '../registry.ts';
import { print } from './print.ts';

export const promote: Command = {
  name: 'promote',
  summary: 'Let people have a version: "grok" means it from then on, until it is taken back',
  operands: [{ name: 'NAME@VERSION', optional: true }],
  options: {
    back: { kind: 'flag', summary: 'Go back to what the alias meant before' },
    alias: { kind: 'text', value: 'ALIAS', summary: 'This alias; grok when left out' },
    why: { kind: 'text', value: 'TEXT', summary: 'Why, to be recorded' },
  },
  about:
    'Of two promotions at once one is refused. What is served now is served until its server ends.',
  run: runPromote,
};

async function runPromote(context: Context): Promise<number> {
  const { io, args } = context;
  const [reference] = args.operands;
  const isBack = args.flags.has('back');
  if ((reference === undefined) !== isBack)
    throw inputError(
      'usage.operand',
      '"gigafactory promote" needs NAME@VERSION, or --back and no version.',
    );
  const alias = args.texts['alias'] ?? 'grok';
  const registry = await withRegistry(io);
  const order = orderNow(context);
  const change = accepted(
    reference === undefined
      ? await registry.back(alias, order)
      : await registry.promote(reference, alias, order),
  );
  print(context, change, () => [inWords(change)]);
  return EXIT.ok;
}

function inWords({ alias, model, before, kind }: ModelChange): string {
  const was = before === undefined ? 'nothing' : before;
  const verb = kind === 'back' ? 'means again' : 'means';
  return `${alias} ${verb} ${model}; it meant ${was}.`;
}
