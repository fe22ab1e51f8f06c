/**
 * Experts of one GPU, forward, tokens spread evenly: grouped products with constants of their own and
 * the traffic around them. The launch of one product is that of `gemm.mjs`; products of up to hundreds of
 * experts move mostly weights, so their memory bandwidth is fitted too, below the data sheet's. On A100 only skewed tokens were measured: where one GPU holds all experts, their times
 * are first divided by what the same skew cost on H100.
 * Run `npx tsc -b packages/core` first. `node scripts/fit/moe.mjs DATA_FOLDER`
 */
import { GEMM_FITS } from '../../packages/core/dist/facts/kernels/gemm.js';
import { MEMORY_FITS } from '../../packages/core/dist/facts/kernels/memory-bound.js';
import { SMS } from '../../packages/core/dist/facts/kernels/sms.js';
import { moeLayerTime } from '../../packages/core/dist/model/kernels/moe.js';
import * as emit from './emit.mjs';
import { logError, quantile, residualsOf, rounded, search, thinned } from './lib.mjs';
import { factsOf } from './moe-facts.mjs';
import { layerKey, moeRows, ofTraining, wellTuned } from './moe-rows.mjs';

/**
 * @typedef {import('./moe-rows.mjs').MoeGpu} MoeGpu
 * @typedef {import('./moe-rows.mjs').MoeDtype} MoeDtype
 * @typedef {import('./moe-rows.mjs').MoeRow} MoeRow
 * @typedef {import('../../packages/core/dist/facts/kernels/types.js').GemmFit} GemmFit
 * @typedef {import('../../packages/core/dist/facts/kernels/types.js').MoeFit} MoeFit
 *
 * @typedef {Record<Exclude<keyof GemmFit, 'measured' | 'error'>, number>} GemmConstants
 *
 * @typedef {Record<Exclude<keyof MoeFit, 'gemm' | 'measured' | 'error'>, number> & { gemm: GemmConstants }} MoeConstants
 *
 * @typedef {object} Searched constants as the search has them, flat
 * @property {number} rate
 * @property {number} wavePenalty
 * @property {number} rampK
 * @property {number} unhidden
 * @property {number} around bandwidth of the traffic around the products
 * @property {number} launch of the layer
 * @property {number} [droop]
 * @property {number} [droopWork]
 * @property {number} [routing]
 * @property {number} [tokenBytes]
 * @property {number} [bandwidth] of the products
 */

const CUTLASS = 'moe_torch_flow_cutlass';
const SKEWS = ['power_law_1.01', 'power_law_1.2'];
/** FLOP/s and B/s of the data sheets: no fit may exceed them. */
const PEAK = { a100: 312e12, h100: 989.4e12 };
const MOST_BANDWIDTH = 3.35e12;
/** @type {readonly (readonly [MoeGpu, MoeDtype])[]} */
const PAIRS = [
  ['a100', 'bf16'],
  ['h100', 'bf16'],
  ['h100', 'fp8'],
  ['h100', 'fp8-block'],
];

/** What is not fitted. @param {MoeGpu} gpu @param {MoeDtype} dtype */
function given(gpu, dtype) {
  const castBandwidth = MEMORY_FITS[gpu].bandwidth.value;
  return {
    // Residuals are against what was measured, on values that leave the clock high.
    sustained: Number.POSITIVE_INFINITY,
    activationBytes: 2,
    gemm: {
      ...{ flopPerMac: 2, inputBytes: dtype === 'bf16' ? 2 : 1, outputBytes: 2, castBytes: 0 },
      ...{ tileM: 128, tileN: 128, sms: SMS[gpu].value, bandwidth: castBandwidth, castBandwidth },
      launch: GEMM_FITS[gpu].bf16.launch.value,
    },
  };
}

/**
 * Constants as the fit has them; those that are neither given, settled nor searched are not there.
 *
 * @param {MoeGpu} gpu
 * @param {MoeDtype} dtype
 * @param {Searched} searched
 */
function nested(gpu, dtype, searched) {
  const { gemm: fixed, ...layer } = given(gpu, dtype);
  const { tokenBytes, around, routing, launch, ...gemm } = { ...settled(gpu, dtype), ...searched };
  const constants = { ...layer, tokenBytes, bandwidth: around, routing, launch };
  return /** @type {MoeConstants} */ ({ ...constants, gemm: { ...fixed, ...gemm } });
}

/** What a prediction does not look at. */
const UNKNOWN = { median: 0, p90: 0 };

