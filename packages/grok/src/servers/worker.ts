import { parentPort, workerData } from 'node:worker_threads';
import { answerOver } from './answer.ts';

// The program of a thread that serves: its model comes with it, see ServingThread.
if (parentPort) await answerOver(parentPort, workerData);
