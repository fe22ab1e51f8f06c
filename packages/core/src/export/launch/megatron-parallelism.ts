import type { Architecture, Strategy } from '../../model/index.ts';
import type { Expressed, LaunchJob } from './launch-job.ts';
import { megatronSharding } from './megatron-sharding.ts';
import { type Flag, quoted } from './shell.ts';
import { chunkLayers, splitStages } from './stages.ts';

/** How Megatron-LM splits the model, and which parts of the split it cannot express. */
export function megatronParallelism(job: LaunchJob, s: Strategy): Expressed<Flag> {
  const { model: m } = job;
  const sharding = megatronSharding(job, s);
  const settings: Flag[] = [
    ['--tensor-model-parallel-size', `${s.tp}`],
    ...stages(m, s),
    ['--context-parallel-size', `${s.cp}`],
    ...(m.experts > 0
      ? ([
          ['--expert-model-parallel-size', `${s.ep}`],
          ['--expert-tensor-parallel-size', `${s.etp}`],
        ] as const)
      : []),
    ...sharding.settings,
  ];
  return { settings, warnings: [...warningsOf(job, s), ...sharding.warnings] };
}

/**
 * A missing layer at either end is expressed by what takes its place: the embedding or the loss. If more are
 * missing, every chunk is spelled out: `E` is the embedding, `t` a layer, `m` a layer that predicts further
 * tokens, `L` the loss.
 */
function stages({ layers, mtpLayers }: Architecture, s: Strategy): Flag[] {
  const { fewerFirst, fewerLast, fewerElsewhere } = splitStages(layers, s);
  const size: Flag = ['--pipeline-model-parallel-size', `${s.pp}`];
  if (fewerElsewhere > 0) {
    const chunks = chunkLayers(layers, s).map((count) => `t*${count}`);
    const layout = `E${chunks.join('|')}${mtpLayers > 0 ? `m*${mtpLayers}` : ''}L`;
    return [size, ['--pipeline-model-parallel-layout', quoted(layout)]];
  }
  return [
    size,
    ...(s.vp > 1 ? ([['--num-virtual-stages-per-pipeline-rank', `${s.vp}`]] as const) : []),
    ...(fewerFirst > 0 ? ([['--account-for-embedding-in-pipeline-split']] as const) : []),
    ...(fewerLast > 0 ? ([['--account-for-loss-in-pipeline-split']] as const) : []),
  ];
}

function warningsOf({ model: m }: LaunchJob, s: Strategy): string[] {
  const found: string[] = [];
  if (m.kvHeads % s.tp !== 0) {
    found.push(
      `Megatron-LM refuses TP${s.tp} with ${m.kvHeads} query groups, of which the plan copies each to several GPUs.`,
    );
  }
  return found;
}
