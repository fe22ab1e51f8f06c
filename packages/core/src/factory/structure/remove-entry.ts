import { isMap, isSeq, type Pair } from 'yaml';
import { andThen, failed, mapValue, ok, type Result } from '../../base/index.ts';
import { MODELS } from '../../facts/index.ts';
import { entryEnd, lineEnd, removeEntry as removeInFlow, splice } from '../splice.ts';
import { findSpot, type Collection as Holder, valueAt } from '../spot.ts';
import { parseText } from '../yaml-text.ts';
import { blocksOf, withoutBlock } from './blocks.ts';
import type { Also, Restructured } from './change.ts';
import { type EntryPlace, entryAt } from './collections.ts';
import { renumbered } from './renumber.ts';
import { type Site, sitesOf } from './sites.ts';
import { type Edited, editedFrom, meaningOf, reread } from './step.ts';

/** Removes an entry and what is about nothing but it. */
export function removeEntry(before: Edited, entry: EntryPlace, path: string): Result<Restructured> {
  const trainedBy = runsThatTrain(before, entry);
  const isOfCatalogue = entry.collection === 'models' && Object.hasOwn(MODELS, entry.name);
  if (trainedBy.length > 0 && !isOfCatalogue) {
    return failed({
      code: 'entry.used',
      path,
      message: `${trainedBy.join(', ')} ${trainedBy.length === 1 ? 'trains' : 'train'} this model; give ${trainedBy.length === 1 ? 'it' : 'them'} another first.`,
    });
  }
  // A model of the catalogue is still there when the file no longer says anything about it.
  const isStill = isOfCatalogue && trainedBy.length > 0;
  const also: Also[] = [];
  let edited = before;
  for (
    let left = doomed(edited, entry, isStill).at(-1);
    left;
    left = doomed(edited, entry, isStill).at(-1)
  ) {
    const removed = removeKeys(edited, left, path);
    if (!removed.ok) return removed;
    also.unshift({ path: left.join('.'), change: 'removed' });
    edited = removed.value;
  }
  const removed = removeKeys(edited, entry.keys, path);
  return removed.ok ? ok({ text: removed.value.text, path, also }) : removed;
}

function runsThatTrain({ parsed }: Edited, entry: EntryPlace): readonly string[] {
  if (entry.collection !== 'models') return [];
  return sitesOf(parsed.document.contents, entry)
    .filter(({ kind, keys }) => kind === 'value' && keys[0] === 'runs')
    .map(({ keys }) => keys[1]!);
}

/** The ways to what goes with an entry, in the order of the file. */
function doomed({ parsed }: Edited, entry: EntryPlace, isStill: boolean): (readonly string[])[] {
  const sites = sitesOf(parsed.document.contents, entry).filter(
    ({ kind, keys }) => keys.length !== entry.keys.length || kind !== 'key',
  );
  return sites
    .filter(({ kind }) => !isStill || kind === 'path' || kind === 'key')
    .map((site) => wholeOf(site));
}

/** What has no meaning any more: the claim of a formula, the change of a scenario, the item of a list. */
function wholeOf({ kind, keys }: Site): readonly string[] {
  if (keys[0] === 'scenarios') return kind === 'key' ? keys : keys.slice(0, 3);
  return kind === 'formula' ? keys.slice(0, 2) : keys;
}

function removeKeys(before: Edited, keys: readonly string[], path: string): Result<Edited> {
  const { text, parsed } = before;
  const root = parsed.document.contents;
  const { spot } = findSpot(root, keys);
  if (spot.kind !== 'value') return ok(before);
  const { parent, index } = spot;
  const removed =
    parent.items.length === 1 ? emptied(text, root, keys) : without(text, parent, index);
  drop(root as Holder, keys, removed);
  const meant = meaningOf(root);
  const result = reread(
    before,
    removed?.text,
    path,
    ({ document }) => meaningOf(document.contents) === meant,
  );
  const claim = entryAt(keys.join('.'));
  if (!result.ok || claim?.collection !== 'requirements') return result;
  const gone = Number(claim.name);
  const numbered = renumbered(result.value, (index) => (index > gone ? index - 1 : index), path);
  return andThen(numbered, (now) =>
    mapValue(parseText(now.text), (after) => editedFrom(now.text, after)),
  );
}

/** Takes a value, or the section that held nothing else, out of a parsed document. */
function drop(root: unknown, keys: readonly string[], removed: Removed | undefined): void {
  const { spot } = findSpot(root, removed?.withSection ? keys.slice(0, -1) : keys);
  if (spot.kind === 'value') spot.parent.items.splice(spot.index, 1);
}

interface Removed {
  readonly text: string;
  /** The section went too. */
  readonly withSection: boolean;
}

function without(text: string, parent: Holder, index: number): Removed | undefined {
  if (parent.flow) return { text: removeInFlow(text, parent, index), withSection: false };
  const blocks = blocksOf(text, parent);
  return blocks && { text: withoutBlock(text, blocks, index), withSection: false };
}

/**
 * The text without the only entry of a section: without the section too, unless that has comments of its own or stands
 * in a scenario or a list.
 */
function emptied(text: string, root: unknown, keys: readonly string[]): Removed | undefined {
  const { spot } = findSpot(root, keys.slice(0, -1));
  if (spot.kind !== 'value') return undefined;
  const { parent, index } = spot;
  const section = valueAt(parent, index)!;
  const blocks = parent.flow ? undefined : blocksOf(text, parent);
  const isOwn =
    (keys[0] !== 'scenarios' || keys.length === 2) &&
    isMap(parent) &&
    blocks !== undefined &&
    parent.items.length > 1;
  if (isOwn && !hasComments(text, blocks[index]!.start, section.range![0])) {
    return { text: withoutBlock(text, blocks, index), withSection: true };
  }
  const nothing = isSeq(section) ? '[]' : '{}';
  const key = isMap(parent)
    ? ((parent.items[index] as Pair).key as { range?: [number, number, number] })
    : undefined;
  const inner = (section as Holder).flow ? undefined : blocksOf(text, section as Holder);
  if (!key?.range || !inner) {
    const [from] = section.range!;
    return { text: splice(text, from, entryEnd(text, parent, index), nothing), withSection: false };
  }
  const colon = text.indexOf(':', key.range[1]) + 1;
  const lines = splice(text, lineEnd(text, colon), inner[0]!.end, '');
  return { text: splice(lines, colon, colon, ` ${nothing}`), withSection: false };
}

function hasComments(text: string, from: number, to: number): boolean {
  return text
    .slice(from, to)
    .split('\n')
    .slice(0, -1)
    .some((line) => /(^|\s)#/.test(line));
}
