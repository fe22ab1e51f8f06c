import type { Recorder, Source } from '../../base/index.ts';
import { type Sharding, sharesGradients, sharesWeights } from '../strategy.ts';
import type { Held } from './held.ts';

const ZERO: Source = {
  title: 'Rajbhandari et al., ZeRO, arXiv:1910.02054',
  locator: 'section 5: what each stage shares out',
};

/** A group of ranks as formulas: how many there are, and how many lie from one to the next. */
export interface RankGroup {
  readonly ranks: string;
  readonly inner: string;
}

/** Those that hold the same parameters outside the experts, and the same experts. */
export const DENSE_GROUP: RankGroup = {
  ranks: 'strategy.dp * strategy.cp',
  inner: 'strategy.tp',
};
export const EXPERT_GROUP: RankGroup = {
  ranks: 'strategy.tp * strategy.cp * strategy.dp / (strategy.ep * strategy.etp)',
  inner: 'strategy.ep * strategy.etp',
};

/** How many ranks of a group share an NVLink domain. */
export function ranksInDomain({ ranks, inner }: RankGroup): string {
  return `max(1, min(${ranks}, floor(hardware.nvlinkDomain / (${inner}))))`;
}

/** Over how many ranks a parameter of a group is shared out. */
function shardsOf(group: RankGroup, sharding: Sharding): string {
  if (sharding === 'none') return '1';
  return sharding === 'hybrid' ? ranksInDomain(group) : group.ranks;
}

/** A stage in words, and what is on it as formulas. */
export interface NotedStage {
  readonly words: string;
  readonly layers: string;
  readonly moeLayers: string;
  readonly matrices: string;
}

const WHOLE = 'denseParameters + expertParameters';

/** Notes the parameters on a GPU of a stage, and what sharding leaves of them. */
export function noteHeld(held: Held, sharding: Sharding, stage: NotedStage, rec: Recorder): void {
  const { words, layers, moeLayers, matrices } = stage;
  const derive = (name: string, label: string, value: number, formula: string, source?: Source) =>
    rec.derive(name, {
      ...{ label: `${label} ${words}`, unit: 'parameter', value, formula },
      ...(source && { source }),
    });
  derive(
    'denseParameters',
    'Parameters outside the experts',
    held.dense,
    `(${layers} * size.attentionParameters + (${layers} - ${moeLayers}) * size.denseMlpParameters)` +
      ` / strategy.tp + model.vocab * model.hidden * ${matrices} / strategy.tp` +
      ` + ${moeLayers} * (model.mlpMatrices * model.hidden * model.sharedFfn / strategy.tp` +
      ' + model.hidden * model.experts)',
  );
  derive(
    'expertParameters',
    'Parameters of experts',
    held.expert,
    `${moeLayers} * model.mlpMatrices * model.hidden * model.expertFfn * model.experts` +
      ' / (strategy.ep * strategy.etp)',
  );
  const dense = shardsOf(DENSE_GROUP, sharding);
  const expert = shardsOf(EXPERT_GROUP, sharding);
  derive(
    'shardedParameters',
    'Parameters with their optimizer state',
    held.optimized,
    `denseParameters / (${dense}) + expertParameters / (${expert})`,
    ZERO,
  );
  derive(
    'summedParameters',
    'Parameters with their gradients',
    held.summed,
    sharesGradients(sharding) ? 'shardedParameters' : WHOLE,
    ZERO,
  );
  derive(
    'heldParameters',
    'Parameters held',
    held.held,
    sharesWeights(sharding)
      ? `shardedParameters + 2 * (${WHOLE} - shardedParameters) / (${layers} + 1)`
      : WHOLE,
    ZERO,
  );
}
