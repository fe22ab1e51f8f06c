import { isMap, isScalar, isSeq, type Node, type Pair } from 'yaml';
import { inlineKey } from '../inline.ts';
import { FILE_KEYS } from '../keys.ts';
import { addValue, lineEnd, lineStart, splice } from '../splice.ts';
import { type Collection as Holder, isNothing, valueAt } from '../spot.ts';
import { blocksOf, isSpaced } from './blocks.ts';
import type { Content } from './new-entry.ts';

/** A new entry: its name in a map, or none in a list. */
export interface NewEntry {
  readonly name: string | undefined;
  readonly content: Content;
}

/**
 * The text with an entry added at the end of the map or list at `keys`, which is made if there is none. `around` says
 * what a made section around it begins with. Undefined where the layout leaves no place for it.
 */
export function insertEntry(
  text: string,
  root: Holder,
  keys: readonly string[],
  entry: NewEntry,
  around: Readonly<Record<string, string>> = {},
): string | undefined {
  const [key = '', ...rest] = keys;
  const index = indexOf(root, key);
  if (index < 0) return insertSection(text, root, [key, ...rest], entry, around);
  const value = valueAt(root, index);
  const isWritten = (isMap(value) || isSeq(value)) && value.items.length > 0;
  if (isWritten && rest.length > 0) return insertEntry(text, value, rest, entry, around);
  if (isWritten) return appendEntry(text, value, entry);
  if (!isNothing(value) && !isMap(value) && !isSeq(value)) return undefined;
  return fillSection(text, root, index, nested(rest, entry, around));
}

function indexOf(root: Holder, key: string): number {
  return root.items.findIndex(
    (item) =>
      isScalar((item as Pair).key) &&
      String(((item as Pair).key as { value: unknown }).value) === key,
  );
}

/** The lines of a new section at the top of the file, before the sections that usually follow it. */
function insertSection(
  text: string,
  root: Holder,
  keys: readonly string[],
  entry: NewEntry,
  around: Readonly<Record<string, string>>,
): string | undefined {
  const [key = '', ...rest] = keys;
  const blocks = blocksOf(text, root);
  if (root.flow || !blocks) return undefined;
  const rank = FILE_KEYS.indexOf(key);
  const ranks = root.items.map((item) =>
    FILE_KEYS.indexOf(String(((item as Pair).key as { value: unknown }).value)),
  );
  const isTop = rank >= 0 && ranks.every((each) => each >= 0);
  const after = isTop ? ranks.findLastIndex((each) => each < rank) : blocks.length - 1;
  const at = blocks[after < 0 ? blocks.length - 1 : after]!.end;
  const indent = indentOf(text, root);
  const lines = [
    `${indent}${inlineKey(key)}:`,
    ...indented(nested(rest, entry, around), `${indent}  `),
  ];
  return insertLines(text, at, isSpaced(text, blocks) ? ['', ...lines] : lines);
}

/** What stands below a section that is made for an entry. */
function nested(
  keys: readonly string[],
  entry: NewEntry,
  around: Readonly<Record<string, string>>,
): string[] {
  const [key, ...rest] = keys;
  if (key === undefined) return entryLines(entry);
  return [
    ...Object.entries(around).map(([name, value]) => `${inlineKey(name)}: ${value}`),
    `${inlineKey(key)}:`,
    ...indented(nested(rest, entry, {}), '  '),
  ];
}

/** Lines below the key of a section that holds nothing so far, in place of `{}` or `[]`. */
function fillSection(
  text: string,
  root: Holder,
  index: number,
  lines: readonly string[],
): string | undefined {
  if (root.flow) return undefined;
  const key = (root.items[index] as Pair).key as Node;
  const value = valueAt(root, index);
  const end = key.range![1];
  const emptied =
    value?.range && value.range[1] > value.range[0]
      ? splice(text, end + 1, value.range[1], '')
      : text;
  const indent = ' '.repeat(key.range![0] - lineStart(text, key.range![0]));
  return insertLines(emptied, lineEnd(emptied, end), indented(lines, `${indent}  `));
}

function appendEntry(text: string, parent: Holder, entry: NewEntry): string | undefined {
  if (parent.flow) {
    const index = entry.name ?? String(parent.items.length);
    return addValue(text, parent, [index], inlineContent(entry.content));
  }
  const blocks = blocksOf(text, parent);
  if (!blocks) return undefined;
  const lines = indented(entryLines(entry), indentOf(text, parent));
  return insertLines(text, blocks.at(-1)!.end, isSpaced(text, blocks) ? ['', ...lines] : lines);
}

/** How far the entries of a block are indented: to the key, or to the dash. */
function indentOf(text: string, parent: Holder): string {
  const first = parent.items[0];
  const node = (isMap(parent) ? (first as Pair).key : first) as Node;
  return /^ */.exec(text.slice(lineStart(text, node.range![0])))![0];
}

/** `name:` with its keys below, or the first of them behind the dash of a list. */
function entryLines({ name, content }: NewEntry): string[] {
  const lines =
    typeof content === 'string'
      ? []
      : Object.entries(content).map(([key, value]) => `${inlineKey(key)}: ${value}`);
  if (name === undefined) {
    if (typeof content === 'string') return [`- ${content}`];
    return lines.map((line, index) => `${index === 0 ? '- ' : '  '}${line}`);
  }
  if (typeof content === 'string') return [`${inlineKey(name)}: ${content}`];
  return [`${inlineKey(name)}:`, ...indented(lines, '  ')];
}

function inlineContent(content: Content): string {
  if (typeof content === 'string') return content;
  const pairs = Object.entries(content).map(
    ([key, value]) => `${inlineKey(key)}: ${inFlow(value)}`,
  );
  return `{${pairs.join(', ')}}`;
}

/** A bare value with a comma in it would end there. */
function inFlow(value: string): string {
  return /^[^"'[{].*[,[\]{}]/.test(value) ? JSON.stringify(value) : value;
}

function indented(lines: readonly string[], indent: string): string[] {
  return lines.map((line) => (line === '' ? line : indent + line));
}

/** Whole lines after the end of a line. */
function insertLines(text: string, at: number, lines: readonly string[]): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  return splice(text, at, at, lines.map((line) => newline + line).join(''));
}
