import { parentPort, workerData } from 'node:worker_threads';
import type { Write } from '../write.ts';
import { loadLibsql } from './library.ts';
import { Writer, type WriterPlace } from './writer.ts';

/** The program of the thread that commits, so that a slow disk holds up nothing but what waits for it. */

/** What it is asked for: a commit, answered by its outcome, or its end. */
export type CommitterRequest = { readonly writes: readonly Write[] } | { readonly isOver: true };

/** Null when this is no thread: the file is then imported for its types only. */
if (parentPort !== null) serve(parentPort, workerData as WriterPlace);

function serve(port: NonNullable<typeof parentPort>, place: WriterPlace): void {
  const libsql = loadLibsql();
  if (!libsql.ok) throw new Error(libsql.problems[0]?.message);
  const writer = new Writer(libsql.value, place);
  port.on('message', (request: CommitterRequest) => {
    if ('writes' in request) port.postMessage(writer.commit(request.writes));
    else {
      writer.close();
      port.close();
    }
  });
  // A request that cannot be read has no answer: the thread ends, and the store is lost.
  port.on('messageerror', (error) => {
    throw error;
  });
}
