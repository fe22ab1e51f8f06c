import { isMap, isScalar, isSeq, type Pair } from 'yaml';
import { failed, ok, type Refusal, type Result } from '../../base/index.ts';
import { lostAliases } from '../aliases.ts';
import { cut } from '../cursor.ts';
import { inline } from '../inline.ts';
import { findSpot, type Collection as Holder, valueAt } from '../spot.ts';
import { type ParsedText, parseText } from '../yaml-text.ts';
import type { Collection, EntryPlace } from './collections.ts';

/** A text, and its parsed document. */
export interface Edited {
  readonly text: string;
  readonly parsed: ParsedText;
  /** How many of its aliases stand for nothing. */
  readonly lost: number;
}

export function editedFrom(text: string, parsed: ParsedText): Edited {
  return { text, parsed, lost: lostAliases(parsed.document) };
}

/** The map or list that holds the entries of a collection. */
export function holderOf({ document }: ParsedText, collection: Collection): Holder | undefined {
  const { spot } = findSpot(document.contents, collection.split('.'));
  const value = spot.kind === 'value' ? valueAt(spot.parent, spot.index) : undefined;
  return isMap(value) || isSeq(value) ? value : undefined;
}

/** Whether there is such an entry. */
export function holds({ document }: ParsedText, { keys }: EntryPlace): boolean {
  return findSpot(document.contents, keys).spot.kind === 'value';
}

/** The whole document on one line: two texts that say the same have the same. */
export function meaningOf(root: unknown): string {
  return inline(root, true);
}

/** Every value of a document with the way to it. */
export function linesOf(node: unknown, way = ''): string[] {
  if (isSeq(node)) return node.items.flatMap((item, index) => linesOf(item, `${way}\n${index}`));
  if (!isMap(node)) return [`${way} ${inline(node, true)}`];
  return (node.items as Pair[]).flatMap(({ key, value }) =>
    linesOf(value, `${way}\n${isScalar(key) ? String(key.value) : ''}`),
  );
}

/** Reads a changed text again: a change counts only if the file then says what was intended. */
export function reread(
  before: Edited,
  text: string | undefined,
  path: string,
  isIntended: (after: ParsedText) => boolean,
): Result<Edited> {
  const parsed = text === undefined ? undefined : parseText(text);
  if (text === undefined || !parsed?.ok) return tooUnusual(path);
  const after = editedFrom(text, parsed.value);
  if (after.lost > before.lost) {
    return failed({
      code: 'edit.anchor',
      path: cut(path),
      message: `"${cut(path)}" has an anchor that an alias below it needs.`,
    });
  }
  return isIntended(parsed.value) ? ok(after) : tooUnusual(path);
}

function tooUnusual(path: string): Refusal {
  return failed({
    code: 'edit.layout',
    path: cut(path),
    message: `The layout around "${cut(path)}" is too unusual to change; change it by hand.`,
  });
}
