/**
 * What unevenly spread tokens cost the fullest GPU: time of an expert layer under a power law over its time
 * with tokens spread evenly, all else equal. Block-scaled fp8 on H100, whose kernels are chosen alike.
 * `node scripts/fit/imbalance.mjs DATA_FOLDER`
 */
import * as emit from './emit.mjs';
import { quantile } from './lib.mjs';
import { layerKey, moeFile, moeRows, ofTraining } from './moe-rows.mjs';

const KERNEL = 'moe_torch_flow_cutlass';
const SKEWS = { mild: 'power_law_1.01', strong: 'power_law_1.2' };
const FEW = 16;
const ENOUGH = 20;

const even = new Map(
  moeRows('h100', 'fp8-block', 'balanced', KERNEL).map((row) => [layerKey(row), row.time]),
);

/** @param {string} skew */
function ratiosOf(skew) {
  return moeRows('h100', 'fp8-block', skew, KERNEL)
    .filter(ofTraining)
    .flatMap((row) => {
      const time = even.get(layerKey(row));
      return time === undefined ? [] : [{ ...row, ratio: row.time / time }];
    });
}

/** @type {Record<string, emit.Tree>} */
const facts = {};
/** @type {string[][]} */
const table = [];
for (const [name, skew] of Object.entries(SKEWS)) {
  const all = ratiosOf(skew);
  /** @type {Record<string, emit.Tree>} */
  const ofSkew = {};
  facts[name] = ofSkew;
  for (const many of [false, true]) {
    const rows = all.filter(({ experts }) => experts > FEW === many);
    const counts = [...new Set(rows.map(({ ep }) => ep))].sort((a, b) => a - b);
    const entries = counts.flatMap((ep) => {
      const ratios = rows.filter((row) => row.ep === ep).map(({ ratio }) => ratio);
      if (ratios.length < ENOUGH) return [];
      /** @param {number} share */
      const ratioAt = (share) => Number(quantile(ratios, share).toPrecision(3));
      const [low, middle, high] = [ratioAt(0.1), ratioAt(0.5), ratioAt(0.9)];
      table.push([
        ...[skew, many ? 'more than 16' : '8 or 16', String(ep), String(ratios.length)],
        ...[middle, low, high].map((ratio) => ratio.toFixed(2)),
      ]);
      return [`{ ep: ${ep}, slowdown: slowdown(${middle}, [${low}, ${high}]) }`];
    });
    ofSkew[many ? 'many' : 'few'] = `[${entries.join(', ')}]`;
  }
}

emit.writeFacts({
  script: 'imbalance.mjs',
  path: 'packages/core/src/facts/kernels/imbalance.ts',
  imports: [
    "import type { Known } from '../../base/index.ts';",
    "import { fitted } from './fitted.ts';",
    "import type { ImbalanceFit } from './types.ts';",
    '',
    '/** The median over layers, and what a tenth of them lie below and above. */',
    'function slowdown(value: number, range: readonly [number, number]): Known {',
    `  return { ...fitted(value, '1', '${moeFile('h100')}', WHAT), range };`,
    '}',
    '',
    "const WHAT = 'Time of the fullest GPU over that with tokens spread evenly, fp8-block.';",
  ],
  name: 'IMBALANCE',
  type: 'ImbalanceFit',
  doc: 'What tokens skewed by a power law (exponent 1.01, 1.2) cost, by how many GPUs share the experts: few (up to 16) or many.',
  tree: facts,
});
emit.writeInRepository(
  'validation/kernels/imbalance.md',
  `# Unevenly spread tokens\n\n${emit.markdownTable(
    ['distribution', 'experts', 'ep', 'rows', 'slowdown, median', '10 % below', '90 % below'],
    table,
  )}\n`,
);
