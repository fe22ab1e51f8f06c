/** What the first bytes of a file say it is. */
export type Magic = 'png' | 'jpeg' | 'webp' | 'gif' | 'text';

/** Formats of pictures by their first bytes, at an offset. */
const PICTURES: readonly (readonly [magic: Magic, at: number, bytes: readonly number[]])[] = [
  ['png', 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['jpeg', 0, [0xff, 0xd8, 0xff]],
  ['gif', 0, [0x47, 0x49, 0x46, 0x38]],
  ['webp', 8, [0x57, 0x45, 0x42, 0x50]],
];

/** What a file is, whatever it is called; undefined if it is neither a picture that is read nor UTF-8 without control characters. */
export function magicOf(bytes: Uint8Array): Magic | undefined {
  const found = PICTURES.find(([, at, magic]) => magic.every((byte, i) => bytes[at + i] === byte));
  if (found) return found[0];
  return textOf(bytes) === undefined ? undefined : 'text';
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
