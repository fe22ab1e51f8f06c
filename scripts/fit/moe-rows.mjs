/** Measured expert layers: reading them, and telling those that ran a badly chosen kernel. */
import { GPUS, readRows } from './lib.mjs';

/**
 * @typedef {'a100' | 'h100'} MoeGpu
 * @typedef {keyof typeof TYPES} MoeDtype
 *
 * @typedef {object} MoeRow
 * @property {string} model its shape in words
 * @property {number} experts
 * @property {number} tp
 * @property {number} ep
 * @property {number} tokens
 * @property {number} copies of tokens, one for each expert that they go to
 * @property {number} rows of copies for the experts of one GPU
 * @property {number} groups experts of one GPU
 * @property {number} perExpert
 * @property {number} hidden
 * @property {number} inter
 * @property {number} time in s
 */

const TEXTS = /** @type {const} */ (['kernel_source', 'moe_dtype', 'distribution']);
const NUMBERS = /** @type {const} */ ([
  ...['hidden_size', 'inter_size', 'topk', 'num_experts'],
  ...['moe_tp_size', 'moe_ep_size', 'num_tokens', 'latency'],
]);
const TYPES = { bf16: 'bfloat16', fp8: 'fp8', 'fp8-block': 'fp8_block' };
export const moeFile = (/** @type {MoeGpu} */ gpu) => `${GPUS[gpu]}-moe.csv.gz`;

/**
 * Layers of one GPU, precision, kernel and distribution of tokens. `tokens` arrive at a GPU, each in
 * `topK` copies; of the copies 1 / ep are for the experts it holds (times shrink with ep accordingly).
 *
 * @param {MoeGpu} gpu
 * @param {MoeDtype} dtype
 * @param {string} distribution
 * @param {string} kernel
 * @returns {MoeRow[]}
 */
export function moeRows(gpu, dtype, distribution, kernel) {
  return readRows(moeFile(gpu), { texts: TEXTS, numbers: NUMBERS })
    .filter((row) => row.kernel_source === kernel && row.moe_dtype === TYPES[dtype])
    .filter((row) => row.distribution === distribution)
    .map((row) => ({
      model: [row.hidden_size, row.inter_size, row.topk, row.num_experts].join(' '),
      experts: row.num_experts,
      tp: row.moe_tp_size,
      ep: row.moe_ep_size,
      tokens: row.num_tokens,
      copies: row.num_tokens * row.topk,
      rows: (row.num_tokens * row.topk) / row.moe_ep_size,
      groups: row.num_experts / row.moe_ep_size,
      perExpert: (row.num_tokens * row.topk) / row.num_experts,
      hidden: row.hidden_size,
      inter: row.inter_size / row.moe_tp_size,
      time: row.latency / 1e3,
    }));
}

/** Layers as training has them. @param {MoeRow} row */
export function ofTraining({ perExpert, rows, inter }) {
  return perExpert >= 64 && rows >= 1024 && inter >= 256;
}

/** The same layer, whatever ran it. @param {MoeRow} row */
export function layerKey({ model, tp, ep, tokens }) {
  return [model, tp, ep, tokens].join(' ');
}

const TOO_SLOW = 1.3;
const TOO_OFTEN = 1 / 3;

/**
 * Layers without those whose kernel was chosen badly: that took 1.3 times as long as doing the same
 * work by repeating a smaller measured layer (fewer tokens, fewer experts, narrower experts), and
 * whole configurations in which a third of the large batches did. Such layers run at a flat 110 to 150
 * TFLOP/s beside neighbours at 600; no model of the hardware would say which.
 *
 * @param {readonly MoeRow[]} rows
 */
export function wellTuned(rows) {
  /** @type {Set<MoeRow>} */
  const slow = new Set();
  for (const same of groupedBy(rows, (row) => row.model)) {
    for (const row of same) {
      const repeated = Math.min(...same.map((other) => other.time * repeats(row, other)));
      if (row.time > TOO_SLOW * repeated) slow.add(row);
    }
  }
  const bad = new Set(slow);
  for (const same of groupedBy(rows, ({ model, tp, ep }) => [model, tp, ep].join(' '))) {
    const large = same.filter((row) => row.tokens >= 1024);
    const share = large.filter((row) => slow.has(row)).length / large.length;
    if (share > TOO_OFTEN) for (const row of same) bad.add(row);
  }
  return rows.filter((row) => !bad.has(row));
}

/** How often the smaller layer has to run to do what `row` does. @param {MoeRow} row @param {MoeRow} smaller */
function repeats(row, smaller) {
  return (
    Math.ceil(smaller.tp / row.tp) *
    Math.ceil(smaller.ep / row.ep) *
    Math.ceil(row.tokens / smaller.tokens)
  );
}

/** @param {readonly MoeRow[]} rows @param {(row: MoeRow) => string} keyOf */
function groupedBy(rows, keyOf) {
  /** @type {Map<string, MoeRow[]>} */
  const groups = new Map();
  for (const row of rows) {
    const key = keyOf(row);
    const same = groups.get(key);
    if (same) same.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()];
}
