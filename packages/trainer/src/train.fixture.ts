import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Job } from './launch/index.ts';

/** Small enough for a test, and with every part that a large one has. */
export const TINY: Job = {
  run: 'tiny',
  model: {
    layers: 2,
    hidden: 16,
    heads: 4,
    kvHeads: 2,
    headSize: 4,
    feedForward: 24,
    vocabulary: 260,
    tied: true,
  },
  sequence: 16,
  globalBatch: 8,
  microBatch: 1,
  steps: 6,
  seed: 3,
};

/** A folder that is gone after the test. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gigafactory-trainer-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function writeJob(folder: string, job: Job): string {
  const path = join(folder, 'job.json');
  const { headSize, feedForward, vocabulary, ...model } = job.model;
  const { sequence, ...rest } = job;
  writeFileSync(
    path,
    JSON.stringify({
      format: 'gigafactory-job',
      version: 1,
      ...rest,
      model: { ...model, headDim: headSize, ffn: feedForward, vocab: vocabulary },
      sequenceLength: sequence,
    }),
  );
  return path;
}