/** @param {MoeConstants} constants @param {number} up matrices into the inner width */
function predictor(constants, up) {
  const span = { least: 0, most: 0 };
  const fit = {
    ...constants,
    gemm: { ...constants.gemm, measured: { m: span, n: span, k: span }, error: UNKNOWN },
    measured: { rowsPerExpert: span, groups: span, hidden: span, inter: span },
    error: UNKNOWN,
  };
  return (/** @type {MoeRow} */ row) => moeLayerTime({ ...row, up }, row, fit);
}

/** First guesses. @param {MoeGpu} gpu @param {MoeDtype} dtype @returns {Searched} */
function start(gpu, dtype) {
  const drooping = gpu === 'a100' || dtype === 'fp8-block';
  return {
    rate: 0.8 * peak(gpu, dtype),
    ...{ wavePenalty: 0.2, rampK: 150, unhidden: 0.2, around: 2e12, launch: 3e-5 },
    ...(drooping ? { droop: 0.1, droopWork: 3e12 } : {}),
    // One GPU with all experts cannot tell what arrives from what is worked on.
    ...(gpu === 'a100' ? {} : { routing: 1e-10, tokenBytes: 2, bandwidth: 2.8e12 }),
  };
}

const peak = (/** @type {MoeGpu} */ gpu, /** @type {MoeDtype} */ dtype) =>
  PEAK[gpu] * (dtype === 'bf16' ? 1 : 2);

/**
 * Long kernels were not seen to slow down in bf16 and fp8; A100 moves each token once.
 *
 * @param {MoeGpu} gpu
 * @param {MoeDtype} dtype
 * @returns {Partial<Searched>}
 */
function settled(gpu, dtype) {
  return {
    ...(gpu === 'a100' ? { routing: 0, tokenBytes: 2 } : {}),
    ...(gpu === 'h100' && dtype !== 'fp8-block' ? { droop: 0, droopWork: 1e12 } : {}),
  };
}

/** @param {MoeGpu} gpu @param {MoeDtype} dtype */
function fitOne(gpu, dtype) {
  const { rows, all } = gpu === 'a100' ? unskewed() : balanced(gpu, dtype);
  const sound = (/** @type {Searched} */ c) =>
    c.rate <= peak(gpu, dtype) &&
    c.wavePenalty <= 1 &&
    c.unhidden <= 1 &&
    (c.droop ?? 0) <= 0.4 &&
    (c.bandwidth ?? 0) <= MOST_BANDWIDTH &&
    // The search would follow a ramp that is not there to nothing.
    c.rampK >= 1;
  const few = thinned(rows, gpu === 'a100' ? 1 : 3);
  const loss = (/** @type {Searched} */ c) =>
    sound(c) ? logError(few, predictor(nested(gpu, dtype, c), 2)) : 1e9;
  const constants = rounded(search(start(gpu, dtype), loss, { rounds: 6, steps: 400 }));
  return { rows, all, fit: nested(gpu, dtype, constants) };
}

/** @param {MoeGpu} gpu @param {MoeDtype} dtype */
function balanced(gpu, dtype) {
  const measured = moeRows(gpu, dtype, 'balanced', CUTLASS);
  return {
    rows: tunedRows(measured, dtype).filter(ofTraining),
    all: measured.filter(ofTraining),
  };
}

/**
 * Block-scaled kernels are not chosen from many: none stood out.
 *
 * @param {readonly MoeRow[]} rows
 * @param {MoeDtype} dtype
 */
const tunedRows = (rows, dtype) => (dtype === 'fp8-block' ? rows : wellTuned(rows));

/** A100 rows of one GPU with all experts, divided by what the skew cost on H100. */
function unskewed() {
  const even = new Map(
    wellTuned(moeRows('h100', 'bf16', 'balanced', CUTLASS)).map((row) => [layerKey(row), row.time]),
  );
  const rows = SKEWS.flatMap((skew) => {
    const ratios = wellTuned(moeRows('h100', 'bf16', skew, CUTLASS).filter((row) => row.ep === 1))
      .filter(ofTraining)
      .flatMap((row) => {
        const time = even.get(layerKey(row));
        return time === undefined ? [] : [row.time / time];
      });
    const cost = quantile(ratios, 0.5);
    console.log(`${skew} costs one H100 with all experts ${cost.toFixed(3)}`);
    return moeRows('a100', 'bf16', skew, 'moe_torch_flow')
      .filter((row) => row.ep === 1 && ofTraining(row))
      .map((row) => ({ ...row, time: row.time / cost }));
  });
  return { rows, all: rows };
}

