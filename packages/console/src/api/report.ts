import type { ReportOrder } from './reportWorker.ts';

/**
 * The report of a factory, as a page that needs nothing else. It has a worker of its own, which is loaded for it and ends
 * with it. Rejects if that cannot be loaded, or fails.
 */
export function writeReport(order: ReportOrder): Promise<string> {
  const worker = new Worker(new URL('./reportWorker.ts', import.meta.url), { type: 'module' });
  return new Promise<string>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<string>) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message || 'The report could not be made.'));
    worker.postMessage(order);
  }).finally(() => worker.terminate());
}
