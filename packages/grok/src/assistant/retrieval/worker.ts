import { parentPort } from 'node:worker_threads';
import { embedAll } from '../../skill/index.ts';
import type { EncoderAnswer, EncoderRequest } from './messages.ts';

/* The program of the thread that makes numbers of sentences, so that an index of thousands keeps nobody waiting. */

parentPort?.on('message', async ({ id, texts }: EncoderRequest) => {
  const answer = (told: EncoderAnswer): void => parentPort?.postMessage(told);
  try {
    answer({ id, numbers: await embedAll(texts) });
  } catch (error) {
    answer({ id, problem: error instanceof Error ? error.message : String(error) });
  }
});
