import {
  failed,
  type Known,
  type Notebook,
  ok,
  type Problem,
  plain,
  type Result,
} from '../base/index.ts';
import type { Factory, FactoryRun } from '../factory/index.ts';
import {
  type Architecture,
  type FabricTopology,
  type FoundKernels,
  knownKernels,
  type NetworkReach,
  networkReaches,
  peakName,
  plainKernels,
  TRAINING_CONSTANTS,
  type TrainingJob,
} from '../model/index.ts';
import { fabricOf } from './fabric.ts';

type Precision = FactoryRun['precision'];

/** Notes the hardware once for all runs of a factory. */
export function noteHardware({ hardware }: Factory, topology: FabricTopology, rec: Notebook): void {
  rec.within('constants').knowAll(TRAINING_CONSTANTS);
  const scope = rec.within('hardware', { node: 'factory.hardware.node' });
  scope.figure('nvlinkDomain', {
    label: 'GPUs that NVLink joins',
    unit: 'GPU',
    formula: hardware.node.nvlinkDomain ? 'node.nvlinkDomain' : 'node.gpusPerNode',
  });
  scope.derive('networkBandwidth', {
    label: 'Network bandwidth per GPU, one direction',
    unit: 'Gb/s',
    value: lineRate(hardware),
    formula: 'node.nicsPerNode * node.nicSpeed / node.gpusPerNode',
  });
  let nearer = Number.POSITIVE_INFINITY;
  for (const { gpus, bandwidth } of networkOf(hardware, topology)) {
    if (Number.isFinite(nearer)) {
      scope.derive(`networkBandwidthBeyond${nearer}`, {
        label: `Network bandwidth per GPU among more than ${nearer} GPUs, one direction`,
        unit: 'Gb/s',
        value: bandwidth,
        formula: 'networkBandwidth / fabric.oversubscription',
      });
    }
    nearer = gpus;
  }
}

/** How much of their line rate the fabric leaves GPUs, from near to far. */
function networkOf(
  hardware: Factory['hardware'],
  topology: FabricTopology,
): readonly NetworkReach[] {
  return networkReaches(topology, hardware.node.gpusPerNode.value, lineRate(hardware));
}

function lineRate({ node }: Factory['hardware']): number {
  return (node.nicsPerNode.value * node.nicSpeed.value) / node.gpusPerNode.value;
}

export interface PlannedJob {
  readonly job: TrainingJob;
  /** What its kernels rest on. */
  readonly kernels: Pick<FoundKernels, 'standing' | 'borrowed' | 'doubt'>;
}

/** The training job of a run, with the kernels measured on its GPU noted under `kernels`. */
export function jobOf(factory: Factory, name: string, rec?: Notebook): Result<PlannedJob> {
  const run = factory.runs[name]!;
  const model = factory.models[run.model]!;
  const { gpu, node } = factory.hardware;
  const { use: _, label: __, factor, ...features } = run.stack;
  const stack = { ...features, ...definedOf(run.features), factor: factor.value };
  const hasExperts = model.experts.value > 0;
  const found = knownKernels(gpu, run.precision, stack.attention, hasExperts);
  if (!found.ok) return failed(unmeasured(factory, name, found.problems[0]!.message));
  const kernels = found.value;
  const sized = fabricOf(factory);
  if (!sized.ok) return sized;
  if (rec) {
    rec.within(`kernels.${run.precision}`).knowAll(kernels.known);
    rec.within(`training.${name}.attentionLibrary`).knowAll(kernels.library);
  }
  const job: TrainingJob = {
    model: plain(model) as Architecture,
    hardware: {
      gpu: { memory: gpu.memory.value, peak: peakOf(factory, run.precision).value },
      nvlinkDomain: (node.nvlinkDomain ?? node.gpusPerNode).value,
      network: networkOf(factory.hardware, sized.value.topology),
    },
    kernels: plainKernels(kernels),
    constants: plain(TRAINING_CONSTANTS),
    stack,
    precision: run.precision,
    gpus: run.gpus.value,
    globalBatch: run.globalBatch.value,
    sequenceLength: run.sequenceLength.value,
  };
  return ok({ job, kernels });
}

/** The options of a section that were given. */
function definedOf<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** Dense peak of the GPU in a precision, FLOP/s. */
function peakOf({ hardware }: Factory, precision: Precision): Known {
  return hardware.gpu[peakName(precision)] ?? hardware.gpu.bf16;
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
