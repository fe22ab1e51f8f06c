import { type Edits, SHARED } from '../url.ts';

/** A factory that travels in a link. */
export interface Shared {
  /** Name of the file. */
  readonly file: string;
  readonly text: string;
  readonly edits: Edits;
}

const FORMAT = 1;
/** The most letters that a text in a link may unfold to: a short link must not fill the memory. */
const MOST_UNFOLDED = 32_000_000;
/** The longest link that all browsers open: Safari stops at 80,000 letters. */
export const LONGEST_LINK = 64_000;

/** The link to a factory with its text inside, after the `#`, which no server is told. */
export async function linkOf(shared: Shared): Promise<string> {
  const { origin, pathname } = window.location;
  return `${origin}${pathname}${SHARED}${await packShared(shared)}`;
}

/** A factory as letters that an address may hold: compressed, then base64url. */
export async function packShared({ file, text, edits }: Shared): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify([FORMAT, file, text, edits]));
  const packed = await through(bytes, new CompressionStream('deflate-raw'));
  return toBase64(packed);
}

/** Reads what `packShared` wrote; throws an `Error` that says what is wrong, for people. */
export async function unpackShared(code: string): Promise<Shared> {
  let value: unknown;
  try {
    const packed = fromBase64(code);
    const bytes = await through(packed, new DecompressionStream('deflate-raw'));
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    if (error instanceof TooLong) throw error;
    throw new Error('its text is damaged; it may have been cut off where it was copied');
  }
  if (!Array.isArray(value)) throw new Error('it holds no factory');
  const [format, file, text, edits] = value as unknown[];
  if (format !== FORMAT) throw new Error('it was made by another version of Gigafactory');
  if (typeof file !== 'string' || typeof text !== 'string' || !isEdits(edits))
    throw new Error('it holds no factory');
  return { file, text, edits };
}

class TooLong extends Error {}

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  change: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const stream = new Blob([bytes]).stream().pipeThrough(change);
  for (const reader = stream.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > MOST_UNFOLDED) {
      await reader.cancel();
      throw new TooLong('its text is too long');
    }
    parts.push(value);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function toBase64(bytes: Uint8Array): string {
  // In pieces: a function takes only so many arguments.
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64(code: string): Uint8Array<ArrayBuffer> {
  const text = atob(code.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function isEdits(value: unknown): value is Edits {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((text) => typeof text === 'string')
  );
}
