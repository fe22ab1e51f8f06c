/**
 * NCCL collectives inside an NVLink domain, 16-bit elements (`message_size` counts elements).
 * Run `npx tsc -b packages/core` first. `node scripts/fit/collective.mjs DATA_FOLDER`
 */
import { nvlinkCollectiveTime } from '../../packages/core/dist/model/kernels/collective.js';
import * as emit from './emit.mjs';
import { logError, readRows, residualsOf, rounded, search, span } from './lib.mjs';

/**
 * @typedef {import('../../packages/core/dist/facts/kernels/types.js').CollectiveKind} CollectiveKind
 * @typedef {{ bytes: number, gpus: number, time: number }} Row time in s
 * @typedef {Record<'latency' | 'latencyPerGpu' | 'bandwidth' | 'smallDomain' | 'fill' | 'fillBytes', number>} Constants
 */

const FILES = {
  a100: 'a100_sxm-nccl-2.27.3.csv.gz',
  h100: 'h100_sxm-nccl-2.29.2.csv.gz',
  h200: 'h200_sxm-nccl-2.29.2.csv.gz',
  b200: 'b200_sxm-nccl-2.29.2.csv.gz',
  gb200: 'gb200-nccl-2.29.2.csv.gz',
};
/** @type {Readonly<Record<CollectiveKind, readonly [name: string, passes: number]>>} */
const KINDS = {
  allReduce: ['all_reduce', 2],
  allGather: ['all_gather', 1],
  reduceScatter: ['reduce_scatter', 1],
  allToAll: ['alltoall', 1],
};
const LARGE = 8 * 2 ** 20;

/** @param {readonly Row[]} rows @param {number} passes @param {number} bandwidth a first guess, B/s */
function fitOne(rows, passes, bandwidth) {
  const measured = spansOf(rows);
  /** @param {Constants} constants */
  const predict = (constants) => {
    const fit = { passes, ...constants, measured, error: { median: 0, p90: 0 } };
    return (/** @type {Row} */ { bytes, gpus }) => nvlinkCollectiveTime(bytes, gpus, fit);
  };
  // Large buffers are most of training's traffic: they count twice.
  const weighed = [...rows, ...rows.filter((row) => row.bytes >= LARGE)];
  const loss = (/** @type {Constants} */ c) => logError(weighed, predict(c));
  // Several starts: how the ramp splits between latency and fill has more than one valley.
  const fits = [3e4, 3e5, 3e6].map((fillBytes) =>
    search(
      {
        ...{ latency: 5e-6, latencyPerGpu: 5e-7, bandwidth, smallDomain: 0.5 },
        ...{ fill: 2e-5, fillBytes },
      },
      loss,
      { rounds: 8, steps: 600 },
    ),
  );
  const best = fits.reduce((a, b) => (loss(a) <= loss(b) ? a : b));
  const constants = rounded(best);
  return { fit: constants, predict: predict(constants) };
}

/** @param {readonly Row[]} rows */
function spansOf(rows) {
  return { bytes: span(rows.map((row) => row.bytes)), gpus: span(rows.map((row) => row.gpus)) };
}

const TEXTS = /** @type {const} */ (['nccl_dtype', 'op_name']);
const NUMBERS = /** @type {const} */ (['message_size', 'num_gpus', 'latency']);
const GPUS = /** @type {(keyof typeof FILES)[]} */ (Object.keys(FILES));
const COLLECTIVES = /** @type {CollectiveKind[]} */ (Object.keys(KINDS));
const BANDWIDTH = { a100: 2.3e11, h100: 3.8e11, h200: 3.8e11, b200: 8e11, gb200: 8e11 };
/** @type {Record<string, Record<string, emit.Tree>>} */
const facts = {};
/** @type {string[][]} */
const constants = [];
/** @type {string[][]} */
const table = [];
for (const gpu of GPUS) {
  const file = FILES[gpu];
  const all = readRows(file, { texts: TEXTS, numbers: NUMBERS }).filter(
    (row) => row.nccl_dtype === 'half',
  );
  /** @type {Record<string, emit.Tree>} */
  const ofGpu = {};
  facts[gpu] = ofGpu;
  for (const kind of COLLECTIVES) {
    const [name, passes] = KINDS[kind];
    const rows = all
      .filter((row) => row.op_name === name)
      .map((r) => ({ bytes: 2 * r.message_size, gpus: r.num_gpus, time: r.latency / 1e3 }));
    const { fit, predict } = fitOne(rows, passes, BANDWIDTH[gpu]);
    const error = residualsOf(rows, predict);
    /** @param {keyof Constants} constant @param {string} unit */
    const from = (constant, unit) => emit.fitted(fit[constant], unit, file);
    const measured = spansOf(rows);
    ofGpu[kind] = {
      passes: emit.chosen(passes, '1', passes === 2 ? 'Reduce, then gather.' : 'Once.'),
      latency: from('latency', 'us'),
      latencyPerGpu: from('latencyPerGpu', 'us'),
      bandwidth: from('bandwidth', 'GB/s'),
      smallDomain: from('smallDomain', '1'),
      fill: from('fill', 'us'),
      fillBytes: from('fillBytes', 'MB'),
      measured,
      error: rounded({ median: error.median, p90: error.p90 }),
    };
    constants.push([
      `${gpu} ${kind}`,
      (fit.latency * 1e6).toFixed(1),
      (fit.latencyPerGpu * 1e6).toFixed(2),
      (fit.bandwidth / 1e9).toFixed(0),
      (fit.bandwidth / (1 + fit.smallDomain / measured.gpus.most) / 1e9).toFixed(0),
      (fit.fill * 1e6).toFixed(1),
      (fit.fillBytes / 1e6).toFixed(2),
    ]);
    const large = rows.filter((row) => row.bytes >= LARGE);
    table.push([`${gpu} ${kind}`, 'all', ...emit.residualCells(error)]);
    table.push([
      `${gpu} ${kind}`,
      'at least 8 MiB',
      ...emit.residualCells(residualsOf(large, predict)),
    ]);
  }
}

emit.writeFacts({
  script: 'collective.mjs',
  path: 'packages/core/src/facts/kernels/collective.ts',
  imports: [
    "import { chosen, fitted } from './fitted.ts';",
    "import type { CollectiveFit, CollectiveKind } from './types.ts';",
  ],
  name: 'COLLECTIVE_FITS',
  type: 'Readonly<Record<CollectiveKind, CollectiveFit>>',
  doc: 'NCCL collectives in an NVLink domain of 2 to 8 GPUs (GB200: 2 to 4): 2.29.2, on A100 2.27.3.',
  tree: facts,
});
emit.writeInRepository(
  'validation/kernels/collective.md',
  [
    '# Collectives in an NVLink domain',
    emit.markdownTable(
      [
        ...['GPU, collective', 'latency, us', 'per GPU, us', 'GB/s, large domain'],
        ...['GB/s, largest measured', 'fill, us', 'half of it at, MB'],
      ],
      constants,
    ),
    emit.markdownTable(['GPU, collective', 'buffers', ...emit.RESIDUAL_HEAD], table),
    '',
  ].join('\n\n'),
);
