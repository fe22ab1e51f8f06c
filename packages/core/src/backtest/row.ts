import { ok, type Result } from '../base/index.ts';
import {
  REJECT_REASONS,
  refuse,
  type Sharding,
  type Strategy,
  sizeModel,
  type TrainingJob,
} from '../model/index.ts';
import { filledWords, fillIn } from './fill.ts';
import { numberIn, skip, wrongNumber } from './row-fields.ts';
import { flopByConvention, jobOfRow } from './row-job.ts';
import { releaseOfRow } from './stack-of-row.ts';
import type { RunRow } from './table.ts';

export interface RowScenario {
  readonly job: TrainingJob;
  readonly strategy: Strategy;
  /** What the row does not state and was filled in. */
  readonly assumptions: readonly string[];
}

/** The job and strategy that a row describes, or why it cannot be predicted. */
export function scenarioOfRow(row: RunRow): Result<RowScenario> {
  const assumptions: string[] = [];
  // A field with something other than a number must not count as left out, which would be filled in.
  const wrong = wrongNumber(row);
  if (wrong) return skip(wrong);
  const job = jobOfRow(row, assumptions);
  if (!job.ok) return job;
  const strategy = strategyOfRow(row, job.value, assumptions);
  return strategy.ok ? ok({ job: job.value, strategy: strategy.value, assumptions }) : strategy;
}

/** Seconds per optimizer step as measured; the scenario is needed if a row gives FLOP/s. */
export function measuredStepTime(row: RunRow, scenario: RowScenario | undefined): Result<number> {
  const value = numberIn(row, 'measured_value');
  const metric = row.get('measured_metric');
  if (!(value > 0 && Number.isFinite(value))) return skip('no measured value');
  if (metric === 'iteration_s') return ok(value);
  const tokens = numberIn(row, 'global_batch_sequences') * numberIn(row, 'seq_len');
  if (!(tokens > 0)) return skip('no batch or sequence length, so no step time follows');
  if (metric === 'tokens_per_s_per_gpu') return ok(tokens / (value * numberIn(row, 'gpus')));
  if (metric !== 'tflops_per_gpu') return skip(`a step time does not follow from "${metric}"`);
  const perToken = scenario && countedFlop(row, scenario);
  if (!perToken) return skip('TFLOP/s counted in a way that is not known');
  return ok((tokens * perToken) / (value * 1e12 * numberIn(row, 'gpus')));
}

/** Sources count FLOP differently: causal attention in full or at half, with or without recompute. */
function countedFlop(row: RunRow, { job, strategy }: RowScenario): number | undefined {
  const { model, sequenceLength } = job;
  const { flopPerToken } = sizeModel(model, sequenceLength);
  const convention = row.get('flop_convention') ?? '';
  const again = strategy.recompute === 'full';
  return flopByConvention(convention, model, sequenceLength, flopPerToken, again);
}

function strategyOfRow(row: RunRow, job: TrainingJob, assumptions: string[]): Result<Strategy> {
  const of = (name: string) => numberIn(row, name) || 1;
  const [tp, pp, cp] = [of('tp'), of('pp'), of('cp')];
  const dp = job.gpus / (tp * pp * cp);
  if (!Number.isInteger(dp)) return skip('TP x PP x CP does not divide the GPUs');
  const printed = numberIn(row, 'dp');
  if (printed > 0 && printed !== dp) {
    assumptions.push(`DP ${printed} as printed does not fill the GPUs: ${dp}`);
  }
  const stated = row.get('recompute');
  const recompute = stated === 'full' || stated === 'selective' ? stated : 'none';
  const ep = of('ep');
  const open = {
    microBatch: !numberIn(row, 'micro_batch'),
    vp: !numberIn(row, 'vp'),
    recompute: !stated,
  };
  const strategy = fillIn(
    job,
    {
      ...{ tp, pp, cp, dp, ep, vp: of('vp'), microBatch: of('micro_batch'), recompute },
      etp: expertTensorParallelism(row, tp, ep),
      sharding: shardingOfRow(row, pp),
    },
    open,
  );
  assumptions.push(...filledWords(strategy, open));
  const reason = refuse(job, strategy);
  return reason ? skip(REJECT_REASONS[reason]) : ok(strategy);
}

/** Before NeMo 25.04, Megatron-Core split experts like the rest of the layer; few rows say so. */
function expertTensorParallelism(row: RunRow, tp: number, ep: number): number {
  if (ep === 1) return tp;
  const named = numberIn(row, 'etp');
  if (named > 0) return named;
  const release = releaseOfRow(row);
  return release !== undefined && release < 25.04 ? tp : 1;
}

/**
 * In a pipeline, sharded weights stay gathered and gradients unsharded until the last micro-batch, which is
 * ZeRO-1.
 */
function shardingOfRow(row: RunRow, pp: number): Sharding {
  const words = row.get('sharding') ?? '';
  if (words === 'none') return 'none';
  if (pp > 1 || words === '') return 'zero1';
  if (/hsdp/.test(words)) return 'hybrid';
  if (/zero2/.test(words)) return 'zero2';
  return /zero3|fsdp/.test(words) ? 'zero3' : 'zero1';
}
