import { isMap, isScalar, type Node, type Pair } from 'yaml';
import { failed, mapValue, nearestName, ok, type Refusal, type Result } from '../../base/index.ts';
import { cut } from '../cursor.ts';
import type { Collection as Holder } from '../spot.ts';
import { type ParsedText, parseText } from '../yaml-text.ts';
import type { Change, Restructured } from './change.ts';
import {
  COLLECTIONS,
  type Collection,
  type EntryPlace,
  entryAt,
  faultOfName,
  isList,
  pathOf,
} from './collections.ts';
import { insertEntry } from './insert-entry.ts';
import { moveEntry } from './move-entry.ts';
import { contentOf, freeName, startOf } from './new-entry.ts';
import { removeEntry } from './remove-entry.ts';
import { renameEntry } from './rename-entry.ts';
import { type Edited, editedFrom, holderOf, holds, linesOf, reread } from './step.ts';

/**
 * Adds, removes, renames or moves an entry of a factory file: a run, service, model, task, reference, claim, hazard or
 * scenario. All else, comments too, stays as it is; comments directly above an entry, behind its values and below it,
 * indented further, belong to it. What names the entry follows a new name; if it is removed, what is about nothing
 * else goes too, and `also` says what. Problems: those of unreadable YAML, `entry.unknown`, `entry.name`,
 * `entry.taken`, `entry.used`, `entry.value`, `edit.layout`, `edit.anchor`.
 */
export function restructure(text: string, change: Change): Result<Restructured> {
  const read = parseText(text);
  if (!read.ok) return read;
  const before = editedFrom(text, read.value);
  if (!isMap(read.value.document.contents)) {
    return failed({
      code: 'edit.path',
      message: 'The file has no keys; start with "gigafactory: 1".',
    });
  }
  if (change.do === 'add') return add(before, change);
  const entry = entryAt(change.path);
  if (!entry || !holds(before.parsed, entry)) return unknown(before.parsed, change.path, entry);
  if (change.do === 'remove') return removeEntry(before, entry, change.path);
  if (change.do === 'move') return moveEntry(before, entry, change.by);
  return rename(before, entry, change.name);
}

function rename(before: Edited, entry: EntryPlace, name: string): Result<Restructured> {
  const { collection } = entry;
  const path = pathOf(collection, entry.name);
  if (isList(collection)) {
    return failed({
      code: 'entry.name',
      path,
      message: 'A claim has no name; change its "claim".',
    });
  }
  if (name === entry.name) return ok({ text: before.text, path, also: [] });
  const fault = refuseName(before.parsed, collection, name);
  return fault ?? renameEntry(before, entry, name);
}

function add(
  before: Edited,
  { to, name, value }: Extract<Change, { do: 'add' }>,
): Result<Restructured> {
  const { text, parsed } = before;
  const root = parsed.document.contents as Holder;
  const taken = namesIn(parsed, to);
  const named = name ?? freeName(to, new Set([...taken, ...siblings(parsed, to)]));
  const fault = isList(to) ? undefined : refuseName(parsed, to, named);
  if (fault) return fault;
  const given = value === undefined ? undefined : parseText(value);
  const node = given?.ok ? (given.value.document.contents as Node | null) : undefined;
  if (given && !node) {
    return failed({
      code: 'entry.value',
      path: pathOf(to, named),
      message: `"${cut(value!)}" is not a value.`,
    });
  }
  const content = node ? contentOf(node) : startOf(to, named, root);
  const path = pathOf(to, isList(to) ? `${taken.length}` : named);
  const entry = { name: isList(to) ? undefined : named, content };
  const added = insertEntry(text, root, to.split('.'), entry, AROUND[to]);
  const result = reread(before, added, path, (after) => {
    const place = entryAt(path);
    const more = namesIn(after, to).length - taken.length;
    return place !== undefined && holds(after, place) && more === 1 && keeps(after, before.parsed);
  });
  return mapValue(result, (after) => ({ text: after.text, path, also: [] }));
}

/** Whether all that a document says is still said. */
function keeps(after: ParsedText, before: ParsedText): boolean {
  const said = new Set(linesOf(after.document.contents));
  return linesOf(before.document.contents).every((line) => said.has(line));
}

/** What a section has besides its entries, where it is made for one. */
const AROUND: Readonly<Partial<Record<Collection, Readonly<Record<string, string>>>>> = {
  'schedule.tasks': { start: '2027-01-04' },
};

function refuseName(parsed: ParsedText, collection: Collection, name: string): Refusal | undefined {
  const path = pathOf(collection, cut(name));
  const why = faultOfName(collection, name);
  if (why !== undefined) {
    return failed({ code: 'entry.name', path, message: `"${cut(name)}" is no name here: ${why}.` });
  }
  const isTaken = namesIn(parsed, collection).includes(name);
  if (!isTaken && !siblings(parsed, collection).includes(name)) return undefined;
  const kind = isTaken ? COLLECTIONS[collection] : collection === 'runs' ? 'service' : 'run';
  return failed({
    code: 'entry.taken',
    path,
    message: `There is already a ${kind} "${cut(name)}"; take another name.`,
  });
}

/** Names that an entry may not have because entries of another kind have them. */
function siblings(parsed: ParsedText, collection: Collection): readonly string[] {
  if (collection === 'runs') return namesIn(parsed, 'services');
  return collection === 'services' ? namesIn(parsed, 'runs') : [];
}

/** The names in a collection, or the indices of a list. */
function namesIn(parsed: ParsedText, collection: Collection): readonly string[] {
  const holder = holderOf(parsed, collection);
  if (!holder) return [];
  return holder.items.map((item, index) =>
    isMap(holder) && isScalar((item as Pair).key)
      ? String(((item as Pair).key as { value: unknown }).value)
      : `${index}`,
  );
}

function unknown(parsed: ParsedText, path: string, entry: EntryPlace | undefined): Refusal {
  if (!entry) {
    const kinds = Object.values(COLLECTIONS).join(', ');
    return failed({
      code: 'entry.unknown',
      path: cut(path),
      message: `"${cut(path)}" is not the path of an entry; these have entries: ${kinds}.`,
    });
  }
  const { collection, name } = entry;
  const names = namesIn(parsed, collection);
  const nearest = nearestName(name, names);
  const has = names.length === 0 ? 'none' : names.slice(0, 12).join(', ');
  return failed({
    code: 'entry.unknown',
    path: cut(path),
    message: `The file has no ${COLLECTIONS[collection]} "${cut(name)}"; it has ${has}.`,
    ...(nearest === undefined ? {} : { nearest }),
  });
}
