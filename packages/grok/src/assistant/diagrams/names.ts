import type { Diagram } from '@gigafactory/core/api';

/** The longest name that is looked for, words. */
const MOST_WORDS = 8;

/**
 * Nodes and groups that a text names, in its order, as the operation `graph` takes them: by id, label or the label's first line, with any
 * case and punctuation ("leaf-3" is "Leaf 3"). The longest name counts: "spine 1" does not name "Spine".
 */
export function namesIn(text: string, { nodes, groups }: Diagram): readonly string[] {
  const known = new Map<string, string>();
  for (const { id, label } of [...groups, ...nodes])
    for (const name of [id, label, label.split('\n')[0] ?? '']) {
      const words = wordsOf(name);
      if (isTelling(words)) known.set(words.join(' '), name);
    }
  const words = wordsOf(text);
  const found: string[] = [];
  for (let at = 0; at < words.length; ) {
    const length = longestAt(words, at, known);
    if (length > 0) found.push(known.get(words.slice(at, at + length).join(' '))!);
    at += Math.max(1, length);
  }
  return [...new Set(found)];
}

function longestAt(
  words: readonly string[],
  at: number,
  known: ReadonlyMap<string, string>,
): number {
  for (let length = Math.min(MOST_WORDS, words.length - at); length > 0; length--)
    if (known.has(words.slice(at, at + length).join(' '))) return length;
  return 0;
}

/** Words that questions have whatever a diagram shows: a node that is called like one must be named by more. */
const COMMON = new Set(
  'a an and are as at by do does for from has have how i if in is it its many me no node nodes of off on one or path rack racks the then there this to two way what which with'.split(
    ' ',
  ),
);

function isTelling(words: readonly string[]): boolean {
  return words.length > 0 && !(words.length === 1 && COMMON.has(words[0]!));
}

/** Letters and digits are words of their own: "leaf3" is "leaf 3". */
function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/\p{L}+|\p{N}+/gu) ?? [];
}
