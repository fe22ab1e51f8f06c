/**
 * Causal attention, forward, keys in the precision of the queries. Rows with a sliding window weigh little
 * in the fit, so that they mostly check it.
 * Run `npx tsc -b packages/core` first. `node scripts/fit/attention.mjs DATA_FOLDER`
 */
import { SMS } from '../../packages/core/dist/facts/kernels/sms.js';
import { attentionTime } from '../../packages/core/dist/model/kernels/attention.js';
import * as emit from './emit.mjs';
import { GPUS, logError, readRows, residualsOf, rounded, search, span, thinned } from './lib.mjs';

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
const MOST_EXPONENTIALS = { h100: 3.9e12 };
const PAIRS = [
  ['a100', 'bf16'],
  ['h100', 'bf16'],
  ['h100', 'fp8'],
  ['b200', 'bf16'],
  ['b200', 'fp8'],
];
const fileOf = (gpu) => `${GPUS[gpu]}-context_attention.csv.gz`;

function attentionRows(gpu, dtype, window = 0, kernel = 'torch_flow') {
  const type = NAMES[dtype];
  return readRows(fileOf(gpu))
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

/** Sequences as training has them, with at least two blocks of queries per multiprocessor. */
function ofTraining({ batch, seq, heads }, sms) {
  return seq >= 1024 && (batch * heads * seq) / 128 >= 2 * sms;
}

function fitOne(gpu, dtype) {
  const sms = SMS[gpu].value;
  const rows = attentionRows(gpu, dtype);
  const inTraining = (row) => ofTraining(row, sms);
  const training = rows.filter(inTraining);
  const other = rows.filter((row) => !inTraining(row));
  const windowed = WINDOWS.map((window) => attentionRows(gpu, dtype, window).filter(inTraining));
  // With one head dimension, products, softmax and rows cannot be told apart.
  const oneDim = new Set(rows.map((row) => row.headDim)).size === 1;
  const fixed = {
    ...{ flopPerMac: 2, elementBytes: 2, block: 128, widthStep: WIDTH_STEP, sms },
    ...(oneDim ? { softmax: 0, unhidden: 0, padding: 0, perRow: 0 } : {}),
  };
  const predict = (constants) => {
    const fit = { ...fixed, ...constants };
    return (r) =>
      attentionTime(r.batch, r.seq, r.heads, r.kvHeads, r.headDim, fit, undefined, r.window);
  };
  const parts = [
    [1, thinned(training, 3)],
    [OTHER_SHAPES_WEIGH, thinned(other, 7)],
    ...windowed.filter((some) => some.length).map((some) => [WINDOWS_WEIGH, thinned(some, 2)]),
  ];
  const sound = (c) =>
    (c.unhidden ?? 0) <= 1 &&
    (c.padding ?? 0) <= 1 &&
    (oneDim || c.softmax * (MOST_EXPONENTIALS[gpu] ?? Number.POSITIVE_INFINITY) >= 1);
  const loss = (c) => {
    if (!sound(c)) return 1e9;
    return parts.reduce((sum, [weight, some]) => sum + weight * logError(some, predict(c)), 0);
  };
  const rate = RATE[gpu] * (dtype === 'fp8' ? 1.7 : 1);
  const start = {
    ...{ rampKeys: 200, rate, bandwidth: 2e12, launch: 1e-5 },
    ...(oneDim ? {} : { softmax: 300 / rate, unhidden: 0.2, padding: 0.2, perRow: 2e-10 }),
  };
  const constants = rounded(search(start, loss, { rounds: 7, steps: 400 }));
  return {
    ...{ rows, training, windowed: windowed.flat(), oneDim },
    ...{ fit: { ...fixed, ...constants }, predict: predict(constants) },
  };
}

function factsOf(gpu, { rows, training, oneDim, fit, predict }) {
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
    measured: Object.fromEntries(
      ['batch', 'seq', 'heads', 'headDim'].map((name) => [name, span(rows.map((r) => r[name]))]),
    ),
    error: rounded({ median: error.median, p90: error.p90 }),
  };
}

/** Rows of FlashInfer, where the tables have them. */
function otherLibrary(gpu, dtype) {
  const rows = attentionRows(gpu, dtype, 1024, 'torch_flow_flashinfer');
  return rows.filter((row) => ofTraining(row, SMS[gpu].value));
}

const facts = {};
const constants = [];
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
  const parts = [
    ['training', training],
    ...[64, 128, 192, 256].map((dim) => [
      `training, head dimension ${dim}`,
      training.filter((row) => row.headDim === dim),
    ]),
    ...[2, 8, 32].map((group) => [
      `training, ${group} query heads per key head`,
      training.filter((row) => row.heads === group * row.kvHeads),
    ]),
    ...[64, 128, 192].flatMap((dim) =>
      WINDOWS.map((window) => [
        `window ${window}, head dimension ${dim}`,
        windowed.filter((row) => row.window === window && row.headDim === dim),
      ]),
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
