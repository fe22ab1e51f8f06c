/**
 * How well experts derived from dense products do where experts were measured: the check of what stands
 * in for those of Blackwell. Nothing is fitted.
 * Run `npx tsc -b packages/core` first. `node scripts/fit/moe-derived.mjs DATA_FOLDER`
 */
import { plain } from '../../packages/core/dist/base/index.js';
import { derivedExperts } from '../../packages/core/dist/facts/kernels/derived-experts.js';
import { KERNEL_FITS } from '../../packages/core/dist/facts/kernels/fits.js';
import { moeLayerTime } from '../../packages/core/dist/model/kernels/moe.js';
import * as emit from './emit.mjs';
import { residualsOf } from './lib.mjs';
import { moeRows, ofTraining, wellTuned } from './moe-rows.mjs';

const derived = derivedExperts(KERNEL_FITS.h100, KERNEL_FITS.h100);
/** @type {string[][]} */
const table = [];
for (const dtype of /** @type {const} */ (['bf16', 'fp8', 'fp8-block'])) {
  const measured = moeRows('h100', dtype, 'balanced', 'moe_torch_flow_cutlass');
  const rows = (dtype === 'fp8-block' ? measured : wellTuned(measured)).filter(ofTraining);
  const found = derived[dtype];
  if (!found) throw new Error(`no experts were derived for ${dtype}`);
  const fit = { ...plain(found), sustained: Number.POSITIVE_INFINITY };
  const predict = (/** @type {import('./moe-rows.mjs').MoeRow} */ row) =>
    moeLayerTime({ ...row, up: 2 }, row, fit);
  table.push([`h100 ${dtype}`, ...emit.residualCells(residualsOf(rows, predict))]);
}
emit.writeInRepository(
  'validation/kernels/moe-derived.md',
  `# Experts derived from dense products\n\n${emit.markdownTable(
    ['GPU, type', ...emit.RESIDUAL_HEAD],
    table,
  )}\n`,
);
