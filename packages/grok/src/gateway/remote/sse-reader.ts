/** The longest message that a sane server sends, characters. */
const MOST_LENGTH = 4 * 2 ** 20;

/** What a line takes that is empty, characters. */
const LINE_COST = 16;

/** A stream of server-sent events that no client could read. */
export class BrokenStream extends Error {}

/**
 * Reads server-sent events from pieces of bytes, however they are cut: CR, LF or both end a line, comments and other
 * fields than `data` are left out. A message that its blank line never ended does not count.
 */
export class SseReader {
  readonly #decoder = new TextDecoder('utf-8', { fatal: false });
  /** Pieces of a line without its end: put together once, when that comes, for they may be millions of one byte. */
  #line: string[] = [];
  #data: string[] = [];
  /** Characters of both. */
  #lineLength = 0;
  #dataLength = 0;
  /** The last piece ended with CR: LF after it belongs to the same end. */
  #isAfterCr = false;

  /** The data of the messages that a piece completes. @throws BrokenStream */
  read(piece: Uint8Array): string[] {
    const text = this.#decoder.decode(piece, { stream: true });
    const messages: string[] = [];
    if (text === '') return messages;
    const endOf = text.includes('\r') ? anyEnd : lineFeed;
    let start = this.#isAfterCr && text.startsWith('\n') ? 1 : 0;
    for (let end = endOf(text, start); end >= 0; end = endOf(text, start)) {
      this.#take(this.#whole(text.slice(start, end)), messages);
      start = text.startsWith('\r\n', end) ? end + 2 : end + 1;
    }
    this.#isAfterCr = text.endsWith('\r');
    if (start < text.length) {
      this.#line.push(text.slice(start));
      this.#lineLength += text.length - start;
    }
    if (this.#lineLength + this.#dataLength > MOST_LENGTH) {
      throw new BrokenStream('it sent a message without an end');
    }
    return messages;
  }

  /** A line of which this is the last piece. */
  #whole(last: string): string {
    if (this.#line.length === 0) return last;
    const line = this.#line.join('') + last;
    this.#line = [];
    this.#lineLength = 0;
    return line;
  }

  #take(line: string, messages: string[]): void {
    if (line === '') {
      if (this.#data.length > 0) messages.push(this.#data.join('\n'));
      this.#data = [];
      this.#dataLength = 0;
      return;
    }
    if (!line.startsWith('data')) return;
    const value = line.slice(4);
    if (value !== '' && !value.startsWith(':')) return;
    const data = value.slice(value.startsWith(': ') ? 2 : 1);
    this.#data.push(data);
    this.#dataLength += data.length + LINE_COST;
  }
}

/** Where a line ends, looked for from a place on; -1 if not in this text. */
function lineFeed(text: string, from: number): number {
  return text.indexOf('\n', from);
}

function anyEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) return at;
  }
  return -1;
}
