import { diff3Merge } from 'node-diff3';

/** More lines that differ than that are not merged: it would take long, and nobody could check it. */
const MOST_LINES = 20_000;

/**
 * What two people made of one text, in one; undefined where both changed the same lines. Lines that one of them
 * removed and the other left alone are removed.
 */
export function mergeTexts(base: string, mine: string, theirs: string): string | undefined {
  if (mine === base || mine === theirs) return theirs;
  if (theirs === base) return mine;
  const [a, o, b] = [linesOf(mine), linesOf(base), linesOf(theirs)];
  const head = commonHead(commonHead(a.length, a, o), b, o);
  const tail = commonTail(commonTail(a.length, a, o, head), b, o, head);
  const middle = (lines: readonly string[]): string[] => lines.slice(head, lines.length - tail);
  const [mineMiddle, baseMiddle, theirMiddle] = [middle(a), middle(o), middle(b)];
  if (Math.max(mineMiddle.length, baseMiddle.length, theirMiddle.length) > MOST_LINES)
    return undefined;
  const merged: string[] = [];
  const regions = diff3Merge(mineMiddle, baseMiddle, theirMiddle, { excludeFalseConflicts: true });
  for (const region of regions) {
    if (!region.ok) return undefined;
    merged.push(...region.ok);
  }
  return [...a.slice(0, head), ...merged, ...a.slice(a.length - tail)].join('');
}

/** With their ends, so that a last line without one stays so. */
function linesOf(text: string): readonly string[] {
  return text.split(/(?<=\n)/);
}

function commonHead(most: number, a: readonly string[], b: readonly string[]): number {
  let head = 0;
  while (head < most && head < a.length && head < b.length && a[head] === b[head]) head++;
  return head;
}

function commonTail(
  most: number,
  a: readonly string[],
  b: readonly string[],
  head: number,
): number {
  const longest = Math.min(most, a.length - head, b.length - head);
  let tail = 0;
  while (tail < longest && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  return tail;
}
