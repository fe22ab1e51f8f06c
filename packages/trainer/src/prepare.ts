import { appendFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lessons } from './data/index.ts';
import type { Job, Launch } from './launch/index.ts';
import { type Report, Training } from './training.ts';

/**
 * Writes what a program in another language needs to train the same job to (nearly) the same losses: the checkpoint to
 * start from, and `samples.i32`, the tokens of each sample in order: sequence + 1 of 32 bits, little-endian. The
 * samples are appended a step at a time, so that the other program can begin before all are there; those of steps that the
 * checkpoint is past are left out, as a hole of zeros.
 */
export async function prepareJob(
  job: Job,
  launch: Launch,
  folder: string,
  report: Report,
  lessons?: Lessons,
): Promise<void> {
  const training = await Training.prepare(job, launch, report, lessons);
  const done = training.state?.step ?? 0;
  report({ checkpoint: await training.save(folder), step: done });
  const path = join(folder, 'samples.i32');
  writeFileSync(path, '');
  truncateSync(path, 4 * done * job.globalBatch * (job.sequence + 1));
  report({ samples: path });
  for (let step = done; step < job.steps; step++) {
    const samples = training.samples(step * job.globalBatch, job.globalBatch);
    appendFileSync(path, new Uint8Array(samples.buffer));
  }
  training.engine.dispose();
}
