import { isAlias, isSeq, type Node } from 'yaml';
import { failed, ok, type Problem, type Refusal, type Result } from '../base/index.ts';
import { lostAliases, resolveAliases } from './aliases.ts';
import { cut } from './cursor.ts';
import { inline, inlineKey } from './inline.ts';
import { keysOf } from './keys.ts';
import { addValue, removeEntry, replaceValue } from './splice.ts';
import { findSpot, isNothing, type Spot, valueAt } from './spot.ts';
import { type ParsedText, parseText } from './yaml-text.ts';

/** Keys of a quantity in parts; a bare `40 GB` becomes `{value: 40 GB}` once one of them is set. */
const MOST_KEYS = 32;
const PARTS = ['source', 'assumed', 'range', 'value'];

/**
 * Writes edits into a factory file by path (`{ 'hardware.gpu.tdp': '650 W' }`). Only the edited text changes;
 * comments and layout stay. A value is YAML: `{tp: 8}` edits a whole map. An empty value removes the key. A
 * catalogue entry named by a bare word becomes `{use: word, ...}` once one of its values is set; an alias on
 * the path becomes a copy of its target, so that no other place changes. Problems: those of unreadable YAML,
 * `edit.invalid`, `edit.path`, `edit.anchor`, `edit.layout`.
 */
export function editFactory(text: string, edits: Readonly<Record<string, string>>): Result<string> {
  const written = Object.entries(edits);
  // Without an edit the text stays as it is, readable or not.
  if (written.length === 0) return ok(text);
  const read = parseText(text);
  if (!read.ok) return read;
  const problems: Problem[] = [];
  let edited: Edited = { text, parsed: read.value };
  for (const [path, value] of written) {
    const result = applyEdit(edited, path, value);
    if (result.ok) edited = result.value;
    else problems.push(...result.problems);
  }
  return problems.length === 0 ? ok(edited.text) : failed(...problems);
}

/** An edited text, and its parsed document. */
interface Edited {
  readonly text: string;
  readonly parsed: ParsedText;
}

function applyEdit({ text, parsed }: Edited, path: string, value: string): Result<Edited> {
  const keys = path.split('.');
  if (keys.includes('') || keys.length > MOST_KEYS) {
    return refuse('edit.path', path, `"${cut(path)}" is not a path`);
  }
  if (value.trim() === '') return checked(parsed, path, undefined, remove(text, parsed, path));
  const replacement = parseText(value);
  if (!replacement.ok || replacement.value.document.contents === null) {
    return refuse('edit.invalid', path, `"${cut(value)}" is not a value for "${cut(path)}"`);
  }
  const node = replacement.value.document.contents as Node;
  return checked(parsed, path, node, set(text, parsed, path, node));
}

function spotAt({ document }: ParsedText, path: string): ReturnType<typeof findSpot> {
  return findSpot(document.contents, keysOf(path));
}

type Leaf = Extract<Spot, { readonly kind: 'leaf' }>;

function set(text: string, parsed: ParsedText, path: string, value: Node): Result<string> {
  const { spot, inFlow } = spotAt(parsed, path);
  if (spot.kind === 'nowhere') return refuse('edit.path', path, `"${cut(path)}": ${spot.why}`);
  if (spot.kind === 'value') {
    return ok(replaceValue(text, spot.parent, spot.index, inline(value, inFlow)));
  }
  if (spot.kind === 'leaf') return setBelowLeaf(text, parsed, path, value, spot);
  const { parent, rest } = spot;
  const inBrackets = inFlow || parent.items.length === 0 || (isSeq(parent) && rest.length > 1);
  return ok(addValue(text, parent, rest, inline(value, inBrackets)));
}

function setBelowLeaf(
  text: string,
  parsed: ParsedText,
  path: string,
  value: Node,
  { parent, index, rest }: Leaf,
): Result<string> {
  const leaf = valueAt(parent, index);
  if (isAlias(leaf)) {
    const proceed = (copied: string, reparsed: ParsedText) => set(copied, reparsed, path, value);
    return withCopy(text, parsed, { parent, index }, path, proceed);
  }
  const last = rest.length - 1;
  const inner = rest.reduceRight(
    (below, key, depth) => (depth === 0 ? `${inlineKey(key)}: ${below}` : braces(key, below)),
    inline(value, true),
  );
  const first = last === 0 && PARTS.includes(rest[0]!) ? 'value' : 'use';
  const kept = isNothing(leaf) || first === rest[0] ? '' : `${first}: ${inline(leaf, true)}, `;
  return ok(replaceValue(text, parent, index, `{${kept}${inner}}`));
}

function remove(text: string, parsed: ParsedText, path: string): Result<string> {
  const { spot } = spotAt(parsed, path);
  if (spot.kind === 'nowhere') return refuse('edit.path', path, `"${cut(path)}": ${spot.why}`);
  if (spot.kind === 'value') return ok(removeEntry(text, spot.parent, spot.index));
  if (spot.kind === 'leaf' && isAlias(valueAt(spot.parent, spot.index))) {
    return withCopy(text, parsed, spot, path, (copied, reparsed) => remove(copied, reparsed, path));
  }
  return ok(text);
}

/** Replaces an alias by a copy of its target, then continues. */
function withCopy(
  text: string,
  { document }: ParsedText,
  { parent, index }: Pick<Leaf, 'parent' | 'index'>,
  path: string,
  proceed: (copied: string, parsed: ParsedText) => Result<string>,
): Result<string> {
  const target = resolveAliases(document).targets.get(valueAt(parent, index)!);
  if (!target) return refuse('edit.path', path, `"${cut(path)}" leads to an alias of nothing`);
  const copied = replaceValue(text, parent, index, inline(target, true));
  const parsed = parseText(copied);
  return parsed.ok ? proceed(copied, parsed.value) : unreadable(path);
}

/** Reads the text again: an edit counts only if the file then says what was intended. */
function checked(
  before: ParsedText,
  path: string,
  value: Node | undefined,
  result: Result<string>,
): Result<Edited> {
  if (!result.ok) return result;
  const text = result.value;
  const reread = parseText(text);
  if (!reread.ok) return unreadable(path);
  const after = reread.value;
  if (lostAliases(after.document) > lostAliases(before.document)) {
    return refuse('edit.anchor', path, `"${cut(path)}" removes an anchor that an alias needs`);
  }
  const { spot } = spotAt(after, path);
  const found = spot.kind === 'value' ? valueAt(spot.parent, spot.index) : undefined;
  const isDone =
    value === undefined || found === undefined
      ? value === found
      : inline(found, true) === inline(value, true);
  return isDone || isSeqRemoval(value, spot) ? ok({ text, parsed: after }) : unreadable(path);
}

/** When an item of a list is removed, the next one takes its index. */
function isSeqRemoval(value: Node | undefined, spot: Spot): boolean {
  return value === undefined && spot.kind === 'value' && isSeq(spot.parent);
}

function braces(key: string, inner: string): string {
  return `{${inlineKey(key)}: ${inner}}`;
}

function unreadable(path: string): Refusal {
  const message = `The layout around "${cut(path)}" is too unusual to edit; change it by hand`;
  return refuse('edit.layout', path, message);
}

function refuse(code: string, path: string, message: string): Refusal {
  return failed({ code, path: cut(path), message: `${message}.` });
}
