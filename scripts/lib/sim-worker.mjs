/** A thread that lives cases of the seeds it is sent, and sends back what each came to. */
import { parentPort } from 'node:worker_threads';
import { drawSimCase, runSimCase } from '@gigafactory/core/twin';

parentPort?.on('message', ({ from, before }) => {
  const reports = [];
  for (let seed = from; seed < before; seed++) {
    const { digest, events, violations } = runSimCase(drawSimCase(seed));
    reports.push({ seed, digest, events, violations });
  }
  parentPort?.postMessage(reports);
});
