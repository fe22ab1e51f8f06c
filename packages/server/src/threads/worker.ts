import { parentPort } from 'node:worker_threads';
import { dispatch, type OperationName, type Operations } from '@gigafactory/core/api';

/** What the pool sends: one operation at a time, the next only after the answer. */
export interface WorkerJob<Name extends OperationName = OperationName> {
  readonly name: Name;
  readonly input: Operations[Name]['input'];
}

parentPort?.on('message', ({ name, input }: WorkerJob) => {
  parentPort?.postMessage(dispatch(name, input));
});

// A message that cannot be read has no answer: the thread ends, and the pool reports it.
parentPort?.on('messageerror', (error) => {
  throw error;
});
