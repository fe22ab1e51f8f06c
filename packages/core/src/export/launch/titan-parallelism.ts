import { denseRanks, type Strategy, sharesWeights } from '../../model/index.ts';
import type { Expressed, LaunchJob } from './launch-job.ts';
import { splitStages } from './stages.ts';
import { type Setting, text } from './toml.ts';

/** How TorchTitan splits the model, and which parts of the split it cannot express. */
export function titanParallelism(job: LaunchJob, s: Strategy): Expressed<Setting> {
  const { model: m, stack } = job;
  const copies = copiesOf(job, s);
  const settings: Setting[] = [
    ['data_parallel_replicate_degree', `${copies}`],
    ['data_parallel_shard_degree', `${s.dp / copies}`],
    ['fsdp_reshard_after_forward', text(sharesWeights(s.sharding) ? 'always' : 'never')],
    ['tensor_parallel_degree', `${s.tp}`],
    ['enable_async_tensor_parallel', `${stack.tensorOverlap === 'on' && s.tp > 1}`],
    ...pipeline(m.layers, s),
    ['context_parallel_degree', `${s.cp}`],
    ...(m.experts > 0
      ? ([
          ['expert_parallel_degree', `${s.ep}`],
          ['expert_tensor_parallel_degree', `${s.etp}`],
        ] as const)
      : []),
  ];
  return {
    settings,
    warnings: [...splitWarnings(job, s), ...expertWarnings(job, s)],
  };
}

/** Data-parallel ranks that hold the same: all without sharding, one per NVLink domain in HSDP. */
function copiesOf(job: LaunchJob, s: Strategy): number {
  if (s.sharding === 'none') return s.dp;
  return s.sharding === 'hybrid' ? Math.min(s.dp, (s.dp * s.cp) / denseRanks(job, s)) : 1;
}

/** TorchTitan leaves out a layer at either end by default. */
function pipeline(layers: number, s: Strategy): Setting[] {
  if (s.pp === 1) return [['pipeline_parallel_degree', '1']];
  const { layersPerChunk, fewerFirst, fewerLast } = splitStages(layers, s);
  return [
    ['pipeline_parallel_degree', `${s.pp}`],
    ['pipeline_parallel_schedule', text(s.vp > 1 ? 'Interleaved1F1B' : '1F1B')],
    ['pipeline_parallel_layers_per_stage', `${layersPerChunk}`],
    ['pipeline_parallel_first_stage_less_layers', `${fewerFirst}`],
    ['pipeline_parallel_last_stage_less_layers', `${fewerLast}`],
    ['pipeline_parallel_microbatch_size', `${s.microBatch}`],
  ];
}

function splitWarnings({ model: m }: LaunchJob, s: Strategy): string[] {
  const found: string[] = [];
  if (s.sharding === 'zero1') {
    const nearest =
      'TorchTitan has no ZeRO-1; nearest is FSDP that keeps gathered weights until the backward pass.';
    const often = ' It scatters gradients after every micro-batch, the plan once a step.';
    found.push(s.pp === 1 ? nearest + often : nearest);
  }
  if (splitStages(m.layers, s).fewerElsewhere > 0) {
    found.push(
      `${m.layers} layers do not fill PP${s.pp} x VP${s.vp}; TorchTitan will spread them otherwise than planned.`,
    );
  }
  if (m.kvHeads % s.tp !== 0) {
    found.push(
      `TorchTitan does not split ${m.kvHeads} key/value heads over TP${s.tp}; the plan copies each to several GPUs.`,
    );
  }
  return found;
}

/** The limits stated in the docstring of `expert_parallel_degree`. */
function expertWarnings({ model: m }: LaunchJob, s: Strategy): string[] {
  if (m.experts === 0 || s.ep === 1) return [];
  if (s.etp !== 1 && s.etp !== s.tp) {
    return [`TorchTitan splits experts over 1 or TP${s.tp} GPUs, not over ETP${s.etp}.`];
  }
  const inner = s.etp === s.tp ? s.cp : s.cp * s.tp;
  const all = s.dp * inner;
  if (s.ep % inner === 0 && all % s.ep === 0) return [];
  return [
    `TorchTitan wants EP to be a multiple of ${inner} and a divisor of ${all} with ETP${s.etp} TP${s.tp} CP${s.cp}; EP${s.ep} is not.`,
  ];
}
