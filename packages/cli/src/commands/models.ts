import type { ModelList, PublishedModel } from '@gigafactory/core/models';
import type { Registry } from '@gigafactory/grok/registry';
import type { Command, Context } from '../command.ts';
import { accepted } from '../control/find-run.ts';
import { EXIT, inputError } from '../failure.ts';
import { orderNow, withRegistry } from '../registry.ts';
import { showCollected, showModel, showModels } from '../show/models.ts';
import { amount } from '../text/amount.ts';
import { writeOutput } from '../write-output.ts';
import { print } from './print.ts';
import { isWanted, ORDER } from './verbs.ts';

/** What a model is exported as. */
const PRECISIONS = ['F32', 'F16', 'Q8_0'] as const;

export const models: Command = {
  name: 'models',
  summary: 'List the published models; of one, where it came from and how it did',
  operands: [{ name: 'MODEL', optional: true }],
  options: {
    gguf: { kind: 'text', value: 'FILE', summary: 'Write the model to this file for llama.cpp' },
    precision: {
      kind: 'text',
      value: PRECISIONS.join('|'),
      summary: 'Of the weights in that file; F16 when left out',
    },
    remove: { kind: 'flag', summary: 'Remove this version, unless it is promoted or served' },
    prune: {
      kind: 'flag',
      summary: 'Say which versions nothing needs; with --yes, remove them',
    },
    keep: {
      kind: 'integer',
      value: 'N',
      summary: 'With --prune: the newest N of each name stay; 1 when left out',
      most: 1000,
    },
    ...ORDER,
  },
  about:
    'MODEL is grok-nano@2, an alias (grok), or a name, which means its promoted version, else the newest. The models of this release are listed first and are never removed.',
  run: runModels,
};

async function runModels(context: Context): Promise<number> {
  const { io, args } = context;
  checkOptions(context);
  const registry = await withRegistry(io);
  const [reference] = args.operands;
  if (args.flags.has('prune')) return prune(context, registry);
  if (reference === undefined) return list(context, await registry.list());
  const model = accepted(await registry.find(reference));
  if (args.flags.has('remove')) return remove(context, registry, model);
  const file = args.texts['gguf'];
  if (file !== undefined) return exportTo(context, model, file);
  const { models: all, changes } = await registry.list();
  // A name without a version means all versions of it.
  const own = all.filter((each) => each.name === reference);
  if (own.length > 0) return list(context, { models: own, changes, problems: [] });
  print(context, { models: [model], changes, problems: [] }, () =>
    showModel(model, changes, io.clock, context.paint),
  );
  return EXIT.ok;
}

/** Options that only go together with something else. @throws InputError `usage.operand`, `usage.option` */
function checkOptions({ args }: Context): void {
  const has = (name: string) => args.flags.has(name) || args.texts[name] !== undefined;
  const doing = ['gguf', 'remove', 'prune'].filter(has);
  if (doing.length > 1)
    throw inputError('usage.option', `--${doing.join(' and --')} do not go together.`);
  const needsModel = doing[0] === 'gguf' || doing[0] === 'remove';
  if (needsModel && args.operands.length === 0)
    throw inputError('usage.operand', `"gigafactory models --${doing[0]}" needs MODEL.`);
  if (doing[0] === 'prune' && args.operands.length > 0)
    throw inputError('usage.operand', '"gigafactory models --prune" takes no MODEL.');
  for (const [name, with_] of [
    ['precision', ['gguf']],
    ['keep', ['prune']],
    ['yes', ['remove', 'prune']],
    ['why', ['remove', 'prune']],
  ] as const) {
    if (has(name) && !with_.some(has))
      throw inputError('usage.option', `--${name} goes with --${with_.join(' or --')}.`);
  }
}

function list(context: Context, list: ModelList): number {
  for (const { message } of list.problems) context.io.stderr.write(`${message}\n`);
  print(context, list, () => showModels(list.models, context.io.clock, context.paint));
  return EXIT.ok;
}

async function remove(
  context: Context,
  registry: Registry,
  { model, bytes }: PublishedModel,
): Promise<number> {
  if (!(await isWanted(context, `Remove ${model}, ${amount(bytes, 'B')}, for good?`)))
    return EXIT.ok;
  const collected = accepted(await registry.remove(model, orderNow(context)));
  print(context, collected, () => [`${model} is removed.`]);
  return EXIT.ok;
}

async function prune(context: Context, registry: Registry): Promise<number> {
  const isMeant = context.args.flags.has('yes');
  const keep = context.args.numbers['keep'] ?? 1;
  const collected = await registry.prune(keep, isMeant ? orderNow(context) : undefined);
  print(context, { ...collected, isDone: isMeant }, () => showCollected(collected, isMeant));
  return EXIT.ok;
}

async function exportTo(context: Context, model: PublishedModel, file: string): Promise<number> {
  const text = context.args.texts['precision'] ?? 'F16';
  const precision = PRECISIONS.find((each) => each === text);
  if (!precision)
    throw inputError('usage.precision', `--precision is ${PRECISIONS.join(', ')}, not "${text}".`);
  const { readModel, writeGguf } = await import('@gigafactory/grok/model');
  const bytes = writeGguf(accepted(await readModel(model.folder)), model.model, precision);
  await writeOutput(file, pieceOf(bytes), context.io);
  print(context, { model: model.model, file, precision, bytes: bytes.length }, () => [
    `${file}: ${model.model} in ${precision}, ${amount(bytes.length, 'B')}.`,
  ]);
  return EXIT.ok;
}

async function* pieceOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
