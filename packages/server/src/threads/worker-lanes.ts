import { isQuick } from '@gigafactory/core/api';
import { createWorkerPool, type WorkerPool, type WorkerPoolOptions } from './worker-pool.ts';

/** Quick operations need little: the second worker is for a plan requested while another is computed. */
const QUICK_WORKERS = 2;

/**
 * Two pools in one: quick operations have their own workers, so that slow ones, however many, delay only each
 * other.
 */
export function createWorkerLanes(options: WorkerPoolOptions): WorkerPool {
  const quick = createWorkerPool({ ...options, size: Math.min(QUICK_WORKERS, options.size) });
  const slow = createWorkerPool(options);
  return {
    run: (name, input, signal) => (isQuick(name) ? quick : slow).run(name, input, signal),
    close: async () => void (await Promise.all([quick.close(), slow.close()])),
  };
}
