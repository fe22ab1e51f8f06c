import { failed, ok, plain, type Result } from '../../base/index.ts';
import { architectureOf, unplannable } from '../../factory/index.ts';
import { GPUS, MODELS, NODES } from '../../facts/index.ts';
import {
  type Architecture,
  type JobKernels,
  REJECT_REASONS,
  refuse,
  type Strategy,
  sizeModel,
  TRAINING_CONSTANTS,
  type TrainingJob,
} from '../../model/index.ts';
import { knownKernels } from '../job.ts';
import { networkSpeed } from './network.ts';

/** A row by column. */
export type RunRow = ReadonlyMap<string, string>;

export interface RowScenario {
  readonly job: TrainingJob;
  readonly strategy: Strategy;
  /** What the row does not say and was filled in. */
  readonly assumptions: readonly string[];
}

const GPU_NAMES: Readonly<Record<string, string>> = {
  'H100-SXM-80GB': 'h100-sxm',
  'H200-SXM-141GB': 'h200-sxm',
  'A100-SXM-80GB': 'a100-sxm-80gb',
  'A100-SXM-40GB': 'a100-sxm-40gb',
  'B200-SXM': 'b200-sxm',
  'GB200-NVL72': 'gb200',
};
const NVLINK_DOMAINS: Readonly<Record<string, number>> = { 'GB200-NVL72': 72 };
const PRECISIONS: Readonly<Record<string, 'bf16' | 'fp8'>> = {
  bf16: 'bf16',
  fp16: 'bf16',
  fp8: 'fp8',
};

/** Columns that hold a number where they hold anything. */
const NUMBERS = [
  'gpus',
  'gpus_per_node',
  'layers',
  'seq_len',
  'global_batch_sequences',
  'micro_batch',
  'tp',
  'pp',
  'vp',
  'cp',
  'dp',
  'ep',
];

/** The job and strategy that a row describes, or why it cannot be predicted. */
export function scenarioOfRow(row: RunRow): Result<RowScenario> {
  const assumptions: string[] = [];
  // What is written but no number must not pass for left out, which is filled in.
  const wrong = NUMBERS.find((column) => !(number(row, column) >= 0 && number(row, column) < 1e15));
  if (wrong) return skip(`${wrong} is "${row.get(wrong)}", which is no number above 0`);
  const job = jobOfRow(row, assumptions);
  if (!job.ok) return job;
  const strategy = strategyOfRow(row, job.value, assumptions);
  return strategy.ok ? ok({ job: job.value, strategy: strategy.value, assumptions }) : strategy;
}

/** Seconds per optimizer step as measured; the job is needed where a row gives FLOP/s. */
export function measuredStepTime(row: RunRow, job: TrainingJob | undefined): Result<number> {
  const value = number(row, 'measured_value');
  const metric = row.get('measured_metric');
  if (!(value > 0 && Number.isFinite(value))) return skip('no measured value');
  if (metric === 'iteration_s') return ok(value);
  const tokens = number(row, 'global_batch_sequences') * number(row, 'seq_len');
  if (!(tokens > 0)) return skip('no batch or sequence length, so no step time follows');
  if (metric === 'tokens_per_s_per_gpu') return ok(tokens / (value * number(row, 'gpus')));
  if (metric !== 'tflops_per_gpu') return skip(`a step time does not follow from "${metric}"`);
  const perToken = job && flopByConvention(row.get('flop_convention') ?? '', job);
  if (!perToken) return skip('TFLOP/s counted in a way that is not known');
  return ok((tokens * perToken) / (value * 1e12 * number(row, 'gpus')));
}

/** Sources count FLOP differently: causal attention whole or by half, recompute or not. */
function flopByConvention(convention: string, job: TrainingJob): number | undefined {
  const { model, sequenceLength } = job;
  const half = sizeModel(model, sequenceLength).flopPerToken;
  const attention = (12 * model.layers * model.heads * model.headDim * sequenceLength) / 2;
  if (convention.startsWith('model_causal_half_attn')) return half;
  if (convention.startsWith('model_full_attn') && !convention.includes('MHA_assumed')) {
    return half + attention;
  }
  if (convention === 'hardware_incl_recompute') return ((half + attention) * 4) / 3;
  return undefined;
}

