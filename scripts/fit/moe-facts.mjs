/** The constants of experts as source text. */
import * as emit from './emit.mjs';
import { rounded, span } from './lib.mjs';
import { moeFile } from './moe-rows.mjs';

const NO_DROOP = 'No slower clock was seen in long expert layers.';
const FOLDED = 'One GPU holds all experts in what was measured: part of the bandwidth.';

/**
 * @typedef {import('./moe-rows.mjs').MoeRow} MoeRow
 * @typedef {import('./moe-rows.mjs').MoeGpu} MoeGpu
 * @typedef {import('./moe.mjs').MoeConstants} MoeConstants
 * @typedef {import('./lib.mjs').Residuals} Residuals
 */

/**
 * `MoeFit` of one GPU and precision.
 *
 * @param {object} found
 * @param {MoeGpu} found.gpu
 * @param {string} found.dtype
 * @param {MoeConstants} found.fit
 * @param {readonly MoeRow[]} found.rows
 * @param {Residuals} found.error
 * @returns {Record<string, emit.Tree>}
 */
export function factsOf({ gpu, dtype, fit, rows, error }) {
  const reason = gpu === 'a100' ? ', UNSKEWED' : '';
  /** @param {number} value @param {string} unit */
  const from = (value, unit) => `fitted(${value}, '${unit}', '${moeFile(gpu)}'${reason})`;
  const settled = gpu === 'a100';
  return {
    gemm: productFacts({ gpu, gemm: fit.gemm, from, rows, error }),
    sustained: `sustainedBy(GEMM_FITS.${gpu}['${dtype}'])`,
    activationBytes: emit.chosen(fit.activationBytes, 'B', 'Activations move as bf16.'),
    tokenBytes: settled
      ? emit.chosen(fit.tokenBytes, 'B', 'Each token is written once, as bf16.')
      : from(fit.tokenBytes, 'B'),
    bandwidth: from(fit.bandwidth, 'TB/s'),
    routing: settled ? emit.chosen(0, 'ns', FOLDED) : from(fit.routing, 'ns'),
    launch: from(fit.launch, 'us'),
    measured: {
      rowsPerExpert: span(rows.map((row) => row.perExpert)),
      groups: span(rows.map((row) => row.groups)),
      hidden: span(rows.map((row) => row.hidden)),
      inter: span(rows.map((row) => row.inter)),
    },
    error: rounded({ median: error.median, p90: error.p90 }),
  };
}

/**
 * @param {object} found
 * @param {MoeGpu} found.gpu
 * @param {MoeConstants['gemm']} found.gemm
 * @param {(value: number, unit: string) => string} found.from
 * @param {readonly MoeRow[]} found.rows
 * @param {Residuals} found.error
 */
function productFacts({ gpu, gemm, from, rows, error }) {
  const sides = rows.flatMap(({ hidden, inter }) => [hidden, inter, 2 * inter]);
  return {
    flopPerMac: 'FLOP_PER_MAC',
    inputBytes: emit.chosen(gemm.inputBytes, 'B', 'Bytes of the type; block scales add under 4 %.'),
    outputBytes: emit.chosen(gemm.outputBytes, 'B', 'Products are written as bf16.'),
    castBytes: emit.chosen(0, 'B', 'Casting is part of the traffic around the products.'),
    tileM: `chosen(${gemm.tileM}, '1', TILE_REASON)`,
    tileN: `chosen(${gemm.tileN}, '1', TILE_REASON)`,
    sms: `SMS.${gpu}`,
    wavePenalty: from(gemm.wavePenalty, '1'),
    rampK: from(gemm.rampK, '1'),
    rate: from(gemm.rate, 'TFLOP/s'),
    droop: gemm.droop === 0 ? emit.chosen(0, '1', NO_DROOP) : from(gemm.droop, '1'),
    droopWork:
      gemm.droop === 0
        ? emit.chosen(gemm.droopWork, 'TFLOP', NO_DROOP)
        : from(gemm.droopWork, 'TFLOP'),
    bandwidth: gpu === 'a100' ? 'MEMORY_FITS.a100.bandwidth' : from(gemm.bandwidth, 'TB/s'),
    unhidden: from(gemm.unhidden, '1'),
    castBandwidth: `MEMORY_FITS.${gpu}.bandwidth`,
    launch: `GEMM_FITS.${gpu}.bf16.launch`,
    measured: { m: span(rows.map((row) => row.perExpert)), n: span(sides), k: span(sides) },
    error: rounded({ median: error.median, p90: error.p90 }),
  };
}
