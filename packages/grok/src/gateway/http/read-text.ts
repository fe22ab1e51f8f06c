import type { IncomingMessage } from 'node:http';
import { ApiError } from '../api-error.ts';

/** So much more than may be sent is read and thrown away, so that the client hears why; B. */
const MOST_DRAINED = 64 * 2 ** 20;

const decoder = new TextDecoder();

/** The text of a body; undefined if its client left before the end of it. What is too large is not kept. */
export function readText(
  incoming: IncomingMessage,
  mostBytes: number,
): Promise<string | ApiError | undefined> {
  const told = Number(incoming.headers['content-length'] ?? Number.NaN);
  const mostRead = mostBytes + MOST_DRAINED;
  if (told > mostRead) return Promise.resolve(tooLarge(mostBytes));
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let size = 0;
    incoming.on('data', (piece: Buffer) => {
      size += piece.length;
      if (size <= mostBytes) pieces.push(piece);
      else pieces.length = 0;
      if (size > mostRead) resolve(tooLarge(mostBytes));
    });
    incoming.once('end', () => {
      resolve(size > mostBytes ? tooLarge(mostBytes) : decoder.decode(whole(pieces)));
    });
    // Without these an error would end the program; after the end they change nothing.
    incoming.once('error', () => resolve(undefined));
    incoming.once('close', () => resolve(undefined));
  });
}

function whole(pieces: readonly Buffer[]): Buffer {
  const [first] = pieces;
  return first && pieces.length === 1 ? first : Buffer.concat(pieces);
}

function tooLarge(mostBytes: number): ApiError {
  const most = Math.floor(mostBytes / 1e3).toLocaleString('en');
  const message = `The request is larger than ${most} kB, the most that is taken.`;
  return new ApiError({ status: 413, code: 'request_too_large', message });
}
