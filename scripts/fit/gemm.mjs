/**
 * GEMM time per GPU and precision. Memory bandwidth is not fitted here: it is the one of
 * `memory-bound.mjs`. Shapes that training has weigh most; the others keep the fit honest.
 * Run `npx tsc -b packages/core` first. `node scripts/fit/gemm.mjs DATA_FOLDER`
 */
import { MEMORY_FITS } from '../../packages/core/dist/facts/kernels/memory-bound.js';
import { SMS } from '../../packages/core/dist/facts/kernels/sms.js';
import { gemmTime } from '../../packages/core/dist/model/kernels/gemm.js';
import * as emit from './emit.mjs';
import { gemmFile, gemmRows, ofTraining, TYPES } from './gemm-rows.mjs';
import { logError, residualsOf, rounded, search, span, thinned } from './lib.mjs';

/**
 * @typedef {import('./gemm-rows.mjs').Gpu} Gpu
 * @typedef {import('./gemm-rows.mjs').GemmRow} GemmRow
 * @typedef {import('./lib.mjs').KernelDtype} KernelDtype
 * @typedef {import('../../packages/core/dist/facts/kernels/types.js').GemmFit} GemmFit
 *
 * @typedef {Record<Exclude<keyof GemmFit, 'measured' | 'error'>, number>} GemmConstants
 *
 * @typedef {Omit<GemmConstants, Exclude<keyof Searched, 'castBandwidth'>>} GivenConstants
 *
 * @typedef {object} Searched
 * @property {number} rate
 * @property {number} wavePenalty
 * @property {number} rampK
 * @property {number} droop
 * @property {number} droopWork
 * @property {number} unhidden
 * @property {number} launch
 * @property {number} [castBandwidth] where there is a cast
 */

const OTHER_SHAPES_WEIGH = 0.15;
const TILE = 128;
const MOST_DROOP = 0.35;
const RATE = { a100: 2.7e14, h100: 8e14, b200: 1.7e15, gb200: 1.9e15 };
const SPEEDUP = { bf16: 1, fp8: 1.9, 'fp8-block': 1.7, mxfp8: 1.9, nvfp4: 3 };
/** @type {Readonly<Record<Gpu, readonly KernelDtype[]>>} */
const DTYPES = {
  a100: ['bf16'],
  h100: ['bf16', 'fp8', 'fp8-block'],
  b200: ['bf16', 'fp8', 'mxfp8', 'nvfp4'],
  gb200: ['bf16', 'fp8', 'mxfp8', 'nvfp4'],
};

/** What is not fitted. @param {Gpu} gpu @param {KernelDtype} dtype @returns {GivenConstants} */
function given(gpu, dtype) {
  const bandwidth = MEMORY_FITS[gpu].bandwidth.value;
  const { inputBytes, tileN } = TYPES[dtype];
  return {
    flopPerMac: 2,
    inputBytes,
    outputBytes: 2,
    // A quantised linear layer reads its bf16 activations and writes them in its own type first.
    castBytes: dtype === 'bf16' ? 0 : 2 + inputBytes,
    tileM: TILE,
    tileN,
    sms: SMS[gpu].value,
    bandwidth,
    castBandwidth: bandwidth,
  };
}

/** @param {Gpu} gpu @param {KernelDtype} dtype */
function fitOne(gpu, dtype) {
  const rows = gemmRows(gpu, dtype);
  const training = rows.filter((row) => ofTraining(row));
  const other = rows.filter((row) => !ofTraining(row));
  const fixed = given(gpu, dtype);
  const measured = spansOf(rows);
  const predict = (/** @type {Searched} */ constants) => {
    const fit = { ...fixed, ...constants, measured, error: { median: 0, p90: 0 } };
    return (/** @type {GemmRow} */ row) => gemmTime(row, fit);
  };
  // Shares end at 1; the search would follow a ramp that is not there to nothing.
  const sound = (/** @type {Searched} */ c) =>
    c.unhidden <= 1 && c.wavePenalty <= 1 && c.droop <= MOST_DROOP && c.rampK >= 1;
  const [few, fewer] = [thinned(training, gpu === 'a100' ? 1 : 3), thinned(other, 13)];
  const loss = (/** @type {Searched} */ c) =>
    sound(c) ? logError(few, predict(c)) + OTHER_SHAPES_WEIGH * logError(fewer, predict(c)) : 1e9;
  /** @type {Searched} */
  const start = {
    rate: RATE[gpu] * SPEEDUP[dtype],
    wavePenalty: 0.15,
    rampK: 100,
    droop: 0.15,
    droopWork: 3e12,
    unhidden: 0.2,
    launch: 5e-6,
    ...(fixed.castBytes ? { castBandwidth: 0.5 * fixed.bandwidth } : {}),
  };
  const constants = rounded(search(start, loss, { rounds: 5, steps: 250 }));
  /** @type {GemmConstants} */
  const fit = { ...fixed, ...constants };
  return { rows, training, measured, fit, predict: predict(constants) };
}

/** @param {readonly GemmRow[]} rows */
function spansOf(rows) {
  return {
    m: span(rows.map((row) => row.m)),
    n: span(rows.map((row) => row.n)),
    k: span(rows.map((row) => row.k)),
  };
}

/**
 * @param {Gpu} gpu
 * @param {KernelDtype} dtype
 * @param {ReturnType<typeof fitOne>} found
 * @returns {Record<string, emit.Tree>}
 */
