import type { LineLog } from './line-log.ts';
import type { RunLogs } from './run-logs.ts';

/** While nothing happens, an empty line says that the stream lives, ms. */
const HEARTBEAT_MS = 5000;
/** Logs are files that others write: they are looked at this often, ms. */
const LOOK_MS = 250;

/** Pieces of text; each is made when the reader has taken the one before. */
export type Pieces = AsyncGenerator<string, void>;

/** The lines of a log after an offset, each with its own; with `follow` until the log ends. */
export async function* piecesOfLog(
  log: LineLog,
  after: number,
  follow: boolean,
  signal: AbortSignal,
): Pieces {
  for (let at = after; !signal.aborted; ) {
    const { isEnded } = log;
    const lines = await log.read(at);
    if (lines.length > 0) {
      at = lines.at(-1)!.offset;
      yield lines.map(({ offset, text }) => `{"offset":${offset},${text.slice(1)}\n`).join('');
    } else if (!follow || isEnded) return;
    else {
      await log.grown(at, signal, HEARTBEAT_MS);
      if (log.size <= at) yield '\n';
    }
  }
}

/** The logs of ranks; with `follow` until `isOver` says that nothing more is written. */
export async function* piecesOfRanks(
  logs: RunLogs,
  follow: boolean,
  isOver: () => boolean,
  signal: AbortSignal,
): Pieces {
  let saidAt = performance.now();
  while (!signal.aborted) {
    const wasOver = isOver();
    const entries = await logs.next();
    if (entries.length > 0) yield entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
    else if (!follow || wasOver) return;
    else {
      await pause(LOOK_MS, signal);
      if (performance.now() - saidAt < HEARTBEAT_MS) continue;
      yield '\n';
    }
    saidAt = performance.now();
  }
}

/** The lines of a journal as they are. */
export async function* piecesOfJournal(lines: AsyncIterable<readonly string[]>): Pieces {
  for await (const piece of lines) yield piece.join('');
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', go);
      resolve();
    };
    const timer = setTimeout(go, ms);
    signal.addEventListener('abort', go, { once: true });
  });
}

/** How many streams are open, of at most so many. */
export class StreamCount {
  readonly #most: number;
  #open = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get isFull(): boolean {
    return this.#open >= this.#most;
  }

  /**
   * A body that asks for the next piece only once the one before is on its way, so that a slow reader holds
   * one piece in memory; `stop` is called when the reader has gone.
   */
  body(pieces: AsyncIterator<string | Uint8Array>, stop: () => void): ReadableStream<Uint8Array> {
    this.#open++;
    let isOpen = true;
    const close = () => {
      if (isOpen) this.#open--;
      isOpen = false;
    };
    const encoder = new TextEncoder();
    return new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          try {
            const next = await pieces.next();
            if (next.done) {
              close();
              controller.close();
            } else {
              const { value } = next;
              controller.enqueue(typeof value === 'string' ? encoder.encode(value) : value);
            }
          } catch (error) {
            close();
            controller.error(error);
          }
        },
        cancel: async () => {
          close();
          stop();
          await pieces.return?.();
        },
      },
      { highWaterMark: 0 },
    );
  }
}
