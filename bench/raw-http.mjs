/**
 * A stub of a chat server and a client, on bare sockets: beside a gateway on the same cores they should take little of
 * them. They know as much of HTTP as these benchmarks need.
 */
import { connect, createServer } from 'node:net';

const HEAD_END = '\r\n\r\n';
const LAST_CHUNK = Buffer.from('0\r\n\r\n');
const ASKED_LENGTH = /content-length: *(\d+)/i;
/** A stream that stands open gets a piece so often, ms; they are spread evenly over that time. */
const PIECE_MS = 1000;
const SLICES = 50;

/** @param {string} text */
function chunk(text) {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}

/** @param {string} content @param {string | null} [reason] */
function piece(content, reason = null) {
  const choices = [{ index: 0, delta: { content }, finish_reason: reason }];
  return chunk(`data: ${JSON.stringify({ choices })}\n\n`);
}

const HEAD = `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked${HEAD_END}`;
const USAGE = { choices: [], usage: { prompt_tokens: 12, completion_tokens: 3 } };
const WHOLE = Buffer.from(
  `${HEAD}${piece('a')}${piece('b')}${piece('c', 'stop')}${chunk(`data: ${JSON.stringify(USAGE)}\n\n`)}${chunk('data: [DONE]\n\n')}${LAST_CHUNK}`,
);
const BEGUN = Buffer.from(HEAD + piece('a'));
const MORE = Buffer.from(piece('a'));

/** Answers at once with three pieces; the model `slow` with a piece a second for ever. */
export function createStub() {
  /** @type {Set<import('node:net').Socket>[]} */
  const slices = Array.from({ length: SLICES }, () => new Set());
  let [turn, opened] = [0, 0];
  setInterval(() => {
    for (const socket of slices[turn++ % SLICES] ?? []) socket.write(MORE);
  }, PIECE_MS / SLICES).unref();
  return createServer({ noDelay: true }, (socket) => {
    let asked = '';
    socket.on('error', () => {});
    socket.on('data', (data) => {
      asked += data.toString('latin1');
      const head = asked.indexOf(HEAD_END);
      const length = Number(ASKED_LENGTH.exec(asked.slice(0, head))?.[1] ?? 0);
      if (head < 0 || asked.length < head + HEAD_END.length + length) return;
      const isSlow = asked.includes('"model":"slow"');
      asked = '';
      if (!isSlow) return void socket.write(WHOLE);
      socket.write(BEGUN);
      const slice = slices[opened++ % SLICES];
      slice?.add(socket);
      socket.on('close', () => slice?.delete(socket));
    });
  });
}

/** The bytes of a request. @param {string} path @param {Record<string, string>} headers @param {object} body */
export function requestBytes(path, headers, body) {
  const text = JSON.stringify(body);
  const all = {
    host: '127.0.0.1',
    'content-type': 'application/json',
    'content-length': `${Buffer.byteLength(text)}`,
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${text}`);
}

/** A connection over which one request is sent at a time. */
export class Line {
  /** @type {import('node:net').Socket} */
  #socket;
  /** @type {(data: Buffer) => void} */
  #hear = () => {};
  /** @type {(error: Error) => void} */
  #fail = () => {};

  /** @param {number} port */
  constructor(port) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket.on('data', (data) => this.#hear(data));
    this.#socket.on('error', (error) => this.#fail(error));
    this.#socket.on('close', () => this.#fail(new Error('the connection was closed')));
  }

  /**
   * Resolves once the answer is whole, with the ms until `first` was in it; of an answer that never ends as soon as that is.
   * @param {Buffer} bytes @param {{ first?: string, endless?: boolean }} [options] @returns {Promise<number>}
   */
  ask(bytes, { first, endless = false } = {}) {
    const from = performance.now();
    let head = '';
    let left = Number.NaN;
    let firstMs = Number.NaN;
    return new Promise((resolve, reject) => {
      this.#fail = reject;
      this.#hear = (data) => {
        if (first && Number.isNaN(firstMs) && data.includes(first)) {
          firstMs = performance.now() - from;
          if (endless) {
            this.#hear = () => {};
            return resolve(firstMs);
          }
        }
        if (head === '') {
          head = data.toString('latin1');
          const end = head.indexOf(HEAD_END);
          if (!head.startsWith('HTTP/1.1 200') || end < 0) return reject(new Error(head));
          const told = ASKED_LENGTH.exec(head.slice(0, end))?.[1];
          if (told) left = Number(told) + end + HEAD_END.length;
        }
        left -= data.length;
        const isWhole = Number.isNaN(left)
          ? data.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK)
          : left <= 0;
        if (isWhole) resolve(firstMs);
      };
      this.#socket.write(bytes);
    });
  }

  close() {
    this.#fail = () => {};
    this.#socket.destroy();
  }
}