/** @type {string[][]} */
const constants = [];
/** @type {string[][]} */
const table = [];
/**
 * @param {string} name
 * @param {string} what
 * @param {readonly MoeRow[]} rows
 * @param {(row: MoeRow) => number} predict
 */
function report(name, what, rows, predict) {
  if (rows.length === 0) return;
  const line = [name, what, ...emit.residualCells(residualsOf(rows, predict))];
  table.push(line);
  console.log(line.join(' '));
}

/** @type {Record<string, Record<string, emit.Tree>>} */
const facts = {};
for (const [gpu, dtype] of PAIRS) {
  const { rows, all, fit } = fitOne(gpu, dtype);
  const [name, predict] = [`${gpu} ${dtype}`, predictor(fit, 2)];
  facts[gpu] = {
    ...facts[gpu],
    [`'${dtype}'`]: factsOf({ gpu, dtype, fit, rows, error: residualsOf(rows, predict) }),
  };
  constants.push([
    name,
    (fit.gemm.rate / 1e12).toFixed(0),
    fit.gemm.rampK.toFixed(0),
    emit.percent(fit.gemm.wavePenalty),
    emit.percent(fit.gemm.unhidden),
    `${emit.percent(fit.gemm.droop)}${fit.gemm.droop ? `, half at ${(fit.gemm.droopWork / 1e12).toPrecision(3)} TFLOP` : ''}`,
    (fit.gemm.bandwidth / 1e12).toFixed(2),
    (fit.bandwidth / 1e12).toFixed(2),
    fit.tokenBytes.toFixed(2),
    (fit.routing * 1e9).toFixed(2),
    (fit.launch * 1e6).toFixed(0),
  ]);
  report(name, 'fitted to', rows, predict);
  if (all.length > rows.length) report(name, 'with badly chosen kernels', all, predict);
  for (const [least, most] of /** @type {const} */ ([
    [64, 128],
    [128, 512],
    [512, 2048],
    [2048, Number.POSITIVE_INFINITY],
  ])) {
    const some = rows.filter(({ perExpert }) => perExpert >= least && perExpert < most);
    report(
      name,
      `${least}${Number.isFinite(most) ? ` to ${most}` : ' or more'} rows per expert`,
      some,
      predict,
    );
  }
  if (gpu === 'h100') {
    report(
      name,
      'inner width 1024 or more',
      rows.filter(({ inter }) => inter >= 1024),
      predict,
    );
    const plain = moeRows(gpu, dtype, 'balanced', 'moe_torch_flow_nongated');
    const tuned = wellTuned(plain).filter(ofTraining);
    const whole = tuned.filter((row) => row.ep <= 2);
    report(name, 'not gated, 1 or 2 GPUs (not fitted)', whole, predictor(fit, 1));
    report(name, 'not gated (not fitted)', tuned, predictor(fit, 1));
  }
}

emit.writeFacts({
  script: 'moe.mjs',
  path: 'packages/core/src/facts/kernels/moe.ts',
  imports: [
    "import { chosen, FLOP_PER_MAC, fitted, sustainedBy } from './fitted.ts';",
    "import { GEMM_FITS } from './gemm.ts';",
    "import { MEMORY_FITS } from './memory-bound.ts';",
    "import { SMS } from './sms.ts';",
    "import type { MoeFit } from './types.ts';",
    '',
    "const TILE_REASON = '64 x 128 to 256 x 256 were tried on H100: the median error of 128 x 128 is within 0.3 points of the best.';",
    "const UNSKEWED = 'Only skewed tokens were measured: times were first divided by what the same skew costs an H100 that holds all experts.';",
  ],
  name: 'MOE_FITS',
  type: "Partial<Record<'bf16' | 'fp8' | 'fp8-block', MoeFit>>",
  doc: 'Experts of a mixture-of-experts layer, forward, tokens spread evenly.',
  tree: facts,
});
emit.writeInRepository(
  'validation/kernels/moe.md',
  [
    '# Experts, forward',
    emit.markdownTable(
      [
        ...['GPU, type', 'TFLOP/s', 'ramp, k', 'lost of last wave', 'not hidden', 'droop'],
        ...['TB/s', 'TB/s around', 'bytes per token', 'routing, ns', 'launch, us'],
      ],
      constants,
    ),
    emit.markdownTable(['GPU, type', 'layers', ...emit.RESIDUAL_HEAD], table),
    '',
  ].join('\n\n'),
);
