import type { Strategy } from '../../model/index.ts';
import type { Expressed, LaunchJob, LaunchOptions } from './launch-job.ts';
import type { Flag } from './shell.ts';
import { splitStages } from './stages.ts';

/** How Megatron-LM splits the model, and what of the split it cannot take. */
export function megatronParallelism(
  job: LaunchJob,
  s: Strategy,
  { tensorOverlap = false }: LaunchOptions,
): Expressed<Flag> {
  const { model: m } = job;
  const settings: Flag[] = [
    ['--tensor-model-parallel-size', `${s.tp}`],
    ...(s.tp > 1 ? ([['--sequence-parallel']] as const) : []),
    ...(s.tp > 1 && tensorOverlap ? ([['--tp-comm-overlap']] as const) : []),
    ...stages(m.layers, s),
    ['--context-parallel-size', `${s.cp}`],
    ...(m.experts > 0
      ? ([
          ['--expert-model-parallel-size', `${s.ep}`],
          ['--expert-tensor-parallel-size', `${s.etp}`],
        ] as const)
      : []),
    ...(s.sharding === 'zero3' ? ZERO3 : []),
    ['--use-distributed-optimizer'],
    ['--overlap-grad-reduce'],
    ['--overlap-param-gather'],
  ];
  return { settings, warnings: warningsOf(job, s, tensorOverlap) };
}

/** As the guide to Megatron-FSDP requires them. */
const ZERO3: readonly Flag[] = [
  ['--use-megatron-fsdp'],
  ['--data-parallel-sharding-strategy', 'optim_grads_params'],
  ['--no-gradient-accumulation-fusion'],
  ['--ckpt-format', 'fsdp_dtensor'],
];

/** A missing layer at either end is said as what takes its place: the embedding, the loss. */
function stages(layers: number, s: Strategy): Flag[] {
  const { fewerFirst, fewerLast } = splitStages(layers, s);
  return [
    ['--pipeline-model-parallel-size', `${s.pp}`],
    ...(s.vp > 1 ? ([['--num-virtual-stages-per-pipeline-rank', `${s.vp}`]] as const) : []),
    ...(fewerFirst > 0 ? ([['--account-for-embedding-in-pipeline-split']] as const) : []),
    ...(fewerLast > 0 ? ([['--account-for-loss-in-pipeline-split']] as const) : []),
  ];
}

function warningsOf({ model: m }: LaunchJob, s: Strategy, tensorOverlap: boolean): string[] {
  const { unfilled } = splitStages(m.layers, s);
  const found: string[] = [];
  if (unfilled > 0) {
    found.push(
      `${m.layers} layers do not fill PP${s.pp} x VP${s.vp}; Megatron-LM will refuse the split.`,
    );
  }
  if (m.kvHeads % s.tp !== 0) {
    found.push(
      `Megatron-LM refuses TP${s.tp} with ${m.kvHeads} query groups, of which the plan copies each to several GPUs.`,
    );
  }
  if (tensorOverlap && s.tp === 1) {
    found.push('Without tensor parallelism there is no communication of it to overlap.');
  }
  if (s.sharding === 'zero3' && s.pp > 1) {
    found.push('Parameters shared out under a pipeline (ZeRO-3 with PP) are not in our plan.');
  }
  return found;
}
