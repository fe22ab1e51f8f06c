/** What peers send each other: a few facts and, with some of them, numbers. */
export interface Frame {
  readonly header: Readonly<Record<string, unknown>>;
  readonly numbers: Float32Array;
}

/** More facts than this are no message of ours. */
const MOST_HEADER_BYTES = 16_384;
const PREFIX_BYTES = 8;

/**
 * Length of the header and of the numbers, bytes, both 32-bit little-endian; the header in JSON; the numbers. A copy:
 * what is sent may be added to before it has left.
 */
export function writeFrame(
  header: Frame['header'],
  numbers: readonly Float32Array[] = [],
): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const numberBytes = numbers.reduce((sum, part) => sum + part.byteLength, 0);
  const frame = new Uint8Array(PREFIX_BYTES + text.length + numberBytes);
  const view = new DataView(frame.buffer);
  view.setUint32(0, text.length, true);
  view.setUint32(4, numberBytes, true);
  frame.set(text, PREFIX_BYTES);
  let at = PREFIX_BYTES + text.length;
  for (const part of numbers) {
    frame.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += part.byteLength;
  }
  return frame;
}

/** Puts a stream of bytes together to frames. */
export class FrameReader {
  /** Bytes of numbers that are accepted; a peer that has not proved itself may send none. */
  mostNumberBytes = 0;
  #chunks: Uint8Array[] = [];
  #length = 0;

  /** Frames that a chunk completes. Throws for what is no frame of ours. */
  push(chunk: Uint8Array): Frame[] {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    const frames: Frame[] = [];
    for (;;) {
      const frame = this.#next();
      if (!frame) return frames;
      frames.push(frame);
    }
  }

  #next(): Frame | undefined {
    if (this.#length < PREFIX_BYTES) return undefined;
    const prefix = this.#peek(PREFIX_BYTES);
    const view = new DataView(prefix.buffer, prefix.byteOffset);
    const [header, numbers] = [view.getUint32(0, true), view.getUint32(4, true)];
    if (header > MOST_HEADER_BYTES || numbers > this.mostNumberBytes || numbers % 4 !== 0)
      throw new Error(`a message of ${header} and ${numbers} bytes`);
    const whole = PREFIX_BYTES + header + numbers;
    if (this.#length < whole) return undefined;
    const bytes = this.#peek(whole);
    this.#drop(whole);
    const parsed: unknown = JSON.parse(
      new TextDecoder().decode(bytes.subarray(PREFIX_BYTES, PREFIX_BYTES + header)),
    );
    if (typeof parsed !== 'object' || parsed === null) throw new Error('a message of no facts');
    const copy = new Uint8Array(bytes.subarray(PREFIX_BYTES + header));
    return { header: { ...parsed }, numbers: new Float32Array(copy.buffer) };
  }

  /** The first bytes in one piece; there are that many. */
  #peek(length: number): Uint8Array {
    const [first] = this.#chunks;
    if (first && first.length >= length) return first.subarray(0, length);
    const joined = Buffer.concat(this.#chunks);
    this.#chunks = [joined];
    return joined.subarray(0, length);
  }

  #drop(length: number): void {
    const rest = this.#chunks[0]!.subarray(length);
    this.#chunks = [...(rest.length > 0 ? [rest] : []), ...this.#chunks.slice(1)];
    this.#length -= length;
  }
}