function factsOf(gpu, dtype, { training, measured, fit, predict }) {
  const file = gemmFile(gpu);
  /** @param {keyof GemmConstants} name @param {string} unit */
  const from = (name, unit) => emit.fitted(fit[name], unit, file);
  const error = residualsOf(training, predict);
  return {
    flopPerMac: 'FLOP_PER_MAC',
    inputBytes: emit.chosen(fit.inputBytes, 'B', 'Bytes of the type and of its scales.'),
    outputBytes: emit.chosen(fit.outputBytes, 'B', 'Products are written as bf16.'),
    castBytes: fit.castBytes
      ? emit.chosen(fit.castBytes, 'B', 'Reads bf16 and writes the type of the product.')
      : emit.chosen(0, 'B', 'Activations are bf16 already.'),
    tileM: `chosen(${fit.tileM}, '1', TILE_REASON)`,
    tileN: `chosen(${fit.tileN}, '1', ${dtype === 'nvfp4' ? 'FP4_TILE_REASON' : 'TILE_REASON'})`,
    sms: `SMS.${gpu}`,
    wavePenalty: from('wavePenalty', '1'),
    rampK: from('rampK', '1'),
    rate: from('rate', 'TFLOP/s'),
    droop: from('droop', '1'),
    droopWork: from('droopWork', 'TFLOP'),
    bandwidth: `MEMORY_FITS.${gpu}.bandwidth`,
    unhidden: from('unhidden', '1'),
    castBandwidth: fit.castBytes ? from('castBandwidth', 'TB/s') : `MEMORY_FITS.${gpu}.bandwidth`,
    launch: from('launch', 'us'),
    measured,
    error: rounded({ median: error.median, p90: error.p90 }),
  };
}

const unaligned = (/** @type {GemmRow} */ { m, n, k }) =>
  m >= 1024 && n >= 1024 && k >= 1024 && m % 64 !== 0;

/**
 * Smallest, middle and largest tenth by FLOP: a bias over size would show here.
 *
 * @param {readonly GemmRow[]} rows
 * @returns {[name: string, rows: GemmRow[]][]}
 */
function tenthsOfWork(rows) {
  const sorted = [...rows].sort((a, b) => a.m * a.n * a.k - b.m * b.n * b.k);
  const tenth = Math.floor(sorted.length / 10);
  return [
    ['smallest tenth of m, n, k >= 1024', sorted.slice(0, tenth)],
    [
      'middle tenth of m, n, k >= 1024',
      sorted.slice(Math.round(4.5 * tenth), Math.round(5.5 * tenth)),
    ],
    ['largest tenth of m, n, k >= 1024', sorted.slice(-tenth)],
  ];
}

/** @type {Record<string, Record<string, emit.Tree>>} */
const facts = {};
/** @type {string[][]} */
const constants = [];
/** @type {string[][]} */
const table = [];
const gpus = /** @type {Gpu[]} */ (Object.keys(DTYPES));
for (const [gpu, dtype] of gpus.flatMap((gpu) =>
  DTYPES[gpu].map((dtype) => /** @type {const} */ ([gpu, dtype])),
)) {
  const done = fitOne(gpu, dtype);
  const { training, rows, fit, predict } = done;
  facts[gpu] = { ...facts[gpu], [`'${dtype}'`]: factsOf(gpu, dtype, done) };
  constants.push([
    `${gpu} ${dtype}`,
    (fit.rate / 1e12).toFixed(0),
    emit.percent(fit.droop),
    (fit.droopWork / 1e12).toPrecision(3),
    emit.percent(fit.wavePenalty),
    fit.rampK.toFixed(0),
    emit.percent(fit.unhidden),
    (fit.launch * 1e6).toFixed(1),
  ]);
  /** @type {[name: string, rows: readonly GemmRow[]][]} */
  const parts = [
    ['m, n, k >= 512', training],
    ['m, n, k >= 1024', training.filter((row) => ofTraining(row, 1024))],
    ['m >= 2048; n, k >= 1024', training.filter((r) => ofTraining(r, 1024) && r.m >= 2048)],
    ['m, n, k >= 1024, m no multiple of 64', rows.filter(unaligned)],
    ...tenthsOfWork(training.filter((row) => ofTraining(row, 1024))),
    ['all', rows],
  ];
  for (const [name, some] of parts) {
    if (some.length === 0) continue;
    table.push([`${gpu} ${dtype}`, name, ...emit.residualCells(residualsOf(some, predict))]);
  }
  console.log(gpu, dtype, emit.residualCells(residualsOf(training, predict)).join(' '));
}

emit.writeFacts({
  script: 'gemm.mjs',
  path: 'packages/core/src/facts/kernels/gemm.ts',
  imports: [
    "import { chosen, FLOP_PER_MAC, fitted } from './fitted.ts';",
    "import { MEMORY_FITS } from './memory-bound.ts';",
    "import { SMS } from './sms.ts';",
    "import type { GemmFit, KernelDtype } from './types.ts';",
    '',
    "const TILE_REASON = '128 x 128 to 256 x 256 were tried: its median error is within 0.4 points of the best.';",
    "const FP4_TILE_REASON = '128 x 128 was tried too: twice the median error.';",
  ],
  name: 'GEMM_FITS',
  type: 'Partial<Record<KernelDtype, GemmFit>>',
  doc: 'GEMM times: bf16, fp8 with one scale per tensor, and block-scaled types.',
  tree: facts,
});
emit.writeInRepository(
  'validation/kernels/gemm.md',
  [
    '# GEMM',
    'Unless said otherwise m is a multiple of 64, as the token counts of training are.',
    emit.markdownTable(
      [
        ...['GPU, type', 'TFLOP/s', 'droop', 'half of it at, TFLOP', 'lost of last wave'],
        ...['ramp, k', 'not hidden', 'launch, us'],
      ],
      constants,
    ),
    emit.markdownTable(['GPU, type', 'shapes', ...emit.RESIDUAL_HEAD], table),
    '',
  ].join('\n\n'),
);
