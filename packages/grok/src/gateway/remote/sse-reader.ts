/** The longest message that a sane server sends, characters. */
const MOST_LENGTH = 4 * 2 ** 20;

/** A stream of server-sent events that no client could read. */
export class BrokenStream extends Error {}

/**
 * Reads server-sent events from pieces of bytes, however they are cut: CR, LF or both end a line, comments and other
 * fields than `data` are left out. A message that its blank line never ended does not count.
 */
export class SseReader {
  readonly #decoder = new TextDecoder('utf-8', { fatal: false });
  #rest = '';
  #data: string[] = [];
  #length = 0;

  /** The data of the messages that a piece completes. @throws BrokenStream */
  read(piece: Uint8Array): string[] {
    // A CR at the end may be half of a line's end.
    const text = this.#rest + this.#decoder.decode(piece, { stream: true });
    const messages: string[] = [];
    // What was left has no end in it, but for that CR: a long line is not looked through again with each piece.
    let from = Math.max(0, this.#rest.length - 1);
    let start = 0;
    for (;;) {
      const end = endOfLine(text, from);
      if (!end) break;
      this.#take(text.slice(start, end.at), messages);
      start = end.next;
      from = start;
    }
    this.#rest = text.slice(start);
    if (this.#rest.length + this.#length > MOST_LENGTH) {
      throw new BrokenStream('it sent a message without an end');
    }
    return messages;
  }

  #take(line: string, messages: string[]): void {
    if (line === '') {
      if (this.#data.length > 0) messages.push(this.#data.join('\n'));
      this.#data = [];
      this.#length = 0;
      return;
    }
    if (!line.startsWith('data')) return;
    const value = line.slice(4);
    if (value !== '' && !value.startsWith(':')) return;
    const data = value.slice(value.startsWith(': ') ? 2 : 1);
    this.#data.push(data);
    this.#length += data.length;
  }
}

/** Where a line ends and the next begins, looked for from a place on; undefined while that is not known. */
function endOfLine(text: string, from: number): { at: number; next: number } | undefined {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10) return { at, next: at + 1 };
    if (code !== 13) continue;
    if (at + 1 === text.length) return undefined;
    return { at, next: text.charCodeAt(at + 1) === 10 ? at + 2 : at + 1 };
  }
  return undefined;
}
