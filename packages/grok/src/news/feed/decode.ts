/**
 * The text of a feed's bytes: by its byte order mark, by what XML or the server declares, else as UTF-8. Bytes that are no UTF-8
 * although nothing else is declared are read as Windows-1252, which is what such files usually are.
 * @param type `content-type` as the server sent it, '' if there is none
 */
export function decodeFeed(bytes: Uint8Array, type: string): string {
  const declared = markOf(bytes) ?? charsetOf(type) ?? declarationOf(bytes) ?? 'utf-8';
  return strictly(bytes, declared) ?? strictly(bytes, 'utf-8') ?? loosely(bytes);
}

function markOf([a, b, c]: Uint8Array): string | undefined {
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  return a === 0xfe && b === 0xff ? 'utf-16be' : undefined;
}

function charsetOf(type: string): string | undefined {
  return /charset\s*=\s*"?([\w.:-]{1,40})/i.exec(type)?.[1];
}

const LOOKED_AT = 200;

function declarationOf(bytes: Uint8Array): string | undefined {
  const beginning = new TextDecoder('latin1').decode(bytes.subarray(0, LOOKED_AT));
  return /^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]{1,40})/.exec(beginning)?.[1];
}

function strictly(bytes: Uint8Array, label: string): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function loosely(bytes: Uint8Array): string {
  return new TextDecoder('windows-1252').decode(bytes);
}
