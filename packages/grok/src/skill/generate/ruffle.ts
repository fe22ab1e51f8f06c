import type { RandomStream } from '@gigafactory/core/base';
import { UNKNOWN } from '../see/words.ts';
import { isLikely, pick } from './chance.ts';

/** Words that people put anywhere. */
const FILL =
  'the a our this that these my your really just actually now then still already here there please so well ok and but or for in of at on with to all whole entire exactly roughly about maybe perhaps ever even only own new current planned total one thing place site cluster people guys again once today right same good big'.split(
    ' ',
  );

/**
 * Words as other people would put them: some left out, some unknown or beside the point put in, two parts of a question the
 * other way round. What a question means survives this nearly always.
 */
export function ruffle(
  stream: RandomStream,
  words: readonly string[],
  tags: ReadonlyMap<string, unknown>,
  call: string,
): string[] {
  const drops = isLikely(stream, 0.25) ? 0.1 : 0.005;
  const blurs = isLikely(stream, 0.25) ? 0.08 : 0.01;
  const kept = words.flatMap((word) => {
    // A word that the call repeats (fp8, shrink) is all that says so.
    if (tags.has(word) || call.includes(` ${word}"`)) return [word];
    if (isLikely(stream, drops)) return [];
    return [isLikely(stream, blurs) ? UNKNOWN : word];
  });
  const ruffled = kept.length === 0 ? [...words] : kept;
  if (isLikely(stream, 0.2))
    for (let count = 1 + stream.integer(2); count > 0; count--) {
      const word = isLikely(stream, 0.25) ? UNKNOWN : pick(stream, FILL);
      ruffled.splice(stream.integer(ruffled.length + 1), 0, word);
    }
  // A question of signs alone, as "???", has no words.
  if (!isLikely(stream, 0.04) || tags.size > 1 || ruffled.length === 0) return ruffled;
  const at = stream.integer(ruffled.length);
  return [...ruffled.slice(at), ...ruffled.slice(0, at)];
}
