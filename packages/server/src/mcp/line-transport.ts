import {
  deserializeMessage,
  isJSONRPCRequest,
  isJSONRPCResponse,
  type JSONRPCMessage,
  type MessageExtraInfo,
  serializeMessage,
  type Transport,
} from '@modelcontextprotocol/server';

/** Where messages come from and go to. */
export interface Lines {
  readonly input: AsyncIterable<Uint8Array>;
  readonly write: (line: string) => void;
}

/** The longest message, bytes: a factory file may have 4 MB, and JSON escapes make it longer. */
const LONGEST = 10_000_000;
/** What is under way when the input ends has so long to be answered, ms. */
const LAST_MOMENT_MS = 120_000;
const NEWLINE = 0x0a;

/**
 * Messages of the protocol, one a line. Unlike the transport of the SDK it says what is wrong with a line that is no
 * message, and answers what is under way when the input ends: `printf … | gigafactory mcp FILE` is answered too.
 */
export class LineTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: <Message extends JSONRPCMessage>(message: Message, extra?: MessageExtraInfo) => void;
  readonly #lines: Lines;
  /** Requests that were not answered so far. */
  readonly #open = new Set<string | number>();
  #isClosed = false;
  #drained: (() => void) | undefined;

  constructor(lines: Lines) {
    this.#lines = lines;
  }

  async start(): Promise<void> {
    void this.#read().then(
      () => this.close(),
      (error: Error) => {
        this.onerror?.(error);
        return this.close();
      },
    );
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if (this.#isClosed) return;
    this.#lines.write(serializeMessage(message));
    if (isJSONRPCResponse(message) && message.id !== undefined) this.#settle(message.id);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#drained?.();
    this.onclose?.();
  }

  async #read(): Promise<void> {
    let pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of this.#lines.input) {
      if (this.#isClosed) return;
      let from = 0;
      for (let end = piece.indexOf(NEWLINE); end >= 0; end = piece.indexOf(NEWLINE, from)) {
        pieces.push(piece.subarray(from, end));
        size += end - from;
        this.#hear(pieces, size);
        [pieces, size, from] = [[], 0, end + 1];
      }
      size += piece.length - from;
      // Of a line that is too long nothing is kept: it is refused at its end.
      if (size > LONGEST) pieces = [];
      else if (from < piece.length) pieces.push(piece.subarray(from));
    }
    this.#hear(pieces, size);
    await this.#lastMoment();
  }

  #hear(pieces: readonly Uint8Array[], size: number): void {
    const read =
      size > LONGEST ? TOO_LONG : messageIn(Buffer.concat(pieces).toString('utf8').trim());
    if (read === undefined) return;
    if ('error' in read) {
      this.#lines.write(`${JSON.stringify({ jsonrpc: '2.0', ...read })}\n`);
      return;
    }
    const { message } = read;
    if (isJSONRPCRequest(message)) this.#open.add(message.id);
    this.onmessage?.(message);
    // What is cancelled is not answered.
    const cancelled = cancelledBy(message);
    if (cancelled !== undefined) this.#settle(cancelled);
  }

  #settle(id: string | number): void {
    this.#open.delete(id);
    if (this.#open.size === 0) this.#drained?.();
  }

  #lastMoment(): Promise<void> {
    if (this.#open.size === 0 || this.#isClosed) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, LAST_MOMENT_MS);
      this.#drained = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

interface Refusal {
  readonly id: string | number | null;
  readonly error: { readonly code: number; readonly message: string };
}

const TOO_LONG: Refusal = {
  id: null,
  error: { code: -32600, message: `A message has ${LONGEST / 1e6} MB at most.` },
};

/** The message of a line, or what is wrong with it; undefined for an empty one. */
function messageIn(line: string): { readonly message: JSONRPCMessage } | Refusal | undefined {
  if (line === '') return undefined;
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return { id: null, error: { code: -32700, message: 'The line is no JSON.' } };
  }
  try {
    return { message: deserializeMessage(line) };
  } catch {
    const message = 'The line is no message of JSON-RPC 2.0.';
    return { id: idOf(json), error: { code: -32600, message } };
  }
}

function idOf(json: unknown): string | number | null {
  if (typeof json !== 'object' || json === null || !('id' in json)) return null;
  const { id } = json;
  return typeof id === 'string' || typeof id === 'number' ? id : null;
}

function cancelledBy(message: JSONRPCMessage): string | number | undefined {
  if (!('method' in message) || message.method !== 'notifications/cancelled') return undefined;
  const id = message.params?.['requestId'];
  return typeof id === 'string' || typeof id === 'number' ? id : undefined;
}