function jobOfRow(row: RunRow, assumptions: string[]): Result<TrainingJob> {
  const key = row.get('model_key') ?? '';
  const spec = Object.hasOwn(MODELS, key) ? MODELS[key] : undefined;
  if (!spec) return skip(`the architecture of "${row.get('model') ?? key}" is not known`);
  const reason = unplannable(spec);
  if (reason) return skip(reason);
  const gpu = GPU_NAMES[row.get('gpu') ?? ''];
  if (!gpu) return skip(`no kernels were measured on "${row.get('gpu')}"`);
  const precision = PRECISIONS[row.get('precision') ?? ''];
  if (!precision) return skip(`precision "${row.get('precision')}" is not modelled`);
  const model = withLayers(architectureOf(spec), number(row, 'layers'));
  const kernels = knownKernels(gpu, precision, model.experts > 0);
  if ('missing' in kernels) return skip(kernels.missing);
  const gpus = number(row, 'gpus');
  const globalBatch = number(row, 'global_batch_sequences');
  const sequenceLength = number(row, 'seq_len');
  if (!(gpus > 0 && globalBatch > 0 && sequenceLength > 0)) {
    return skip('GPUs, batch or sequence length are missing');
  }
  const nvlinkDomain = NVLINK_DOMAINS[row.get('gpu') ?? ''] ?? (number(row, 'gpus_per_node') || 8);
  const network = networkSpeed(row.get('interconnect') ?? '', gpu, nvlinkDomain, NODES);
  if (network.assumed && gpus > nvlinkDomain) assumptions.push(network.assumed);
  const facts = GPUS[gpu]!;
  return ok({
    model,
    hardware: {
      gpu: {
        memory: facts.memory.value,
        peak: (precision === 'fp8' ? (facts.fp8 ?? facts.bf16) : facts.bf16).value,
      },
      nvlinkDomain,
      networkBandwidth: network.perGpu,
    },
    kernels: plain(kernels.known) as JobKernels,
    constants: plain(TRAINING_CONSTANTS),
    precision,
    gpus,
    globalBatch,
    sequenceLength,
  });
}

/** Benchmarks on few GPUs run a model with fewer layers than it has. */
function withLayers(model: Architecture, layers: number): Architecture {
  if (!layers || layers === model.layers) return model;
  const denseLayers = model.experts > 0 ? Math.min(model.denseLayers, layers) : layers;
  return { ...model, layers, denseLayers };
}

function strategyOfRow(row: RunRow, job: TrainingJob, assumptions: string[]): Result<Strategy> {
  const of = (name: string) => number(row, name) || 1;
  const [tp, pp, cp] = [of('tp'), of('pp'), of('cp')];
  const dp = number(row, 'dp') || job.gpus / (tp * pp * cp);
  const ep = of('ep');
  const layout = { tp, pp, vp: of('vp'), dp, ep, etp: ep === 1 ? tp : 1, cp };
  if (tp * pp * cp * dp !== job.gpus) return skip('TP x PP x CP x DP is not the number of GPUs');
  const microBatch = number(row, 'micro_batch') || 1;
  if (!number(row, 'micro_batch')) assumptions.push('micro-batch not stated: 1');
  const sharding = /zero3|fsdp|hsdp/.test(row.get('sharding') ?? '') ? 'zero3' : 'zero1';
  const stated = row.get('recompute');
  // Full recompute costs a third of the speed, so tables of speed say so when they use it.
  if (!stated) assumptions.push('recompute not stated: none');
  const recompute = stated === 'full' || stated === 'selective' ? stated : 'none';
  return laidOut(job, { ...layout, microBatch, sharding, recompute });
}

function laidOut(job: TrainingJob, strategy: Strategy): Result<Strategy> {
  const reason = refuse(job, strategy);
  return reason ? skip(REJECT_REASONS[reason]) : ok(strategy);
}

function number(row: RunRow, column: string): number {
  const text = row.get(column)?.trim() ?? '';
  return text === '' ? 0 : Number(text);
}

function skip(message: string): Result<never> {
  return failed({ code: 'backtest.skipped', message });
}
