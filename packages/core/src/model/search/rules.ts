import type { TrainingJob } from '../job.ts';
import { microBatchesOf, type Sharding, type Strategy } from '../strategy.ts';

/** What the rules for a single micro-batch of a layer look at. */
export type BlockFields = Pick<Strategy, 'tp' | 'cp' | 'ep' | 'etp' | 'microBatch'>;
/** What the rules for the ranks left to data parallelism look at. */
export type RankFields = BlockFields & Pick<Strategy, 'pp' | 'dp'>;
/** What the rules for the chunks of a pipeline look at. */
export type ChunkFields = Pick<Strategy, 'pp' | 'vp'>;

interface Rule<Fields> {
  /** The rule without figures, for tables of counts. */
  readonly words: string;
  isBroken(job: TrainingJob, s: Fields): boolean;
}

/** Rules about a single micro-batch of a layer, however layers are spread; in the order of checking. */
export const BLOCK_RULES = {
  gpus: {
    words: 'TP x PP x CP does not divide the GPUs',
    isBroken: ({ gpus }, { tp, cp }) => gpus % (tp * cp) !== 0,
  },
  software: {
    words: 'the software has no context parallelism',
    isBroken: ({ stack }, { cp }) => cp > 1 && stack.contextExchange === 'none',
  },
  domain: {
    words: 'TP is more than the GPUs that NVLink joins',
    isBroken: ({ hardware }, { tp }) => tp > hardware.nvlinkDomain,
  },
  heads: {
    words: 'TP does not divide the attention heads',
    isBroken: ({ model }, { tp }) => model.heads % tp !== 0,
  },
  ffn: {
    words: 'TP does not divide the width of the MLP',
    isBroken: ({ model }, { tp }) => model.ffn % tp !== 0,
  },
  sharedFfn: {
    words: 'TP does not divide the width of the shared experts',
    isBroken: ({ model }, { tp }) => model.sharedFfn % tp !== 0,
  },
  exchange: {
    words: 'TP x CP does not divide the attention heads, which ranks exchange',
    isBroken: ({ model, stack }, { tp, cp }) =>
      stack.contextExchange === 'allToAll' && model.heads % (tp * cp) !== 0,
  },
  kvHeads: {
    words: 'TP neither divides the key/value heads nor is a multiple of them',
    isBroken: ({ model: { kvHeads } }, { tp }) => kvHeads % tp !== 0 && tp % kvHeads !== 0,
  },
  denseModel: {
    words: 'EP or ETP, but the model has no experts',
    isBroken: ({ model }, { tp, ep, etp }) =>
      model.experts === 0 && (ep > 1 || (etp !== 1 && etp !== tp)),
  },
  expertTensor: {
    words: 'with EP 1, ETP must be TP',
    isBroken: ({ model }, { tp, ep, etp }) => model.experts > 0 && ep === 1 && etp !== tp,
  },
  experts: {
    words: 'EP does not divide the experts',
    isBroken: ({ model }, { ep }) => model.experts % ep !== 0,
  },
  expertFfn: {
    words: 'ETP does not divide the width of an expert',
    isBroken: ({ model }, { etp }) => model.experts > 0 && model.expertFfn % etp !== 0,
  },
  sequence: {
    words: '2 x CP does not divide the tokens of a sequence',
    isBroken: ({ sequenceLength }, { cp }) => cp > 1 && sequenceLength % (2 * cp) !== 0,
  },
} as const satisfies Readonly<Record<string, Rule<BlockFields>>>;

/** What concerns the ranks left to data parallelism; of the order of `BLOCK_RULES`, after them. */
export const RANK_RULES = {
  gpus: { ...BLOCK_RULES.gpus, isBroken: (_, s) => !hasRanks(s) },
  expertRanks: {
    words: 'EP x ETP does not divide TP x CP x DP',
    isBroken: (_, s) => hasRanks(s) && s.ep > 1 && (s.tp * s.cp * s.dp) % (s.ep * s.etp) !== 0,
  },
  batch: {
    words: 'the batch does not divide over DP and micro-batches',
    isBroken: ({ globalBatch }, s) => hasRanks(s) && globalBatch % (s.dp * s.microBatch) !== 0,
  },
} as const satisfies Readonly<Record<string, Rule<RankFields>>>;

/** Chunks besides those with a layer: the embedding and the logits may each have their own. */
export const ENDS = 2;

/** Rules about the pipeline and the sharding next to it; checked after the others. */
export const PIPELINE_RULES = {
  interleaving: {
    words: 'VP without a pipeline',
    isBroken: (_: TrainingJob, { pp, vp }: ChunkFields) => pp === 1 && vp > 1,
  },
  layers: {
    words: 'there are fewer layers than PP x VP chunks, the ends aside',
    isBroken: ({ model }: TrainingJob, { pp, vp }: ChunkFields) =>
      pp > 1 && pp * vp > model.layers + ENDS,
  },
  rounds: {
    words: 'interleaving needs a multiple of PP micro-batches',
    isBroken: (job, s) =>
      s.vp > 1 && s.pp > 1 && !RANK_RULES.batch.isBroken(job, s) && !comesInRounds(job, s),
  },
  sharding: {
    words: 'sharded gradients or weights allow no pipeline',
    isBroken: (_: TrainingJob, { pp, sharding }: Pick<Strategy, 'pp' | 'sharding'>) =>
      pp > 1 && !allowsPipeline(sharding),
  },
} as const satisfies Readonly<Record<string, Rule<Strategy>>>;

/** Whether the micro-batches are a multiple of the stages, which interleaved chunks need. */
export function comesInRounds(
  { globalBatch }: TrainingJob,
  s: Pick<Strategy, 'pp' | 'dp' | 'microBatch'>,
): boolean {
  return microBatchesOf(globalBatch, s) % s.pp === 0;
}

/** In a pipeline, weights stay gathered and gradients unsharded until the last micro-batch. */
function allowsPipeline(sharding: Sharding): boolean {
  return sharding === 'none' || sharding === 'zero1';
}

/** Whether TP, PP and CP leave a whole number of data-parallel ranks. */
function hasRanks({ dp }: Pick<Strategy, 'dp'>): boolean {
  return Number.isInteger(dp) && dp >= 1;
}
