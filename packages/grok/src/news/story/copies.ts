import type { Item } from '../item.ts';

/** Words of a shingle. */
const LONG = 4;
/** The share of the shorter text's shingles from which it is a copy. */
const COPY = 0.5;
/** Fewer words are alike by chance. */
const FEWEST = 8;
/** Shingles of a text, by which copies of it are looked for: the smallest hashes. */
const SKETCH = 24;
/** Texts of one shingle that are compared. */
const MOST_COMPARED = 60;

/**
 * Which items are copies of each other, word for word or nearly: a release in ten papers, an agency's text, one item in two feeds.
 * @returns for each item the number of its group; a text of its own is a group of its own
 */
export function copiesOf(items: readonly Item[]): number[] {
  const leader = items.map((_, at) => at);
  const find = (at: number): number => {
    let root = at;
    while (leader[root] !== root) root = leader[root]!;
    leader[at] = root;
    return root;
  };
  const shingles = items.map(shinglesOf);
  const known = new Map<number, number[]>();
  for (const [at, own] of shingles.entries()) {
    const compared = new Set<number>();
    for (const hash of sketchOf(own)) {
      const others = known.get(hash) ?? [];
      for (const other of others.slice(-MOST_COMPARED)) {
        const isNew = !compared.has(other) && find(other) !== find(at);
        compared.add(other);
        if (isNew && isCopy(own, shingles[other]!)) leader[find(at)] = find(other);
      }
      others.push(at);
      known.set(hash, others);
    }
  }
  return items.map((_, at) => find(at));
}

/** Of the lead, where there is one: headlines are rewritten when texts are copied. */
function shinglesOf({ text, titleLength }: Item): ReadonlySet<number> {
  const lead = wordsOf(text.slice(titleLength));
  const words = lead.length >= FEWEST ? lead : wordsOf(text);
  const shingles = new Set<number>();
  for (let at = 0; at + LONG <= words.length; at++) {
    shingles.add(hashOf(words.slice(at, at + LONG).join(' ')));
  }
  if (shingles.size === 0 && words.length > 0) shingles.add(hashOf(words.join(' ')));
  return shingles;
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function sketchOf(shingles: ReadonlySet<number>): number[] {
  return [...shingles].sort((a, b) => a - b).slice(0, SKETCH);
}

function isCopy(a: ReadonlySet<number>, b: ReadonlySet<number>): boolean {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  // A short text inside a long one is a sentence that was quoted.
  if (small.size < 0.4 * large.size) return false;
  let shared = 0;
  for (const hash of small) if (large.has(hash)) shared++;
  return shared >= COPY * small.size;
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}
