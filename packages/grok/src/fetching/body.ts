import type { IncomingMessage } from 'node:http';
import { pipeline, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Result } from '@gigafactory/core/base';
import { refused } from './problem.ts';

/** What is asked for, in the words of a request. `deflate` is understood too, but means two formats. */
export const ENCODINGS = 'gzip, br';

const DECODERS: Readonly<Record<string, (() => Transform) | undefined>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

class TooLarge extends Error {}

/**
 * The whole body, decompressed. Counted as it comes, on the wire and behind the decompressor, so that neither a long body nor a
 * small one that unfolds to gigabytes is ever held. One encoding is undone, and none inside it.
 * @param most B, of either
 */
export async function readBody(response: IncomingMessage, most: number): Promise<Result<Buffer>> {
  const { headers } = response;
  const encoding = (headers['content-encoding'] ?? '').trim().toLowerCase();
  const isPlain = encoding === '' || encoding === 'identity';
  const decoder = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding] : undefined;
  if (!isPlain && !decoder) {
    return refused('encoding', `It is encoded as "${encoding.slice(0, 60)}", which is not read.`);
  }
  const stream = decoder ? pipeline(counted(response, most), decoder(), () => {}) : response;
  try {
    if (Number(headers['content-length'] ?? 0) > most) throw new TooLarge();
    const pieces: Buffer[] = [];
    for await (const piece of counted(stream, most)) pieces.push(piece);
    return { ok: true, value: Buffer.concat(pieces) };
  } catch (error) {
    if (error instanceof TooLarge) return refused('size', `It is larger than ${most / 1e6} MB.`);
    return isPlain || !isOfZlib(error)
      ? refused('connect', 'The connection was lost in the middle.')
      : refused('encoding', 'It is not compressed as it says.');
  } finally {
    response.destroy();
    stream.destroy();
  }
}

async function* counted(stream: AsyncIterable<Buffer>, most: number): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const piece of stream) {
    size += piece.length;
    if (size > most) throw new TooLarge();
    yield piece;
  }
}

function isOfZlib(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code !== undefined && /^(Z_|ERR__ERROR_|ERR_BROTLI|ERR_PADDING|ERR_)/.test(code);
}
