import type { TrainingJob } from '../job.ts';
import type { Strategy } from '../strategy.ts';
import {
  BLOCK_RULES,
  type BlockFields,
  type ChunkFields,
  PIPELINE_RULES,
  RANK_RULES,
  type RankFields,
} from './rules.ts';

type BlockReason = keyof typeof BLOCK_RULES;
type RankReason = keyof typeof RANK_RULES;
type PipelineReason = keyof typeof PIPELINE_RULES;

/** A rule by which a strategy cannot be laid out, however much memory there is. */
export type LayoutReason = BlockReason | RankReason | PipelineReason;

/** Why a candidate was rejected before its time was computed. */
export type RejectReason = LayoutReason | 'memory';

/** Every rule once: what breaks `gpus` for a block breaks it for the ranks too. */
const RULES = { ...BLOCK_RULES, ...RANK_RULES, ...PIPELINE_RULES };

/** In the order of asking. */
export const LAYOUT_REASONS = namesOf(RULES);

const BLOCK_REASONS = namesOf(BLOCK_RULES);
const PIPELINE_REASONS = namesOf(PIPELINE_RULES);

const REASONS: readonly RejectReason[] = [...LAYOUT_REASONS, 'memory'];

/** In words, for reports. */
export const REJECT_REASONS = eachReason((reason) =>
  reason === 'memory' ? 'more than the memory of a GPU' : RULES[reason].words,
) satisfies Readonly<Record<RejectReason, string>>;

/** A count for every reason. */
export function noneRejected(): Record<RejectReason, number> {
  return eachReason(() => 0);
}

/** Why a strategy cannot be laid out at all; undefined if it can. */
export function refuse(job: TrainingJob, s: Strategy): LayoutReason | undefined {
  return (
    refuseBlock(job, s) ??
    refuseRanks(job, s) ??
    PIPELINE_REASONS.find((reason) => PIPELINE_RULES[reason].isBroken(job, s))
  );
}

/** Every rule that a strategy breaks, in the order of asking. */
export function brokenRules(job: TrainingJob, s: Strategy): LayoutReason[] {
  return LAYOUT_REASONS.filter((reason) => RULES[reason].isBroken(job, s));
}

/** The rules of a block in a list, because a search asks them too often to look them up by name. */
const BLOCK_CHECKS = BLOCK_REASONS.map((reason) => {
  return { reason, isBroken: BLOCK_RULES[reason].isBroken };
});

/** Checks what concerns a single micro-batch of a layer, however the layers are spread. */
export function refuseBlock(job: TrainingJob, s: BlockFields): BlockReason | undefined {
  for (const { reason, isBroken } of BLOCK_CHECKS) if (isBroken(job, s)) return reason;
  return undefined;
}

/** Checks what concerns the ranks left for data parallelism; by name, which is fastest for so few. */
export function refuseRanks(job: TrainingJob, s: RankFields): RankReason | undefined {
  const { gpus, expertRanks, batch } = RANK_RULES;
  if (gpus.isBroken(job, s)) return 'gpus';
  if (expertRanks.isBroken(job, s)) return 'expertRanks';
  return batch.isBroken(job, s) ? 'batch' : undefined;
}

/** Checks what concerns the chunks of a pipeline, whatever runs through it. */
export function refuseChunks(
  job: TrainingJob,
  s: ChunkFields,
): 'interleaving' | 'layers' | undefined {
  const { interleaving, layers } = PIPELINE_RULES;
  if (interleaving.isBroken(job, s)) return 'interleaving';
  return layers.isBroken(job, s) ? 'layers' : undefined;
}

/** Checks what data parallelism shares out beside a pipeline. */
export function refuseSharding(
  job: TrainingJob,
  s: Pick<Strategy, 'pp' | 'sharding'>,
): 'sharding' | undefined {
  return PIPELINE_RULES.sharding.isBroken(job, s) ? 'sharding' : undefined;
}

function eachReason<Value>(make: (reason: RejectReason) => Value): Record<RejectReason, Value> {
  return Object.fromEntries(REASONS.map((reason) => [reason, make(reason)])) as Record<
    RejectReason,
    Value
  >;
}

function namesOf<Name extends string>(table: Readonly<Record<Name, unknown>>): readonly Name[] {
  return Object.keys(table) as Name[];
}
