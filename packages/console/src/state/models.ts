import type {
  ModelChange,
  ModelFactory,
  ModelList,
  OrderAnswer,
  PublishedModel,
} from '@gigafactory/core/api';
import { askControl, type ControlAnswer, giveOrder, ofModel } from '../api/control/client.ts';
import { askAgain, useWatched, type Watched } from './control.ts';
import { goTo } from './location.ts';
import { openText } from './openFiles.ts';

/** Models change when a person publishes or promotes one, ms. */
const OFTEN = 10_000;

/** What the registry of the state folder has. */
export function useModels(): Watched<ModelList> {
  return useWatched<ModelList>('/models', OFTEN);
}

/** Who orders a change of an alias, and why. */
export interface Who {
  readonly by: string;
  readonly why: string;
}

/** Lets an alias mean a version from now on. */
export function promote(alias: string, model: string, who: Who) {
  return change('/models/promote', { alias, model }, who);
}

/** Lets an alias mean again what it meant before. */
export function rollBack(alias: string, who: Who) {
  return change('/models/back', { alias }, who);
}

async function change(
  path: string,
  what: Readonly<Record<string, string>>,
  { by, why }: Who,
): Promise<ControlAnswer<OrderAnswer>> {
  const order = { ...what, by, ...(why === '' ? {} : { why }) };
  const given = await giveOrder<ModelChange>(path, order);
  askAgain();
  if (!given.ok) return given;
  const { alias, model } = given.value;
  return { ok: true, value: { confirmed: true, words: `${alias} means ${model} from now on.` } };
}

/**
 * Opens the factory file of the run that trained a model, with its edits, on a page. Says why not, if so: a text that is
 * not the one whose hash the lineage has is not opened.
 */
export async function openFactoryOf(
  { model, lineage }: Pick<PublishedModel, 'model' | 'lineage'>,
  path: string,
): Promise<string | undefined> {
  const asked = await askControl<ModelFactory>(ofModel(model, 'factory'));
  if (!asked.ok) return asked.fault.message;
  const { file, text, edits = {} } = asked.value;
  if ((await sha256Of(text)) !== lineage.factory)
    return `The factory file of ${model} is not the one that its lineage names: its hash is another.`;
  await openText(file, text, edits);
  goTo(path);
  return undefined;
}

/** In hexadecimal. A page from this machine may compute it: its address counts as secure. */
async function sha256Of(text: string): Promise<string> {
  const hash = await window.crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
