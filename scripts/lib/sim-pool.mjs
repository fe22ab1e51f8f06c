import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** Seeds that a thread lives between two words of it. */
const CHUNK = 10;

/**
 * Lives the cases of seeds from `from` on, on all cores, until `before` or until `isOver` says so; tells
 * the reports of each chunk in the order of the seeds.
 *
 * The server's pool does not fit: a case is not an operation of the contract, and a run that ends with its time does
 * not know beforehand how many there will be.
 *
 * @param {number} from
 * @param {number} before
 * @param {() => boolean} isOver
 * @param {(reports: import('./sim-report.mjs').Report[]) => void} tell
 * @returns {Promise<void>}
 */
export async function liveSeeds(from, before, isOver, tell) {
  let next = from;
  let told = from;
  const early = new Map();
  const work = async () => {
    const worker = new Worker(new URL('./sim-worker.mjs', import.meta.url));
    while (next < before && !isOver()) {
      const chunk = { from: next, before: Math.min(before, next + CHUNK) };
      next = chunk.before;
      early.set(chunk.from, await ask(worker, chunk));
      for (let reports = early.get(told); reports; reports = early.get(told)) {
        early.delete(told);
        told += reports.length;
        tell(reports);
      }
    }
    await worker.terminate();
  };
  const chunks = Math.ceil((before - from) / CHUNK);
  const threads = Math.min(availableParallelism(), chunks);
  await Promise.all(Array.from({ length: threads }, work));
}

/** @param {Worker} worker @param {object} question */
function ask(worker, question) {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (answer) => {
      worker.off('error', reject);
      resolve(answer);
    });
    worker.postMessage(question);
  });
}
