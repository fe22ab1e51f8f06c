/**
 * Causal attention, forward, keys in the precision of the queries. Rows with a sliding window weigh little
 * in the fit, so that they mostly check it.
 * Run `npx tsc -b packages/core` first. `node scripts/fit/attention.mjs DATA_FOLDER`
 */
import { SMS } from '../../packages/core/dist/facts/kernels/sms.js';
import { attentionTime } from '../../packages/core/dist/model/kernels/attention.js';
import * as emit from './emit.mjs';
import { GPUS, logError, readRows, residualsOf, rounded, search, span, thinned } from './lib.mjs';

/**
 * @typedef {'a100' | 'h100' | 'b200'} Gpu whose attention was measured
 * @typedef {keyof typeof NAMES} Dtype
 * @typedef {import('../../packages/core/dist/facts/kernels/types.js').AttentionFit} AttentionFit
 * @typedef {Record<Exclude<keyof AttentionFit, 'measured' | 'error'>, number>} Constants
 *
 * @typedef {object} Row
 * @property {number} batch
 * @property {number} seq
 * @property {number} heads
 * @property {number} kvHeads
 * @property {number} headDim
 * @property {number} window 0 for none
 * @property {number} time in s
 *
 * @typedef {object} Searched
 * @property {number} rampKeys
 * @property {number} rate
 * @property {number} bandwidth
 * @property {number} launch
 * @property {number} [softmax] this and the rest where several head dimensions were measured
 * @property {number} [unhidden]
 * @property {number} [padding]
 * @property {number} [perRow]
 */

const OTHER_SHAPES_WEIGH = 0.15;
const WINDOWS_WEIGH = 0.05;
const WINDOWS = [128, 8192];
const WIDTH_STEP = 128;
const NAMES = { bf16: 'bfloat16', fp8: 'fp8' };
const RATE = { a100: 1.6e14, h100: 6e14, b200: 1.2e15 };
/**
 * Exponentials of an H100, per second (Shah et al., FlashAttention-3, section 3.2): without this bound
 * softmax and the cost of a row can trade places.
 */
/** @type {Readonly<Partial<Record<Gpu, number>>>} */
const MOST_EXPONENTIALS = { h100: 3.9e12 };
/** @type {readonly (readonly [Gpu, Dtype])[]} */
const PAIRS = [
  ['a100', 'bf16'],
  ['h100', 'bf16'],
  ['h100', 'fp8'],
  ['b200', 'bf16'],
  ['b200', 'fp8'],
];
const TEXTS = /** @type {const} */ (['kernel_source', 'attn_dtype', 'kv_cache_dtype']);
const NUMBERS = /** @type {const} */ ([
  ...['batch_size', 'isl', 'num_heads', 'num_key_value_heads', 'head_dim'],
  ...['window_size', 'beam_width', 'step', 'latency'],
]);
const fileOf = (/** @type {Gpu} */ gpu) => `${GPUS[gpu]}-context_attention.csv.gz`;

/**
 * @param {Gpu} gpu
 * @param {Dtype} dtype
 * @param {number} [window]
 * @param {string} [kernel]
 * @returns {Row[]}
 */
function attentionRows(gpu, dtype, window = 0, kernel = 'torch_flow') {
  const type = NAMES[dtype];
  return readRows(fileOf(gpu), { texts: TEXTS, numbers: NUMBERS })
    .filter((row) => row.kernel_source === kernel && row.window_size === window)
    .filter((row) => row.beam_width === 1 && row.step === 0)
    .filter((row) => row.attn_dtype === type && row.kv_cache_dtype === type)
    .map((row) => ({
      batch: row.batch_size,
      seq: row.isl,
      heads: row.num_heads,
      kvHeads: row.num_key_value_heads,
      headDim: row.head_dim,
      window,
      time: row.latency / 1e3,
    }));
}

/**
 * Sequences as training has them, with at least two blocks of queries per multiprocessor.
 *
 * @param {Row} row
 * @param {number} sms
 */
function ofTraining({ batch, seq, heads }, sms) {
  return seq >= 1024 && (batch * heads * seq) / 128 >= 2 * sms;
}

