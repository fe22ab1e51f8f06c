import { type Recorder, showQuantity } from '../base/index.ts';
import {
  type EvaluatedStrategy,
  type FastestOutcome,
  type StrategyLimits,
  showStrategy,
  stageLayers,
  type TrainingJob,
} from '../model/index.ts';
import { figure } from './figure.ts';
import type { StrategyPlan, TrainingPlan } from './plan.ts';

const LABELS = {
  tp: 'Tensor parallelism',
  pp: 'Pipeline parallelism',
  vp: 'Model chunks per pipeline stage',
  dp: 'Data parallelism',
  ep: 'Expert parallelism',
  etp: 'Tensor parallelism within an expert',
  cp: 'Context parallelism',
  microBatch: 'Sequences per micro-batch',
} as const;

/** The plain shape of an evaluated strategy. */
export function strategyOf(job: TrainingJob, { strategy }: EvaluatedStrategy): StrategyPlan {
  const microBatches = job.globalBatch / (strategy.dp * strategy.microBatch);
  return { ...strategy, microBatches };
}

/** Notes the chosen strategy, why it was chosen, and what directly follows from it. */
export function planStrategy(
  job: TrainingJob,
  best: EvaluatedStrategy,
  limits: StrategyLimits,
  outcome: FastestOutcome,
  rec: Recorder,
): Pick<TrainingPlan, 'strategy' | 'search'> {
  const { evaluated, rejected } = outcome;
  const strategy = strategyOf(job, best);
  const reason = reasonFor(best, outcome, limits);
  const scope = rec.within('strategy');
  for (const [name, label] of Object.entries(LABELS) as [keyof typeof LABELS, string][]) {
    scope.find(name, 'chosen', { label, unit: '1', value: strategy[name], reason });
  }
  figure(
    scope,
    'microBatches',
    ['Micro-batches per step and pipeline', '1'],
    strategy.microBatches,
    'batch / (dp * microBatch)',
    { batch: 'run.globalBatch', dp: 'strategy.dp', microBatch: 'strategy.microBatch' },
  );
  noteShares(job, best, rec);
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
    label: 'Strategies turned away before that',
    unit: '1',
    value: turnedAway,
    reason: how,
  });
  return { strategy, search };
}

/** Why this strategy: what the file pins of it, and how far behind the next one is. */
function reasonFor(
  best: EvaluatedStrategy,
  { evaluated, best: fastest }: FastestOutcome,
  limits: StrategyLimits,
): string {
  const pinned = Object.entries(limits).flatMap(([name, pin]) => (pin === undefined ? [] : [name]));
  const by = pinned.length > 0 ? `Pinned by the file: ${pinned.join(', ')}` : '';
  if (evaluated === 1) return by ? `${by}; no other fits that.` : 'The only strategy that fits.';
  const next = fastest.find((other) => other.step.time > best.step.time);
  const slower = next ? ((next.step.time / best.step.time - 1) * 100).toFixed(1) : undefined;
  const behind = next ? `; the next, ${showStrategy(next.strategy)}, is ${slower} % slower` : '';
  const first = by ? `${by}; fastest` : 'Fastest';
  return `${first} of ${showQuantity(evaluated, '1')} strategies that fit${by ? ' that' : ''}${behind}.`;
}

/** What one micro-batch and one stage are, on which every time and every byte rests. */
function noteShares(job: TrainingJob, { strategy: s }: EvaluatedStrategy, rec: Recorder): void {
  const { layers, denseLayers } = job.model;
  const stage = stageLayers(layers, s);
  figure(
    rec,
    'microBatchTokens',
    ['Tokens of a micro-batch on one rank', 'token'],
    (s.microBatch * job.sequenceLength) / s.cp,
    'microBatch * sequence / cp',
    { microBatch: 'strategy.microBatch', sequence: 'run.sequenceLength', cp: 'strategy.cp' },
  );
  figure(
    rec,
    'stageLayers',
    ['Layers of a full pipeline stage', '1'],
    stage,
    'vp * ceil(layers / (pp * vp))',
    { layers: 'model.layers', pp: 'strategy.pp', vp: 'strategy.vp' },
  );
  figure(
    rec,
    'stageMoeLayers',
    ['Mixture-of-experts layers of a full stage, on average', '1'],
    (stage * (layers - denseLayers)) / layers,
    'stage * (layers - dense) / layers',
    { stage: 'stageLayers', layers: 'model.layers', dense: 'model.denseLayers' },
  );
}
