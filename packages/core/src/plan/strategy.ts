import { type Figure, type Recorder, showQuantity } from '../base/index.ts';
import {
  type EvaluatedStrategy,
  type FastestOutcome,
  microBatchesOf,
  STRATEGY_FIELDS,
  type StrategyField,
  type StrategyLimits,
  shortenStrategy,
  type TrainingJob,
} from '../model/index.ts';
import { planFigures } from './figures.ts';
import type { StrategyPlan, TrainingPlan } from './plan.ts';

/** An evaluated strategy as the plan reports it. */
export function strategyOf(job: TrainingJob, { strategy }: EvaluatedStrategy): StrategyPlan {
  const microBatches = microBatchesOf(job.globalBatch, strategy);
  return { ...strategy, microBatches };
}

/** Notes the chosen strategy, why it was chosen, and what directly follows from it. */
export function planStrategy(
  best: EvaluatedStrategy,
  limits: StrategyLimits,
  outcome: FastestOutcome,
  rec: Recorder,
): Pick<TrainingPlan, 'strategy' | 'search'> {
  const { evaluated, rejected } = outcome;
  const reason = reasonFor(best, outcome, limits);
  const scope = rec.within('strategy');
  for (const [name, { kind, label }] of Object.entries(STRATEGY_FIELDS)) {
    if (kind !== 'count') continue;
    const value = Number(best.strategy[name as StrategyField]);
    scope.find(name, 'chosen', { label, unit: '1', value, reason });
  }
  const microBatches = scope.figure('microBatches', {
    label: 'Micro-batches per step and pipeline',
    unit: '1',
    formula: 'run.globalBatch / (dp * microBatch)',
  });
  planFigures(SHARES, rec);
  const turnedAway = Object.values(rejected).reduce((sum, count) => sum + count, 0);
  const search = { evaluated, rejected: turnedAway };
  const how = 'Counted by the strategy search.';
  rec.find('search.evaluated', 'chosen', {
    label: 'Strategies evaluated to a step time',
    unit: '1',
    value: evaluated,
    reason: how,
  });
  rec.find('search.rejected', 'chosen', {
    label: 'Strategies rejected before that',
    unit: '1',
    value: turnedAway,
    reason: how,
  });
  return { strategy: { ...best.strategy, microBatches }, search };
}

/** Why this strategy was chosen: what the file pins, and how far behind the next one is. */
function reasonFor(
  best: EvaluatedStrategy,
  { evaluated, best: fastest }: FastestOutcome,
  limits: StrategyLimits,
): string {
  const pinned = Object.entries(limits).flatMap(([name, pin]) => (pin === undefined ? [] : [name]));
  const by = pinned.length > 0 ? `Pinned by the file: ${pinned.join(', ')}` : '';
  if (evaluated === 1) return by ? `${by}; no other fits that.` : 'The only strategy that fits.';
  const next = fastest.find((other) => other.step.time > best.step.time);
  const slower = next ? showQuantity(next.step.time / best.step.time - 1, '%', { digits: 2 }) : '';
  const behind = next ? `; the next, ${shortenStrategy(next.strategy)}, is ${slower} slower` : '';
  const first = by ? `${by}; fastest` : 'Fastest';
  return `${first} of ${showQuantity(evaluated, '1')} strategies that fit${by ? ' that' : ''}${behind}.`;
}

/** The sizes of one micro-batch and one stage, on which every time and every byte depends. */
const SHARES = {
  microBatchTokens: {
    label: 'Tokens of a micro-batch on one rank',
    unit: 'token',
    formula: 'strategy.microBatch * run.sequenceLength / strategy.cp',
  },
  stageLayers: {
    label: 'Layers of a full pipeline stage',
    unit: '1',
    formula: 'strategy.vp * ceil(model.layers / (strategy.pp * strategy.vp))',
  },
  stageMoeLayers: {
    label: 'Mixture-of-experts layers of a full stage, on average',
    unit: '1',
    formula: 'stageLayers * (model.layers - model.denseLayers) / model.layers',
  },
} as const satisfies Readonly<Record<string, Figure>>;