/** @param {Gpu} gpu @param {Dtype} dtype */
function fitOne(gpu, dtype) {
  const sms = SMS[gpu].value;
  const rows = attentionRows(gpu, dtype);
  const inTraining = (/** @type {Row} */ row) => ofTraining(row, sms);
  const training = rows.filter(inTraining);
  const other = rows.filter((row) => !inTraining(row));
  const windowed = WINDOWS.map((window) => attentionRows(gpu, dtype, window).filter(inTraining));
  // With one head dimension, products, softmax and rows cannot be told apart.
  const oneDim = new Set(rows.map((row) => row.headDim)).size === 1;
  const fixed = {
    ...{ flopPerMac: 2, elementBytes: 2, block: 128, widthStep: WIDTH_STEP, sms },
    ...(oneDim ? { softmax: 0, unhidden: 0, padding: 0, perRow: 0 } : {}),
  };
  const measured = spansOf(rows);
  const predict = (/** @type {Searched} */ constants) => {
    const all = /** @type {Constants} */ ({ ...fixed, ...constants });
    const fit = { ...all, measured, error: { median: 0, p90: 0 } };
    return (/** @type {Row} */ row) => attentionTime(row, fit);
  };
  /** @type {(readonly [weight: number, rows: readonly Row[]])[]} */
  const parts = [
    [1, thinned(training, 3)],
    [OTHER_SHAPES_WEIGH, thinned(other, 7)],
    ...windowed
      .filter((some) => some.length)
      .map((some) => /** @type {const} */ ([WINDOWS_WEIGH, thinned(some, 2)])),
  ];
  const sound = (/** @type {Searched} */ c) =>
    (c.unhidden ?? 0) <= 1 &&
    (c.padding ?? 0) <= 1 &&
    (oneDim || (c.softmax ?? 0) * (MOST_EXPONENTIALS[gpu] ?? Number.POSITIVE_INFINITY) >= 1);
  const loss = (/** @type {Searched} */ c) => {
    if (!sound(c)) return 1e9;
    return parts.reduce((sum, [weight, some]) => sum + weight * logError(some, predict(c)), 0);
  };
  const rate = RATE[gpu] * (dtype === 'fp8' ? 1.7 : 1);
  /** @type {Searched} */
  const start = {
    ...{ rampKeys: 200, rate, bandwidth: 2e12, launch: 1e-5 },
    ...(oneDim ? {} : { softmax: 300 / rate, unhidden: 0.2, padding: 0.2, perRow: 2e-10 }),
  };
  const constants = rounded(search(start, loss, { rounds: 7, steps: 400 }));
  const fit = /** @type {Constants} */ ({ ...fixed, ...constants });
  return {
    ...{ rows, training, windowed: windowed.flat(), oneDim, measured },
    ...{ fit, predict: predict(constants) },
  };
}

/** @param {readonly Row[]} rows */
function spansOf(rows) {
  return {
    batch: span(rows.map((row) => row.batch)),
    seq: span(rows.map((row) => row.seq)),
    heads: span(rows.map((row) => row.heads)),
    headDim: span(rows.map((row) => row.headDim)),
  };
}

/**
 * @param {Gpu} gpu
 * @param {ReturnType<typeof fitOne>} found
 * @returns {Record<string, emit.Tree>}
 */
function factsOf(gpu, { training, oneDim, measured, fit, predict }) {
  /** @param {keyof Constants} name @param {string} unit */
  const from = (name, unit) => emit.fitted(fit[name], unit, fileOf(gpu));
  const error = residualsOf(training, predict);
  const merged = 'One head dimension was measured: part of rate and bandwidth.';
  return {
    flopPerMac: 'FLOP_PER_MAC',
    elementBytes: emit.chosen(2, 'B', 'Queries and output are bf16 in memory.'),
    block: emit.chosen(
      128,
      '1',
      'Queries per block in FlashAttention kernels, head dimension 128.',
    ),
    sms: `SMS.${gpu}`,
    rampKeys: from('rampKeys', '1'),
    widthStep: emit.chosen(WIDTH_STEP, '1', 'Columns that a block of the products takes at once.'),
    padding: oneDim
      ? emit.chosen(0, '1', 'No other head dimension than 128 was measured.')
      : from('padding', '1'),
    rate: from('rate', 'TFLOP/s'),
    softmax: oneDim ? emit.chosen(0, 'ps', merged) : from('softmax', 'ps'),
    unhidden: oneDim ? emit.chosen(0, '1', merged) : from('unhidden', '1'),
    bandwidth: from('bandwidth', 'TB/s'),
    perRow: oneDim ? emit.chosen(0, 'ps', merged) : from('perRow', 'ps'),
    launch: from('launch', 'us'),
    measured,
    error: rounded({ median: error.median, p90: error.p90 }),
  };
}

