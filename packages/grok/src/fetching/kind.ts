/** What bytes are, whatever their sender calls them. */
export type Kind = 'xml' | 'json' | 'html' | 'other';

const LOOKED_AT = 1024;

/** By the first bytes: the type that a server says is a stranger's word. */
export function kindOf(bytes: Uint8Array): Kind {
  const beginning = textOf(bytes.subarray(0, LOOKED_AT))
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (/^[{[]/.test(beginning)) return 'json';
  if (/^<(!doctype html|html|head|body)\b/i.test(beginning)) return 'html';
  return /^<[?!a-z]/i.test(beginning) ? 'xml' : 'other';
}

/** Enough to see a sign in: every other byte of UTF-16 is 0 there. */
function textOf(bytes: Uint8Array): string {
  const [a, b] = bytes;
  if (a === 0xff && b === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (a === 0xfe && b === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder('utf-8').decode(bytes);
}
