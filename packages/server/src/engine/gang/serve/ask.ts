import { request } from 'node:http';

/**
 * What came of asking a server. Answered: with a status. Refused: the machine answers, the server does not listen.
 * Silent: it took the connection, and gave no answer in time, or cut it off. Unreachable: nothing is known of the
 * server, for the way to it may be at fault.
 */
export type Asked =
  | { readonly kind: 'answered'; readonly status: number; readonly text: string }
  | { readonly kind: 'refused' | 'silent' | 'unreachable'; readonly why: string };

export interface Question {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** ms for the whole answer. */
  readonly limit: number;
  /** B; more is not read, and is an answer that is cut off. */
  readonly most: number;
}

/** Asks once; never rejects. */
export function ask({ host, port, path, limit, most }: Question): Promise<Asked> {
  return new Promise((resolve) => {
    let isConnected = false;
    const sent = request({ host, port, path, method: 'GET', agent: false });
    const end = (asked: Asked) => {
      clearTimeout(timer);
      sent.destroy();
      resolve(asked);
    };
    const timer = setTimeout(() => {
      const why = `no answer to ${path} within ${limit / 1000} s`;
      end({ kind: isConnected ? 'silent' : 'unreachable', why });
    }, limit);
    sent.on('socket', (socket) => {
      if (socket.connecting) socket.once('connect', () => (isConnected = true));
      else isConnected = true;
    });
    sent.on('error', (error: NodeJS.ErrnoException) => end(failureOf(error, path, isConnected)));
    sent.on('response', (response) => {
      const pieces: Buffer[] = [];
      let size = 0;
      response.on('data', (piece: Buffer) => {
        size += piece.length;
        if (size > most) end({ kind: 'silent', why: `the answer to ${path} is too long` });
        else pieces.push(piece);
      });
      response.on('error', (error) => end(failureOf(error, path, true)));
      response.on('end', () => {
        const text = Buffer.concat(pieces).toString('utf8');
        end({ kind: 'answered', status: response.statusCode ?? 0, text });
      });
    });
    sent.end();
  });
}

function failureOf(
  { code, message }: NodeJS.ErrnoException,
  path: string,
  isConnected: boolean,
): Asked {
  if (code === 'ECONNREFUSED') return { kind: 'refused', why: 'nothing listens' };
  if (!isConnected) return { kind: 'unreachable', why: code ?? message };
  return { kind: 'silent', why: `the answer to ${path} was cut off (${code ?? message})` };
}