/** Rows of FlashInfer, where the tables have them. @param {Gpu} gpu @param {Dtype} dtype */
function otherLibrary(gpu, dtype) {
  const rows = attentionRows(gpu, dtype, 1024, 'torch_flow_flashinfer');
  return rows.filter((row) => ofTraining(row, SMS[gpu].value));
}

/** @type {Record<string, Record<string, emit.Tree>>} */
const facts = {};
/** @type {string[][]} */
const constants = [];
/** @type {string[][]} */
const table = [];
for (const [gpu, dtype] of PAIRS) {
  const done = fitOne(gpu, dtype);
  const { rows, training, windowed, fit, predict } = done;
  facts[gpu] = { ...facts[gpu], [dtype]: factsOf(gpu, done) };
  constants.push([
    `${gpu} ${dtype}`,
    (fit.rate / 1e12).toFixed(0),
    (fit.softmax * 1e12).toFixed(3),
    emit.percent(fit.unhidden),
    fit.rampKeys.toFixed(0),
    emit.percent(fit.padding),
    (fit.perRow * 1e12).toFixed(0),
    (fit.bandwidth / 1e12).toFixed(2),
    (fit.launch * 1e6).toFixed(1),
  ]);
  /** @type {(readonly [name: string, rows: readonly Row[]])[]} */
  const parts = [
    ['training', training],
    ...[64, 128, 192, 256].map(
      (dim) =>
        /** @type {const} */ ([
          `training, head dimension ${dim}`,
          training.filter((row) => row.headDim === dim),
        ]),
    ),
    ...[2, 8, 32].map(
      (group) =>
        /** @type {const} */ ([
          `training, ${group} query heads per key head`,
          training.filter((row) => row.heads === group * row.kvHeads),
        ]),
    ),
    ...[64, 128, 192].flatMap((dim) =>
      WINDOWS.map(
        (window) =>
          /** @type {const} */ ([
            `window ${window}, head dimension ${dim}`,
            windowed.filter((row) => row.window === window && row.headDim === dim),
          ]),
      ),
    ),
    ['window 1024, head dimension 256, another library (not fitted)', otherLibrary(gpu, dtype)],
    ['all', rows],
  ];
  for (const [name, some] of parts) {
    if (some.length === 0) continue;
    table.push([`${gpu} ${dtype}`, name, ...emit.residualCells(residualsOf(some, predict))]);
  }
}

emit.writeFacts({
  script: 'attention.mjs',
  path: 'packages/core/src/facts/kernels/attention.ts',
  imports: [
    "import { chosen, FLOP_PER_MAC, fitted } from './fitted.ts';",
    "import { SMS } from './sms.ts';",
    "import type { AttentionFit } from './types.ts';",
  ],
  name: 'ATTENTION_FITS',
  type: "Partial<Record<'bf16' | 'fp8', AttentionFit>>",
  doc: 'Causal attention, forward.',
  tree: facts,
});
emit.writeInRepository(
  'validation/kernels/attention.md',
  [
    '# Attention, forward',
    emit.markdownTable(
      [
        ...['GPU, type', 'TFLOP/s', 'softmax, ps per score', 'not hidden', 'ramp, keys', 'padding'],
        ...['ps per row', 'TB/s', 'launch, us'],
      ],
      constants,
    ),
    emit.markdownTable(['GPU, type', 'shapes', ...emit.RESIDUAL_HEAD], table),
    '',
  ].join('\n\n'),
);
