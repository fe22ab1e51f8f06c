import { type Known, type Notebook, type Problem, plain } from '../base/index.ts';
import type { Factory, FactoryRun } from '../factory/index.ts';
import { kernelsFor, NETWORK_FIT } from '../facts/index.ts';
import {
  type Architecture,
  type JobKernels,
  TRAINING_CONSTANTS,
  type TrainingJob,
} from '../model/index.ts';
import { figure } from './figure.ts';

type Precision = FactoryRun['precision'];

/** What the runs of one factory share: the hardware, noted once. */
export function noteHardware({ hardware }: Factory, rec: Notebook): void {
  const { node } = hardware;
  rec.within('constants').knowAll(TRAINING_CONSTANTS);
  const scope = rec.within('hardware');
  figure(scope, 'nvlinkDomain', ['GPUs that NVLink joins', 'GPU'], node.gpusPerNode.value, 'gpus', {
    gpus: 'factory.hardware.node.gpusPerNode',
  });
  figure(
    scope,
    'networkBandwidth',
    ['Network bandwidth per GPU, one direction', 'Gb/s'],
    networkBandwidth(hardware),
    'nics * speed / gpus',
    {
      nics: 'factory.hardware.node.nicsPerNode',
      speed: 'factory.hardware.node.nicSpeed',
      gpus: 'factory.hardware.node.gpusPerNode',
    },
  );
}

function networkBandwidth({ node }: Factory['hardware']): number {
  return (node.nicsPerNode.value * node.nicSpeed.value) / node.gpusPerNode.value;
}

export interface PlannedJob {
  readonly job: TrainingJob;
  readonly warnings: readonly string[];
}

/** The training job of a run, with the kernels measured on its GPU noted under `kernels`. */
export function jobOf(
  factory: Factory,
  name: string,
  rec?: Notebook,
): PlannedJob | { readonly problem: Problem } {
  const run = factory.runs[name]!;
  const model = factory.models[run.model]!;
  const { gpu, node } = factory.hardware;
  const kernels = knownKernels(gpu.use, run.precision, model.experts.value > 0);
  if ('missing' in kernels) return { problem: unmeasured(factory, name, kernels.missing) };
  if (rec) rec.within(`kernels.${run.precision}`).knowAll(kernels.known);
  const job: TrainingJob = {
    model: plain(model) as Architecture,
    hardware: {
      gpu: { memory: gpu.memory.value, peak: peakOf(factory, run.precision).value },
      nvlinkDomain: node.gpusPerNode.value,
      networkBandwidth: networkBandwidth(factory.hardware),
    },
    kernels: plain(kernels.known) as JobKernels,
    constants: plain(TRAINING_CONSTANTS),
    precision: run.precision,
    gpus: run.gpus.value,
    globalBatch: run.globalBatch.value,
    sequenceLength: run.sequenceLength.value,
  };
  return { job, warnings: kernels.borrowed };
}

/** Dense peak of the GPU in a precision, FLOP/s. */
export function peakOf({ hardware }: Factory, precision: Precision): Known {
  return precision === 'fp8' && hardware.gpu.fp8 ? hardware.gpu.fp8 : hardware.gpu.bf16;
}

type KnownKernels =
  | { readonly known: object; readonly borrowed: readonly string[] }
  | { readonly missing: string };

/** In fp8 training attention stays in bf16. */
export function knownKernels(gpu: string, precision: Precision, hasExperts: boolean): KnownKernels {
  const measured = kernelsFor(gpu);
  if (!measured) return { missing: `no kernels were measured on "${gpu}"` };
  const { fits, borrowed } = measured;
  const gemm = fits.gemm[precision];
  const attention = fits.attention.bf16;
  const moe = fits.moe[precision];
  if (!gemm) return { missing: `no ${precision} matrix products were measured on "${gpu}"` };
  if (!attention || !fits.attentionBackward || !fits.memory) {
    return { missing: `no attention was measured on "${gpu}"` };
  }
  if (hasExperts && !moe) return { missing: `no ${precision} experts were measured on "${gpu}"` };
  const { collectives, attentionBackward, memory } = fits;
  const network = NETWORK_FIT;
  const shared = { gemm, attention, attentionBackward, collectives, network, memory };
  return { known: hasExperts ? { ...shared, moe } : shared, borrowed };
}

function unmeasured(factory: Factory, name: string, missing: string): Problem {
  const { at } = factory.runs[name]!.gpus;
  return {
    code: 'run.unmeasured',
    path: `runs.${name}`,
    message: `The run cannot be predicted: ${missing}. Take another GPU or precision.`,
    ...(at ? { at } : {}),
  };
}
