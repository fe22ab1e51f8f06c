import { isMap, isScalar, isSeq, type Node, type Pair } from 'yaml';
import { inlineKey } from './inline.ts';
import { type Collection, valueAt } from './spot.ts';

/** Replaces the value at a place, keeping the comment after it. */
export function replaceValue(text: string, parent: Collection, index: number, by: string): string {
  const node = valueAt(parent, index);
  const start = node?.range?.[0] ?? 0;
  const end = node ? endOf(text, node) : 0;
  if (end > start) return splice(text, start, end, by);
  // No value is written here: it goes after the colon, or after a key without one.
  const key = (parent.items[index] as Partial<Pair> | null)?.key as Node | undefined;
  if (!key?.range) return splice(text, start, start, ` ${by}`);
  const after = key.range[1];
  const colon = /^\s*:/.exec(text.slice(after))?.[0];
  return splice(
    text,
    after + (colon?.length ?? 0),
    after + (colon?.length ?? 0),
    `${colon ? '' : ':'} ${by}`,
  );
}

/** Adds a key (or, to a list, an item) at the end; `keys` after the first nest below it. */
export function addValue(
  text: string,
  parent: Collection,
  keys: readonly string[],
  value: string,
): string {
  const count = parent.items.length;
  const [start] = parent.range!;
  if (count === 0) return splice(text, start + 1, start + 1, flowEntry(parent, keys, value));
  const end = entryEnd(text, parent, count - 1);
  if (parent.flow) return splice(text, end, end, `, ${flowEntry(parent, keys, value)}`);
  const [first] = entryStarts(parent);
  const indent = ' '.repeat(first! - lineStart(text, first!));
  const lines = blockLines(parent, keys, value, indent);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const eol = lineEnd(text, end);
  return splice(text, eol, eol, lines.map((line) => newline + line).join(''));
}

/** Removes an entry of a map or list together with its line; comments around it stay. */
export function removeEntry(text: string, parent: Collection, index: number): string {
  const starts = entryStarts(parent);
  const start = starts[index]!;
  const end = entryEnd(text, parent, index);
  const [from] = parent.range!;
  if (starts.length === 1) {
    const empty = isMap(parent) ? '{}' : '[]';
    return splice(text, from, endOf(text, parent), empty);
  }
  if (parent.flow) {
    const next = starts[index + 1];
    return next === undefined
      ? splice(text, entryEnd(text, parent, index - 1), end, '')
      : splice(text, start, next, '');
  }
  const line = lineStart(text, start);
  if (/^[\s-]*$/.test(text.slice(line, start)) && isAlone(text, parent, line, start)) {
    return splice(text, line, Math.min(lineEnd(text, end, true), text.length), '');
  }
  return splice(text, start, starts[index + 1] ?? end, '');
}

/** Whether an entry is the first thing on its line; a list's dash belongs to the entry. */
function isAlone(text: string, parent: Collection, line: number, start: number): boolean {
  const before = text.slice(line, start).trim();
  return isMap(parent) ? before === '' : before === '-';
}

function flowEntry(parent: Collection, keys: readonly string[], value: string): string {
  const nested = isMap(parent) ? keys : keys.slice(1);
  return nested.reduceRight(
    (inner, key, depth) =>
      depth === 0 && isMap(parent)
        ? `${inlineKey(key)}: ${inner}`
        : `{${inlineKey(key)}: ${inner}}`,
    value,
  );
}

function blockLines(
  parent: Collection,
  keys: readonly string[],
  value: string,
  indent: string,
): string[] {
  if (!isMap(parent)) return [`${indent.slice(2)}- ${flowEntry(parent, keys, value)}`];
  return keys.map((key, depth) => {
    const end = depth === keys.length - 1 ? ` ${value}` : '';
    return `${indent}${'  '.repeat(depth)}${inlineKey(key)}:${end}`;
  });
}

/** Where the keys of a map, or the items of a list, start. */
export function entryStarts(parent: Collection): number[] {
  return parent.items.map((item) => {
    const node = (isMap(parent) ? (item as Pair).key : item) as Node | null;
    return node?.range?.[0] ?? 0;
  });
}

export function entryEnd(text: string, parent: Collection, index: number): number {
  const value = valueAt(parent, index);
  const key = isMap(parent) ? ((parent.items[index] as Pair).key as Node | null) : null;
  const end = value?.range ? endOf(text, value) : 0;
  return Math.max(end, key?.range?.[1] ?? 0);
}

/** The end of a value's own text, without the white space, line ends and comments after it. */
function endOf(text: string, node: Node): number {
  if ((isMap(node) || isSeq(node)) && !node.flow && node.items.length > 0) {
    return entryEnd(text, node, node.items.length - 1);
  }
  const [start, end] = node.range!;
  const block = isScalar(node) && node.type?.startsWith('BLOCK');
  return block ? start + text.slice(start, end).trimEnd().length : end;
}

export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** The end of a line, before or after its line break. */
export function lineEnd(text: string, offset: number, withBreak = false): number {
  const newline = text.indexOf('\n', offset);
  if (newline < 0) return text.length;
  if (withBreak) return newline + 1;
  return text[newline - 1] === '\r' ? newline - 1 : newline;
}

export function splice(text: string, start: number, end: number, by: string): string {
  return text.slice(0, start) + by + text.slice(end);
}
