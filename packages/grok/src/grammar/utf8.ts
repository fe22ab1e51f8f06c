/** Bytes from `first` to `last`, both included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** Ranges whose characters have equally many bytes in UTF-8, surrogates left out. */
const LENGTHS: readonly (readonly [first: number, last: number])[] = [
  [0, 0x7f],
  [0x80, 0x7ff],
  [0x800, 0xd7ff],
  [0xe000, 0xffff],
  [0x10000, 0x10ffff],
];

/**
 * UTF-8 of the characters from `first` to `last`, as sequences of ranges of bytes: a character is in the range if its
 * bytes are in one of the sequences.
 */
export function byteSequences(first: number, last: number): ByteRange[][] {
  return LENGTHS.flatMap(([from, to]) => {
    const [low, high] = [Math.max(first, from), Math.min(last, to)];
    return low <= high ? split(encode(low), encode(high)) : [];
  });
}

/** Two bounds of equally many bytes. */
function split(low: readonly number[], high: readonly number[]): ByteRange[][] {
  const [first, last] = [low[0]!, high[0]!];
  const [lowRest, highRest] = [low.slice(1), high.slice(1)];
  if (lowRest.length === 0) return [[{ first, last }]];
  const prefix = (byte: number, rests: ByteRange[][]): ByteRange[][] =>
    rests.map((rest) => [{ first: byte, last: byte }, ...rest]);
  if (first === last) return prefix(first, split(lowRest, highRest));
  const least = lowRest.map(() => 0x80);
  const most = lowRest.map(() => 0xbf);
  const startsLate = lowRest.some((byte) => byte !== 0x80);
  const endsEarly = highRest.some((byte) => byte !== 0xbf);
  const [from, to] = [startsLate ? first + 1 : first, endsEarly ? last - 1 : last];
  const all = least.map((byte, at) => ({ first: byte, last: most[at]! }));
  return [
    ...(startsLate ? prefix(first, split(lowRest, most)) : []),
    ...(from <= to ? [[{ first: from, last: to }, ...all]] : []),
    ...(endsEarly ? prefix(last, split(least, highRest)) : []),
  ];
}

function encode(codePoint: number): number[] {
  return Array.from(new TextEncoder().encode(String.fromCodePoint(codePoint)));
}
