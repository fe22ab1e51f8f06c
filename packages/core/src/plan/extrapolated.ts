import { showQuantity } from '../base/index.ts';
import { MEASURED_RUNS } from '../facts/index.ts';
import { doubts, type Strategy, type TrainingJob } from '../model/index.ts';

/** The parts of a prediction that lie beyond everything measured, in shapes or size; empty if none do. */
export function extrapolated(job: TrainingJob, strategy: Strategy): string[] {
  const found = doubts(job, strategy);
  const { mostGpus } = MEASURED_RUNS;
  if (job.gpus > mostGpus) {
    found.push(
      `No run on more than ${showQuantity(mostGpus, 'GPU')} was published to compare with; this one has ${showQuantity(job.gpus, 'GPU')}.`,
    );
  }
  return found;
}
