/**
 * Characters that stand for bytes in tokenizer.json, as GPT-2 chose them: printable ones for themselves, the rest for
 * characters from U+0100 on, so that no token contains a space or a control character.
 */
const PRINTABLE: readonly (readonly [number, number])[] = [
  [0x21, 0x7e],
  [0xa1, 0xac],
  [0xae, 0xff],
];

const BYTE_TO_CHARACTER: readonly string[] = (() => {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = PRINTABLE.some(([first, last]) => byte >= first && byte <= last);
    return String.fromCodePoint(printable ? byte : next++);
  });
})();

const CHARACTER_TO_BYTE: ReadonlyMap<string, number> = new Map(
  BYTE_TO_CHARACTER.map((character, byte) => [character, byte]),
);

export function showBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => BYTE_TO_CHARACTER[byte]).join('');
}

/** Undefined for a text that no bytes are shown as. */
export function parseBytes(text: string): Uint8Array | undefined {
  const bytes = Array.from(text, (character) => CHARACTER_TO_BYTE.get(character));
  const known = bytes.filter((byte) => byte !== undefined);
  return known.length === bytes.length ? Uint8Array.from(known) : undefined;
}

/** GPT-2's split into words, each with the space before it; `\s` of Rust's regular expressions is White_Space. */
const WORD =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

/** No merge crosses the border of a word. */
export function splitWords(text: string): string[] {
  return text.match(WORD) ?? [];
}
