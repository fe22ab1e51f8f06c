import { showQuantity } from '../base/index.ts';
import { MOST_MEASURED_GPUS } from '../facts/index.ts';
import { doubts, type Strategy, type TrainingJob } from '../model/index.ts';

/** The parts of a prediction that lie beyond everything measured, in shapes or size; empty if none do. */
export function extrapolated(job: TrainingJob, strategy: Strategy): string[] {
  const found = doubts(job, strategy);
  if (job.gpus > MOST_MEASURED_GPUS) {
    found.push(
      `No run on more than ${showQuantity(MOST_MEASURED_GPUS, 'GPU')} was published to compare with; this one has ${showQuantity(job.gpus, 'GPU')}.`,
    );
  }
  return found;
}
