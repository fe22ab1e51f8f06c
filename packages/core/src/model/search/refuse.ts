import type { TrainingJob } from '../job.ts';
import { microBatchesOf, type Sharding, type Strategy } from '../strategy.ts';

/** Why a candidate was rejected before its time was computed. */
export type RejectReason =
  | 'gpus'
  | 'heads'
  | 'layers'
  | 'experts'
  | 'batch'
  | 'schedule'
  | 'software'
  | 'memory';

/** In words, for reports. */
export const REJECT_REASONS: Readonly<Record<RejectReason, string>> = {
  gpus: 'TP x PP x CP does not divide the GPUs',
  heads: 'TP does not divide heads and MLP width',
  layers: 'there are fewer layers than PP x VP chunks, the ends aside',
  experts: 'EP does not divide experts and ranks',
  batch: 'the batch does not divide over DP and micro-batches',
  schedule:
    'interleaving needs a multiple of PP micro-batches; sharded gradients or weights allow no pipeline',
  software: 'the software has no context parallelism',
  memory: 'more than the memory of a GPU',
};

/** A count for every reason. */
export function noneRejected(): Record<RejectReason, number> {
  return {
    gpus: 0,
    heads: 0,
    layers: 0,
    experts: 0,
    batch: 0,
    schedule: 0,
    software: 0,
    memory: 0,
  };
}

/** Why a strategy cannot be laid out at all; undefined if it can. */
export function refuse(job: TrainingJob, s: Strategy): RejectReason | undefined {
  return (
    refuseBlock(job, s) ??
    refuseRanks(job, s) ??
    refuseChunks(job, s) ??
    (s.vp > 1 && !comesInRounds(job, s) ? 'schedule' : undefined) ??
    refuseSharding(s.pp, s.sharding)
  );
}

type BlockFields = Pick<Strategy, 'tp' | 'cp' | 'ep' | 'etp' | 'microBatch'>;
type RankFields = BlockFields & Pick<Strategy, 'pp' | 'dp'>;

/** Checks what concerns a single micro-batch of a layer, however the layers are spread. */
export function refuseBlock(job: TrainingJob, s: BlockFields): RejectReason | undefined {
  if (job.gpus % (s.tp * s.cp) !== 0) return 'gpus';
  if (s.cp > 1 && job.stack.contextExchange === 'none') return 'software';
  if (!splitsHeads(job, s)) return 'heads';
  if (!splitsExperts(job.model, s)) return 'experts';
  if (s.cp > 1 && job.sequenceLength % (2 * s.cp) !== 0) return 'batch';
  return undefined;
}

/** Checks what concerns the ranks left for data parallelism. */
export function refuseRanks(job: TrainingJob, s: RankFields): RejectReason | undefined {
  if (!Number.isInteger(s.dp) || s.dp < 1) return 'gpus';
  if (s.ep > 1 && (s.tp * s.cp * s.dp) % (s.ep * s.etp) !== 0) return 'experts';
  return job.globalBatch % (s.dp * s.microBatch) === 0 ? undefined : 'batch';
}

/** Chunks besides those with a layer: the embedding and the logits may each have their own. */
export const ENDS = 2;

/** Checks what concerns the chunks of a pipeline, whatever runs through it. */
export function refuseChunks(
  { model }: TrainingJob,
  { pp, vp }: Pick<Strategy, 'pp' | 'vp'>,
): RejectReason | undefined {
  return pp * vp > model.layers + ENDS || (pp === 1 && vp > 1) ? 'layers' : undefined;
}

/** Whether the micro-batches are a multiple of the stages, which interleaved chunks need. */
export function comesInRounds(
  { globalBatch }: TrainingJob,
  s: Pick<Strategy, 'pp' | 'dp' | 'microBatch'>,
): boolean {
  return microBatchesOf(globalBatch, s) % s.pp === 0;
}

/** In a pipeline, weights stay gathered and gradients unsharded until the last micro-batch. */
export function refuseSharding(pp: number, sharding: Sharding): RejectReason | undefined {
  return pp > 1 && sharding !== 'none' && sharding !== 'zero1' ? 'schedule' : undefined;
}

/** With ep 1 the experts are split like the rest of the layer. */
function splitsExperts(m: TrainingJob['model'], { tp, ep, etp }: BlockFields): boolean {
  if (m.experts === 0) return ep === 1;
  if (ep === 1 && etp !== tp) return false;
  return m.experts % ep === 0 && m.expertFfn % etp === 0;
}

function splitsHeads({ model: m, hardware, stack }: TrainingJob, { tp, cp }: BlockFields): boolean {
  if (tp > hardware.nvlinkDomain || m.heads % tp !== 0) return false;
  if (m.ffn % tp !== 0 || m.sharedFfn % tp !== 0) return false;
  if (stack.contextExchange === 'allToAll' && m.heads % (tp * cp) !== 0) return false;
  return m.kvHeads % tp === 0 || tp % m.kvHeads === 0;
}
