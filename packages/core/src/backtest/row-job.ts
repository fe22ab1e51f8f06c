import { ok, plain, type Result } from '../base/index.ts';
import { GPUS, NODES, STACKS } from '../facts/index.ts';
import {
  type Architecture,
  evenNetwork,
  knownKernels,
  type Precision,
  peakName,
  plainKernels,
  TRAINING_CONSTANTS,
  type TrainingJob,
} from '../model/index.ts';
import { networkSpeed } from './network.ts';
import { featuresOfRow } from './row-features.ts';
import { numberIn, skip } from './row-fields.ts';
import { modelOfRow } from './row-model.ts';
import { stackOfRow } from './stack-of-row.ts';
import type { RunRow } from './table.ts';

const GPU_NAMES: Readonly<Record<string, string>> = {
  'H100-SXM-80GB': 'h100-sxm',
  'H100-96GB-HBM2e-500W (Grand Teton)': 'h100-96gb-500w',
  'H200-SXM-141GB': 'h200-sxm',
  'H800-SXM-80GB': 'h800-sxm',
  'A100-SXM-80GB': 'a100-sxm-80gb',
  'A100-80GB (paper says "Ampere")': 'a100-sxm-80gb',
  'A100-SXM-40GB': 'a100-sxm-40gb',
  'B200-SXM': 'b200-sxm',
  'B300-SXM': 'b300-sxm',
  'GB200-NVL72': 'gb200',
  'GB300-NVL72': 'gb300',
};
const NVLINK_DOMAINS: Readonly<Record<string, number>> = { gb200: 72, gb300: 72 };
const PRECISIONS: Readonly<Record<string, Precision>> = {
  bf16: 'bf16',
  fp16: 'bf16',
  fp8: 'fp8',
  mxfp8: 'mxfp8',
  nvfp4: 'nvfp4',
};
const USUAL_NODE = 8;

/** The job of a row: model, GPUs, precision, software, batch; or why it cannot be predicted. */
export function jobOfRow(row: RunRow, assumptions: string[]): Result<TrainingJob> {
  const model = modelOfRow(row, assumptions);
  if (!model.ok) return model;
  const gpu = GPU_NAMES[row.get('gpu') ?? ''];
  const spec = GPUS[gpu ?? ''];
  if (!gpu || !spec) return skip(`no kernels were measured on "${row.get('gpu')}"`);
  const precision = PRECISIONS[row.get('precision') ?? ''];
  if (!precision) return skip(`precision "${row.get('precision')}" is not modelled`);
  const software = stackOfRow(row);
  if (software.assumed) assumptions.push(software.assumed);
  const named = featuresOfRow(row, assumptions);
  if (!named.ok) return named;
  const { label: _, factor, ...features } = STACKS[software.as];
  const stack = { ...features, ...named.value, factor: factor.value };
  const found = knownKernels(
    { ...spec, use: gpu },
    precision,
    stack.attention,
    model.value.experts > 0,
  );
  if (!found.ok) return skip(found.problems[0]!.message);
  const kernels = found.value;
  assumptions.push(...kernels.borrowed);
  const size = sizeOfRow(row);
  if (!size) return skip('GPUs, batch or sequence length are missing');
  return ok({
    model: model.value,
    hardware: hardwareOfRow(row, gpu, precision, size.gpus, assumptions),
    kernels: plainKernels(kernels),
    constants: plain(TRAINING_CONSTANTS),
    stack,
    precision,
    ...size,
  });
}

function sizeOfRow(
  row: RunRow,
): Pick<TrainingJob, 'gpus' | 'globalBatch' | 'sequenceLength'> | undefined {
  const gpus = numberIn(row, 'gpus');
  const globalBatch = numberIn(row, 'global_batch_sequences');
  const sequenceLength = numberIn(row, 'seq_len');
  return gpus > 0 && globalBatch > 0 && sequenceLength > 0
    ? { gpus, globalBatch, sequenceLength }
    : undefined;
}

function hardwareOfRow(
  row: RunRow,
  gpu: string,
  precision: Precision,
  gpus: number,
  assumptions: string[],
): TrainingJob['hardware'] {
  const nvlinkDomain = NVLINK_DOMAINS[gpu] ?? (numberIn(row, 'gpus_per_node') || USUAL_NODE);
  const perNode = numberIn(row, 'gpus_per_node') || Math.min(nvlinkDomain, USUAL_NODE);
  const words = row.get('interconnect') ?? '';
  const network = networkSpeed(words, gpu, perNode, NODES, row.get('framework'));
  if (network.assumed && gpus > nvlinkDomain) assumptions.push(network.assumed);
  const facts = GPUS[gpu]!;
  return {
    gpu: {
      memory: facts.memory.value,
      peak: (facts[peakName(precision)] ?? facts.bf16).value,
    },
    nvlinkDomain,
    network: evenNetwork(network.perGpu),
  };
}

/** FLOP per token by a source's own way of counting; undefined if that is not known. */
export function flopByConvention(
  convention: string,
  model: Architecture,
  sequenceLength: number,
  half: number,
  recomputes: boolean,
): number | undefined {
  const width = model.headDim + model.ropeDim + model.valueDim;
  const full = half + 3 * model.layers * model.heads * width * sequenceLength;
  if (convention.startsWith('model_causal_half_attn')) return half;
  if (convention.startsWith('model_full_attn') && !convention.includes('MHA_assumed')) return full;
  if (convention.startsWith('hardware_incl_recompute')) return recomputes ? (full * 4) / 3 : full;
  return undefined;
}
