/** Pictures that are read. */
export type PictureFormat = 'png' | 'jpeg' | 'webp' | 'gif';

/** What the first bytes of a file say it is. */
export type Magic = PictureFormat | 'text';

type Sign = readonly [at: number, bytes: string];

/** Each format by all bytes that its files begin with: a part of them could stand in a text too, which other readers take for theirs. */
const PICTURES: readonly (readonly [format: PictureFormat, signs: readonly Sign[]])[] = [
  ['png', [[0, '\x89PNG\r\n\x1a\n']]],
  ['jpeg', [[0, '\xff\xd8\xff']]],
  ['gif', [[0, 'GIF87a']]],
  ['gif', [[0, 'GIF89a']]],
  [
    'webp',
    [
      [0, 'RIFF'],
      [8, 'WEBPVP8'],
    ],
  ],
];

/** What a file is, whatever it is called; undefined if it is neither a picture that is read nor UTF-8 without control characters. */
export function magicOf(bytes: Uint8Array): Magic | undefined {
  const found = PICTURES.find(([, signs]) => signs.every((sign) => hasSign(bytes, sign)));
  if (found) return found[0];
  return textOf(bytes) === undefined ? undefined : 'text';
}

function hasSign(bytes: Uint8Array, [at, sign]: Sign): boolean {
  return [...sign].every((character, i) => bytes[at + i] === character.charCodeAt(0));
}

/** The text of a file, or undefined if it is not one. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what no text has
    return /[\0-\x08\x0e-\x1f\x7f]/.test(text) ? undefined : text;
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
