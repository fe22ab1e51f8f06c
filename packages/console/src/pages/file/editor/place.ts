/** Where a position of a YAML text is: between which keys, and what is typed there. */
export interface YamlPlace {
  /** The keys of the map or list that the position is in; an item of a list has its index. */
  readonly keys: readonly string[];
  /** The key whose value the position is in; absent where a key, or an item of a list, stands or begins. */
  readonly key?: string;
  /** Where the word at the position begins, and how far it is typed. */
  readonly from: number;
  readonly typed: string;
  /** Whether the position is behind the dash of a list, or in its brackets. */
  readonly isItem: boolean;
  /** Whether it is inside brackets, where a comma ends a value. */
  readonly inFlow: boolean;
}

interface Line {
  readonly start: number;
  readonly text: string;
  /** Columns of the dashes before the key. */
  readonly dashes: readonly number[];
  /** Of the key, or of what stands in its place. */
  readonly column: number;
  readonly key: string | undefined;
}

/**
 * Finds the place of a position by indentation alone, so that it is found in a text that is no YAML yet. Undefined in
 * a comment.
 */
export function placeAt(text: string, offset: number): YamlPlace | undefined {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const before = text.slice(start, offset);
  if (/(^|\s)#/.test(withoutQuotes(before))) return undefined;
  const line = readLine(before, start);
  const keys = keysAbove(text, line);
  const content = before.slice(line.column);
  const [, key, gap = '', value = ''] = KEY.exec(content) ?? [];
  const isItem = line.dashes.length > 0;
  if (key === undefined) {
    return (
      inFlow(keys, content, start + line.column) ?? {
        ...{ keys, from: start + line.column, typed: content, isItem, inFlow: false },
      }
    );
  }
  const from = offset - value.length;
  const inner = [...keys, unquoted(key)];
  const found = inFlow(inner, value, from);
  if (found) return found;
  if (gap === '') return undefined;
  return { keys, key: unquoted(key), from, typed: value, isItem, inFlow: false };
}

/** The way to the key that stands in the line of a position, if one does. */
export function keysAt(text: string, offset: number): readonly string[] | undefined {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  const line = readLine(text.slice(start, end < 0 ? undefined : end), start);
  if (line.key === undefined || /^\s*#/.test(line.text)) return undefined;
  const keys = keysAbove(text, line);
  // Of a map in braces, the key that the position is at or behind.
  const inside = placeAt(text, offset);
  if (inside?.inFlow && inside.key !== undefined) return [...inside.keys, inside.key];
  return [...keys, line.key];
}

const KEY = /^("(?:[^"\\]|\\.)*"|'[^']*'|[^\s#:,[\]{}"'][^:#]*?)\s*:(\s+|$)(.*)$/;

function readLine(text: string, start: number): Line {
  const dashes: number[] = [];
  let column = /^ */.exec(text)![0].length;
  for (;;) {
    const dash = /^-( +|$)/.exec(text.slice(column));
    if (!dash) break;
    dashes.push(column);
    column += dash[0].length;
  }
  const key = KEY.exec(text.slice(column))?.[1];
  return { start, text, dashes, column, key: key === undefined ? undefined : unquoted(key) };
}

/** The keys around a line, from the top of the file. */
function keysAbove(text: string, { start, dashes, column: own }: Line): string[] {
  const keys: string[] = [];
  let column = own;
  let index: number | undefined;
  const enter = (at: number): void => {
    index = 0;
    column = at;
  };
  for (const dash of [...dashes].reverse()) {
    if (index !== undefined) keys.unshift(String(index));
    enter(dash);
  }
  for (let end = start - 1; end >= 0; ) {
    const begin = text.lastIndexOf('\n', end - 1) + 1;
    const line = readLine(text.slice(begin, end), begin);
    end = begin - 1;
    if (/^\s*(#|$)/.test(line.text)) continue;
    if (index !== undefined) {
      // Another item of the list, or the key that the list belongs to.
      if (line.dashes.includes(column)) index++;
      else if (line.column <= column && line.key !== undefined) {
        keys.unshift(line.key, String(index));
        index = undefined;
        column = line.column;
      }
      continue;
    }
    if (line.key !== undefined && line.column < column) {
      keys.unshift(line.key);
      column = line.column;
    }
    // The line begins an item of a list that the position is in.
    for (const dash of line.dashes.filter((each) => each < column).reverse()) {
      if (index !== undefined) keys.unshift(String(index));
      enter(dash);
    }
  }
  return keys;
}

/** The place inside brackets that are open at the end of a piece of text. */
function inFlow(keys: readonly string[], text: string, start: number): YamlPlace | undefined {
  const open: { readonly kind: string; readonly keys: readonly string[]; begin: number }[] = [];
  let quote = '';
  for (const [at, sign] of [...text].entries()) {
    if (quote) quote = sign === quote ? '' : quote;
    else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === '{' || sign === '[') {
      const top = open.at(-1);
      const key =
        top && top.kind === '{' ? KEY.exec(text.slice(top.begin, at).trimStart())?.[1] : undefined;
      const around = top ? top.keys : keys;
      open.push({
        kind: sign,
        keys: key === undefined ? around : [...around, unquoted(key)],
        begin: at + 1,
      });
    } else if (sign === '}' || sign === ']') open.pop();
    else if (sign === ',') {
      const top = open.at(-1);
      if (top) top.begin = at + 1;
    }
  }
  const top = open.at(-1);
  if (!top) return undefined;
  const raw = text.slice(top.begin);
  const typed = raw.trimStart();
  const from = start + top.begin + raw.length - typed.length;
  const isItem = top.kind === '[';
  const [, key, gap = '', value = ''] = isItem ? [] : (KEY.exec(typed) ?? []);
  if (key === undefined) return { keys: top.keys, from, typed, isItem, inFlow: true };
  if (gap === '') return undefined;
  return {
    ...{ keys: top.keys, key: unquoted(key), isItem: false, inFlow: true },
    ...{ from: from + typed.length - value.length, typed: value },
  };
}

function withoutQuotes(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*("|$)|'[^']*('|$)/g, (quoted) => '"'.repeat(quoted.length));
}

function unquoted(key: string): string {
  return key.replace(/^(["'])(.*)\1$/, '$2');
}
