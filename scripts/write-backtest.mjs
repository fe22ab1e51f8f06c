/** Writes docs/backtest.md from validation/training-runs/measured.csv; needs a built core. */
import { readFileSync, writeFileSync } from 'node:fs';
import { backtest } from '../packages/core/dist/plan/index.js';
import { backtestPage } from './lib/backtest-page.mjs';

const root = new URL('../', import.meta.url);
const tested = backtest(
  readFileSync(new URL('validation/training-runs/measured.csv', root), 'utf8'),
);
if (!tested.ok) {
  console.error(tested.problems.map(({ message }) => message).join('\n'));
  process.exit(1);
}
writeFileSync(new URL('docs/backtest.md', root), backtestPage(tested.value));
console.log('wrote docs/backtest.md');
