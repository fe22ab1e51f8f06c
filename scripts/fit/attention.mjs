/**
 * Causal attention, forward: full window, keys in the precision of the queries, head dimensions 64,
 * 128 and 256 (192 is kept back as a check).
 * Run `npx tsc -b packages/core` first. `node scripts/fit/attention.mjs DATA_FOLDER`
 */
import { SMS } from '../../packages/core/dist/facts/kernels/sms.js';
import { attentionTime } from '../../packages/core/dist/model/kernels/attention.js';
import * as emit from './emit.mjs';
import { GPUS, logError, readRows, residualsOf, rounded, search, span, thinned } from './lib.mjs';

const OTHER_SHAPES_WEIGH = 0.15;
const NAMES = { bf16: 'bfloat16', fp8: 'fp8' };
const RATE = { a100: 1.6e14, h100: 6e14, b200: 1.2e15 };
const PAIRS = [
  ['a100', 'bf16'],
  ['h100', 'bf16'],
  ['h100', 'fp8'],
  ['b200', 'bf16'],
  ['b200', 'fp8'],
];
const fileOf = (gpu) => `${GPUS[gpu]}-context_attention.csv.gz`;

function attentionRows(gpu, dtype) {
  const type = NAMES[dtype];
  return readRows(fileOf(gpu))
    .filter((row) => row.kernel_source === 'torch_flow' && row.window_size === 0)
    .filter((row) => row.beam_width === 1 && row.step === 0)
    .filter((row) => row.attn_dtype === type && row.kv_cache_dtype === type)
    .map((row) => ({
      batch: row.batch_size,
      seq: row.isl,
      heads: row.num_heads,
      kvHeads: row.num_key_value_heads,
      headDim: row.head_dim,
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
  const fittedTo = rows.filter((row) => row.headDim !== 192);
  const training = fittedTo.filter((row) => ofTraining(row, sms));
  const other = fittedTo.filter((row) => !ofTraining(row, sms));
  // With one head dimension, products and softmax cannot be told apart.
  const oneDim = new Set(rows.map((row) => row.headDim)).size === 1;
  const fixed = {
    ...{ flopPerMac: 2, elementBytes: 2, block: 128, sms },
    ...(oneDim ? { softmax: 0, unhidden: 0 } : {}),
  };
  const predict = (constants) => {
    const fit = { ...fixed, ...constants };
    return (r) => attentionTime(r.batch, r.seq, r.heads, r.kvHeads, r.headDim, fit);
  };
  const [few, fewer] = [thinned(training, 3), thinned(other, 7)];
  const loss = (c) =>
    (c.unhidden ?? 0) <= 1
      ? logError(few, predict(c)) + OTHER_SHAPES_WEIGH * logError(fewer, predict(c))
      : 1e9;
  const rate = RATE[gpu] * (dtype === 'fp8' ? 1.7 : 1);
  const start = {
    ...{ rampKeys: 200, rate, bandwidth: 2e12, launch: 1e-5 },
    ...(oneDim ? {} : { softmax: 300 / rate, unhidden: 0.2 }),
  };
  const constants = rounded(search(start, loss, { rounds: 6, steps: 300 }));
  return { rows, training, oneDim, fit: { ...fixed, ...constants }, predict: predict(constants) };
}

function factsOf(gpu, { rows, training, oneDim, fit, predict }) {
  const from = (name, unit) => emit.fitted(fit[name], unit, fileOf(gpu));
  const error = residualsOf(training, predict);
  const merged = 'One head dimension was measured: softmax is part of the rate.';
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
    rate: from('rate', 'TFLOP/s'),
    softmax: oneDim ? emit.chosen(0, 'ps', merged) : from('softmax', 'ps'),
    unhidden: oneDim ? emit.chosen(0, '1', merged) : from('unhidden', '1'),
    bandwidth: from('bandwidth', 'TB/s'),
    launch: from('launch', 'us'),
    measured: Object.fromEntries(
      ['batch', 'seq', 'heads', 'headDim'].map((name) => [name, span(rows.map((r) => r[name]))]),
    ),
    error: rounded({ median: error.median, p90: error.p90 }),
  };
}

const facts = {};
const constants = [];
const table = [];
for (const [gpu, dtype] of PAIRS) {
  const done = fitOne(gpu, dtype);
  const { rows, training, fit, predict } = done;
  facts[gpu] = { ...facts[gpu], [dtype]: factsOf(gpu, done) };
  constants.push([
    `${gpu} ${dtype}`,
    (fit.rate / 1e12).toFixed(0),
    (fit.softmax * 1e12).toFixed(3),
    emit.percent(fit.unhidden),
    fit.rampKeys.toFixed(0),
    (fit.bandwidth / 1e12).toFixed(2),
    (fit.launch * 1e6).toFixed(1),
  ]);
  const parts = [
    ['training', training],
    ...[64, 128, 256].map((dim) => [
      `training, head dimension ${dim}`,
      training.filter((row) => row.headDim === dim),
    ]),
    [
      'training, head dimension 192 (not fitted)',
      rows.filter((row) => row.headDim === 192 && ofTraining(row, fit.sms)),
    ],
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
        ...['GPU, type', 'TFLOP/s', 'softmax, ps per score', 'not hidden', 'ramp, keys'],
        ...['TB/s', 'launch, us'],
      ],
      constants,
    ),
    emit.markdownTable(['GPU, type', 'shapes', ...emit.RESIDUAL_HEAD], table),
    '',
  ].join('\n\n'),
);
