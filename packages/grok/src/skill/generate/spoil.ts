import type { RandomStream } from '@gigafactory/core/base';
import { isLikely, pick } from './chance.ts';

const NEIGHBOURS: Readonly<Record<string, string>> = {
  a: 'sqz',
  b: 'vn',
  c: 'xv',
  d: 'sf',
  e: 'wr',
  f: 'dg',
  g: 'fh',
  h: 'gj',
  i: 'uo',
  j: 'hk',
  k: 'jl',
  l: 'k',
  m: 'n',
  n: 'bm',
  o: 'ip',
  p: 'o',
  q: 'w',
  r: 'et',
  s: 'ad',
  t: 'ry',
  u: 'yi',
  v: 'cb',
  w: 'qe',
  x: 'zc',
  y: 'tu',
  z: 'x',
};

/** A typing error in one word of some length: letters swapped, left out, doubled or those beside. */
function mistype(stream: RandomStream, text: string): string {
  const words = text.split(' ');
  const long = words.flatMap((word, at) => (/^[a-z]{4,}$/i.test(word) ? [at] : []));
  if (long.length === 0) return text;
  const at = pick(stream, long);
  words[at] = slip(stream, words[at]!);
  return words.join(' ');
}

function slip(stream: RandomStream, word: string): string {
  const at = 1 + stream.integer(word.length - 2);
  const style = stream.integer(4);
  if (style === 0) return word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2);
  if (style === 1) return word.slice(0, at) + word.slice(at + 1);
  if (style === 2) return word.slice(0, at) + word[at] + word.slice(at);
  return (
    word.slice(0, at) +
    pick(stream, [...(NEIGHBOURS[word[at]!.toLowerCase()] ?? 'e')]) +
    word.slice(at + 1)
  );
}

const LESS = /\b(?:the|a|an|of|is|does|do|are|for|in|would|will|we)\b ?/gi;

/** How people write in a hurry: small words left out, capitals or none. */
export function hurry(stream: RandomStream, text: string): string {
  let spoiled = text;
  if (isLikely(stream, 0.12))
    spoiled = spoiled.replace(LESS, (word) => (isLikely(stream, 0.5) ? '' : word));
  if (isLikely(stream, 0.14)) spoiled = mistype(stream, spoiled);
  if (isLikely(stream, 0.03)) spoiled = mistype(stream, spoiled);
  if (isLikely(stream, 0.03)) spoiled = spoiled.toUpperCase();
  if (isLikely(stream, 0.4)) spoiled += '?';
  return spoiled;
}
