import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Job, Launch } from './launch/index.ts';
import { type Report, Training } from './training.ts';

/**
 * Writes what a program in another language needs to train the same job to (nearly) the same losses: the checkpoint to
 * start from, and `samples.i32`, the tokens of each sample in order: sequence + 1 of 32 bits, little-endian.
 */
export async function prepareJob(
  job: Job,
  launch: Launch,
  folder: string,
  report: Report,
): Promise<void> {
  const training = await Training.prepare(job, launch, report);
  report({ checkpoint: await training.save(folder), step: training.state?.step });
  const samples = training.samples(0, job.steps * job.globalBatch);
  const path = join(folder, 'samples.i32');
  writeFileSync(path, new Uint8Array(samples.buffer));
  report({ samples: path });
  training.engine.dispose();
}
