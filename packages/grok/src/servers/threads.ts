import { availableParallelism } from 'node:os';
import { ok, type Result } from '@gigafactory/core/base';
import type { SentModel } from './answer.ts';
import type { ServedModel } from './embedded.ts';
import type { ModelServer } from './port.ts';
import { STREAMS } from './scheduler.ts';
import { tokensOf } from './stream.ts';
import { ServingThread } from './thread.ts';

export interface ThreadOptions {
  /** Most threads; two if absent, or as many as there are cores. They start when they are needed. */
  readonly threads?: number;
  /** Texts that grow at once in one thread; 8 if absent. */
  readonly streams?: number;
  /** The program of a thread; only tests replace it. */
  readonly entry?: URL;
}

/** Once compiled, the program stands beside this file. Sources answer in this thread: Node 20 runs no TypeScript. */
const PROGRAM = import.meta.url.endsWith('.ts')
  ? undefined
  : new URL('./worker.js', import.meta.url);

/**
 * Serves a model in threads of its own, so that a long text keeps nothing else waiting. Texts are the same as those of
 * `serveHere`. Problems: those of `serveHere`, and `server.thread` if the thread cannot start.
 */
export async function serveInThreads(
  model: ServedModel,
  options: ThreadOptions = {},
): Promise<Result<ModelServer>> {
  const { threads = Math.min(2, availableParallelism()), streams = STREAMS } = options;
  const { name, vocabulary, shape, sequence, layout, weights } = model;
  const tokens = Array.from({ length: vocabulary.size }, (_, token) => vocabulary.bytesOf(token));
  const sent: SentModel = {
    shape,
    sequence,
    layout,
    weights,
    tokens,
    end: vocabulary.end,
    streams,
  };
  const entry = options.entry ?? PROGRAM;
  const pool = Array.from({ length: threads }, () => new ServingThread(sent, entry));
  const started = await pool[0]!.start();
  if (!started.ok) return started;
  const leastBusy = (): ServingThread =>
    pool.reduce((best, thread) => (thread.load < best.load ? thread : best));
  return ok({
    kind: 'embedded',
    model: name,
    generate: (request, signal) =>
      tokensOf((listener) => leastBusy().generate(request, listener), signal),
    score: (scored, given) => leastBusy().score(scored, given),
    close: async () => {
      await Promise.all(pool.map((thread) => thread.close()));
    },
  });
}
