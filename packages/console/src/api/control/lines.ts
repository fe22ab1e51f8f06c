/** No line of a stream is longer, in characters: the longest is a line of a log. */
const LONGEST = 8 * 2 ** 20;

/**
 * The lines of a stream, as many at a time as arrive together; empty ones, which only say that the other side
 * is there, are left out, as is a last one without its newline. `heard` is called for every piece. Throws a
 * RangeError for a line that never ends.
 */
export async function* linesOf(
  body: ReadableStream<Uint8Array>,
  heard: () => void,
): AsyncGenerator<readonly string[]> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      heard();
      const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > LONGEST) throw new RangeError('a line of the stream has no end');
      const full = lines.filter((line) => line.trim() !== '');
      if (full.length > 0) yield full;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
