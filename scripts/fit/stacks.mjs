/**
 * The one factor of each software stack: measured over modelled step time. A source counts once: the
 * median over sources of the median over rows; a row counts once: the median of all rows. The factor is
 * the geometric mean of the two, as neither a source with one run nor one with two hundred should decide
 * alone. A stack with few rows is drawn to the others, as `backtest/factors.ts` does out of sample;
 * the range is that of nine tenths of its rows.
 * Run `npx tsc -b packages/core` first. `node scripts/fit/stacks.mjs`
 */

import { estimateFactors } from '../../packages/core/dist/backtest/factors.js';
import { STACKS } from '../../packages/core/dist/facts/index.js';
import { stackFactors } from '../lib/stack-factors.mjs';
import * as emit from './emit.mjs';
import { modelled, scenarios } from './runs.mjs';

const rows = modelled(scenarios(), {});
const table = estimateFactors(rows);
if (!table) throw new Error('no measured run can be predicted');

// Our own trainer was fitted elsewhere: no published run used it.
const fittedHere = Object.keys(STACKS).filter((name) => rows.some(({ stack }) => stack === name));
const lines = stackFactors(fittedHere, rows, table).map((found) => {
  const { stack, value, range, rows: count, sources } = found;
  console.log(stack, value.toFixed(3), `${count} rows of ${sources} sources`);
  return `  '${stack}': fitted(${value}, [${range.join(', ')}], ${count}, ${sources}),`;
});

emit.writeInRepository(
  'packages/core/src/facts/stack-factors.ts',
  `// Written by scripts/fit/stacks.mjs: run it again instead of editing.
import type { Known } from '../base/index.ts';

/** Measured over modelled step time by software stack: the one factor that each stack has. */
export const STACK_FACTORS = {
${lines.join('\n')}
} as const satisfies Readonly<Record<string, Known>>;

function fitted(
  value: number,
  range: readonly [number, number],
  rows: number,
  sources: number,
): Known {
  return {
    value,
    unit: '1',
    provenance: 'measured',
    range,
    source: {
      title: 'Backtest against published training runs',
      locator: 'validation/training-runs; docs/backtest.md',
    },
    reason: \`Measured over modelled time of \${rows} runs of \${sources} sources: between the median of the runs and that of the sources; the range holds nine tenths of the runs.\`,
  };
}
`,
);
