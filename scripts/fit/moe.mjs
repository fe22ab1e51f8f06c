/**
 * Gated experts on H100, tokens spread evenly: measured over predicted time of two grouped GEMMs and
 * the memory traffic around them. Everything but the one ratio comes from the other fits.
 * Run `npx tsc -b packages/core` first. `node scripts/fit/moe.mjs DATA_FOLDER`
 */
import { GEMM_FITS } from '../../packages/core/dist/facts/kernels/gemm.js';
import { MEMORY_FITS } from '../../packages/core/dist/facts/kernels/memory-bound.js';
import { groupedGemmTime } from '../../packages/core/dist/model/kernels/gemm.js';
import { moeExpertsTime } from '../../packages/core/dist/model/kernels/moe.js';
import * as emit from './emit.mjs';
import { quantile, readRows, residualsOf, rounded, span } from './lib.mjs';

const FILE = 'h100_sxm-moe.csv.gz';
const NAMES = { bf16: 'bfloat16', fp8: 'fp8' };
const ACTIVATION_BYTES = 2;
/** Shorter layers are launches and routing more than they are experts. */
const LONG_ENOUGH = 2e-4;

const plain = (fit) =>
  Object.fromEntries(Object.entries(fit).map(([name, known]) => [name, known.value]));
const memory = plain(MEMORY_FITS.h100);

function moeRows(dtype) {
  return readRows(FILE)
    .filter((row) => row.kernel_source === 'moe_torch_flow_cutlass')
    .filter((row) => row.moe_dtype === NAMES[dtype] && row.distribution === 'balanced')
    .map((row) => ({
      experts: row.num_experts / row.moe_ep_size,
      perExpert: (row.num_tokens * row.topk) / row.num_experts,
      hidden: row.hidden_size,
      inter: row.inter_size / row.moe_tp_size,
      time: row.latency / 1e3,
    }));
}

function predictor(dtype, slowdown) {
  const gemm = plain(GEMM_FITS.h100[dtype]);
  const fit = { activationBytes: ACTIVATION_BYTES, slowdown };
  return ({ experts, perExpert, hidden, inter }) => {
    const up = groupedGemmTime(experts, perExpert, 2 * inter, hidden, gemm);
    const down = groupedGemmTime(experts, perExpert, hidden, inter, gemm);
    return moeExpertsTime(up, down, experts * perExpert, hidden, inter, fit, memory);
  };
}

const facts = {};
const table = [];
for (const dtype of Object.keys(NAMES)) {
  const unscaled = predictor(dtype, 1);
  const rows = moeRows(dtype)
    .filter(({ perExpert, inter }) => perExpert >= 128 && inter >= 512)
    .filter((row) => unscaled(row) >= LONG_ENOUGH);
  const ratios = rows.map((row) => row.time / unscaled(row));
  const slowdown = Number(quantile(ratios, 0.5).toPrecision(3));
  const error = residualsOf(rows, predictor(dtype, slowdown));
  const reason = 'Activations move as bf16.';
  facts[dtype] = {
    activationBytes: emit.chosen(ACTIVATION_BYTES, 'B', reason),
    slowdown: emit.fitted(slowdown, '1', FILE),
    measured: { rowsPerExpert: span(rows.map((row) => row.perExpert)) },
    error: rounded({ median: error.median, p90: error.p90 }),
  };
  table.push([
    `h100 ${dtype}`,
    String(slowdown),
    `${quantile(ratios, 0.1).toFixed(2)} to ${quantile(ratios, 0.9).toFixed(2)}`,
    ...emit.residualCells(error),
  ]);
}

emit.writeFacts({
  script: 'moe.mjs',
  path: 'packages/core/src/facts/kernels/moe.ts',
  imports: [
    "import { chosen, fitted } from './fitted.ts';",
    "import type { MoeFit } from './types.ts';",
  ],
  name: 'MOE_FITS',
  type: "Record<'bf16' | 'fp8', MoeFit>",
  doc: 'Gated experts of a mixture-of-experts layer, tokens spread evenly.',
  tree: { h100: facts },
});
emit.writeInRepository(
  'validation/kernels/moe.md',
  `# Experts\n\n${emit.markdownTable(
    ['GPU, type', 'slowdown', 'spread, 10 % to 90 %', ...emit.RESIDUAL_HEAD],
    table,
  )}\n`,
);
