/** Writes docs/backtest.md from validation/training-runs/measured.csv; needs a build. */
import { readFileSync, writeFileSync } from 'node:fs';
import { backtestPage } from '../packages/cli/dist/show/backtest-page/page.js';
import { backtest } from '../packages/core/dist/plan/index.js';

const RUNS = 'validation/training-runs/measured.csv';

const root = new URL('../', import.meta.url);
const tested = backtest(readFileSync(new URL(RUNS, root), 'utf8'));
if (!tested.ok) {
  console.error(tested.problems.map(({ message }) => message).join('\n'));
  process.exit(1);
}
writeFileSync(new URL('docs/backtest.md', root), backtestPage(tested.value, RUNS));
console.log('wrote docs/backtest.md');
