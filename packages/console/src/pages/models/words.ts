import type { ModelChange, PublishedModel, RunSummary } from '@gigafactory/core/api';
import { showQuantity } from '@gigafactory/core/base';
import type { Things } from '../../control/NoControl.tsx';
import { linkTo, paths } from '../../state/paths.ts';

export const MODELS: Things = {
  plural: 'models',
  singular: 'model',
  without:
    'A page from a static server plans and simulates, but models are published on the machine that trained them.',
  toType: 'gigafactory models\ngigafactory up FILE',
  href: linkTo(paths.models()),
};

/** The alias that people ask for when they name no model. */
export const MAIN_ALIAS = 'grok';

/**
 * What an alias would mean after a roll-back: what it meant before its latest promotion that was not undone. `grok`
 * begins with the model of the release. What was removed meanwhile is passed over. Undefined if nothing is left.
 */
export function meaningBefore(
  changes: readonly ModelChange[],
  models: readonly PublishedModel[],
  alias: string,
): string | undefined {
  const first = alias === MAIN_ALIAS ? models.find(({ ships }) => ships)?.model : undefined;
  const meanings = first === undefined ? [] : [first];
  for (const { alias: of, kind, model } of changes) {
    if (of !== alias) continue;
    const known = meanings.lastIndexOf(model);
    if (kind === 'back' && known >= 0) meanings.length = known + 1;
    else meanings.push(model);
  }
  const known = new Set(models.map(({ model }) => model));
  return meanings.filter((model) => known.has(model)).at(-2);
}

/** Each alias with what it means now, `grok` first. */
export function aliasesOf(
  models: readonly PublishedModel[],
): readonly { readonly alias: string; readonly model: string }[] {
  return models
    .flatMap(({ aliases, model }) => aliases.map((alias) => ({ alias, model })))
    .sort(
      (a, b) =>
        Number(b.alias === MAIN_ALIAS) - Number(a.alias === MAIN_ALIAS) ||
        a.alias.localeCompare(b.alias),
    );
}

/**
 * The name that the run of a model has here now, if this machine still has it; a later run of the same name is
 * another one.
 */
export function runOf(
  { lineage }: Pick<PublishedModel, 'lineage'>,
  runs: readonly Pick<RunSummary, 'run' | 'startedAt'>[],
): string | undefined {
  const startedAt = Date.parse(lineage.startedAt);
  const nameOf = (run: string): string => run.replace(/@\d+$/, '');
  return runs.find(
    (each) => nameOf(each.run) === nameOf(lineage.run) && Date.parse(each.startedAt) === startedAt,
  )?.run;
}

/** The start of a hash, for where there is little room. */
export function shortHash(hash: string): string {
  return hash.slice(0, 12);
}

export function showCount(count: number): string {
  return count.toLocaleString('en');
}

/** `1.2 M`: parameters, to three figures. */
export function showParameters(count: number): string {
  return showQuantity(count, '1', { digits: 3 });
}

export function showBytes(bytes: number): string {
  return showQuantity(bytes, 'B', { digits: 3 });
}

/** One order in the record of what aliases came to mean. */
export function changeWords({ kind, alias, model, before }: ModelChange): string {
  if (kind === 'remove') return `${model} was removed`;
  const from = before === undefined ? '' : `, ${before} until then`;
  return `${alias} ${kind === 'back' ? 'went back to' : 'means'} ${model}${from}`;
}
