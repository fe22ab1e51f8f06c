/**
 * Achieved memory bandwidth: GEMMs with at most 16 rows and at least 256 MiB of bf16 weights only
 * stream the weights, which do not fit any cache.
 * Run `npx tsc -b packages/core` first. `node scripts/fit/memory-bound.mjs DATA_FOLDER`
 */
import { memoryBoundTime } from '../../packages/core/dist/model/kernels/memory-bound.js';
import * as emit from './emit.mjs';
import { gemmFile, gemmRows } from './gemm-rows.mjs';
import { GPUS, logError, residualsOf, rounded, search, span } from './lib.mjs';

const PEAK = { a100: 2.039e12, h100: 3.35e12, b200: 7.7e12, gb200: 8e12 };
/** @type {Record<string, emit.Tree>} */
const facts = {};
/** @type {string[][]} */
const table = [];

for (const gpu of /** @type {import('./lib.mjs').Gpu[]} */ (Object.keys(GPUS))) {
  const rows = gemmRows(gpu, 'bf16')
    .map(({ m, n, k, time }) => ({ m, bytes: 2 * (m * k + k * n + m * n), time }))
    .filter(({ m, bytes }) => m <= 16 && bytes >= 2 ** 28);
  const measured = { bytes: span(rows.map((row) => row.bytes)) };
  /** @param {{ launch: number, bandwidth: number }} constants */
  const predict = (constants) => {
    const fit = { ...constants, measured, error: { median: 0, p90: 0 } };
    return (/** @type {{ bytes: number }} */ row) => memoryBoundTime(row.bytes, fit);
  };
  const start = { launch: 5e-6, bandwidth: 0.8 * PEAK[gpu] };
  const fit = rounded(search(start, (fit) => logError(rows, predict(fit))));
  const error = residualsOf(rows, predict(fit));
  facts[gpu] = {
    launch: emit.fitted(fit.launch, 'us', gemmFile(gpu)),
    bandwidth: emit.fitted(fit.bandwidth, 'TB/s', gemmFile(gpu)),
    measured,
    error: rounded({ median: error.median, p90: error.p90 }),
  };
  table.push([
    gpu,
    (fit.bandwidth / 1e12).toFixed(3),
    emit.percent(fit.bandwidth / PEAK[gpu]),
    (fit.launch * 1e6).toFixed(1),
    ...emit.residualCells(error),
  ]);
}

emit.writeFacts({
  script: 'memory-bound.mjs',
  path: 'packages/core/src/facts/kernels/memory-bound.ts',
  imports: [
    "import { fitted } from './fitted.ts';",
    "import type { MemoryFit } from './types.ts';",
  ],
  name: 'MEMORY_FITS',
  type: 'MemoryFit',
  doc: 'Achieved memory bandwidth, from GEMMs that only stream their weights.',
  tree: facts,
});
emit.writeInRepository(
  'validation/kernels/memory-bound.md',
  `# Memory-bound kernels\n\n${emit.markdownTable(
    ['GPU', 'TB/s', 'of peak', 'launch, us', ...emit.RESIDUAL_HEAD],
    table,
  )}\n`,
);
