import { isMap } from 'yaml';
import { entryEnd, entryStarts, lineEnd, lineStart } from '../splice.ts';
import type { Collection } from '../spot.ts';

/** Where an entry stands in the text: `[start, end)`. */
export interface Block {
  readonly start: number;
  readonly end: number;
}

/**
 * Where each entry of a map or list stands, with the comments that belong to it: those on the lines directly above
 * it, those behind its values, and those below it that are indented further. In a block of lines each is whole lines
 * without the last line break; blank lines and the comments between them lie between two entries. Undefined where an
 * entry shares its line with something else.
 */
export function blocksOf(text: string, parent: Collection): readonly Block[] | undefined {
  const starts = entryStarts(parent);
  if (parent.flow) {
    return starts.map((start, index) => ({ start, end: entryEnd(text, parent, index) }));
  }
  const blocks: Block[] = [];
  for (const [index, start] of starts.entries()) {
    const line = lineStart(text, start);
    const before = text.slice(line, start);
    if (!(isMap(parent) ? /^ *$/ : /^ *- *$/).test(before)) return undefined;
    const indent = /^ */.exec(before)![0].length;
    const floor = blocks.at(-1)?.end ?? 0;
    blocks.push({
      start: withComments(text, line, indent, floor),
      end: withInnerComments(text, lineEnd(text, entryEnd(text, parent, index)), indent),
    });
  }
  return blocks;
}

/** The start of the comments directly above a line that are indented like it. */
function withComments(text: string, line: number, indent: number, floor: number): number {
  let start = line;
  while (start > floor) {
    const above = lineStart(text, start - 1);
    const shown = /^( *)#/.exec(text.slice(above, start));
    if (above < floor || shown?.[1]?.length !== indent) break;
    start = above;
  }
  return start;
}

/** The end of the comments below a line that are indented further than the entry it ends. */
function withInnerComments(text: string, eol: number, indent: number): number {
  let end = eol;
  for (let at = eol; at < text.length; ) {
    const next = text.indexOf('\n', at) + 1;
    if (next === 0) break;
    const stop = lineEnd(text, next);
    const line = text.slice(next, stop);
    const comment = /^( *)#/.exec(line);
    if (comment && comment[1]!.length > indent) end = stop;
    else if (line.trim() !== '') break;
    at = stop;
  }
  return end;
}

/** The text with its entries in another order: `order[i]` is the index of the entry that comes i-th. */
export function reordered(
  text: string,
  blocks: readonly Block[],
  order: readonly number[],
): string {
  let result = '';
  let at = 0;
  for (const [index, { start, end }] of blocks.entries()) {
    const moved = blocks[order[index]!]!;
    result += text.slice(at, start) + text.slice(moved.start, moved.end);
    at = end;
  }
  return result + text.slice(at);
}

/** The text without an entry, its own comments and, where only blank lines separate it from another, those. */
export function withoutBlock(text: string, blocks: readonly Block[], index: number): string {
  const { start, end } = blocks[index]!;
  const before = blocks[index - 1]?.end;
  const after = blocks[index + 1]?.start;
  const [from, to] =
    before !== undefined && isBlank(text, before, start)
      ? [before, end]
      : after !== undefined && isBlank(text, end, after)
        ? [start, after]
        : [start, Math.min(text.length, lineEnd(text, end, true))];
  return text.slice(0, from) + text.slice(to);
}

/** Whether blank lines separate two entries: those before the last, as new ones follow the last. */
export function isSpaced(text: string, blocks: readonly Block[]): boolean {
  const [one, other] = [blocks.at(-2), blocks.at(-1)];
  return (
    one !== undefined && other !== undefined && /\n\s*\n/.test(text.slice(one.end, other.start))
  );
}

function isBlank(text: string, from: number, to: number): boolean {
  return text.slice(from, to).trim() === '';
}
