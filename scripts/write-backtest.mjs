/**
 * Writes docs/backtest.md and packages/core/src/facts/measured-runs.ts from
 * validation/training-runs/measured.csv; needs a build.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { backtest } from '@gigafactory/core/backtest';
import { backtestPage } from '../packages/cli/dist/show/backtest-page/page.js';
import { measuredRunsFacts } from './lib/measured-runs.mjs';

const RUNS = 'validation/training-runs/measured.csv';

const root = new URL('../', import.meta.url);
const tested = backtest(readFileSync(new URL(RUNS, root), 'utf8'));
if (!tested.ok) {
  console.error(tested.problems.map(({ message }) => message).join('\n'));
  process.exit(1);
}
write('docs/backtest.md', backtestPage(tested.value, RUNS));
write('packages/core/src/facts/measured-runs.ts', measuredRunsFacts(tested.value));

/** @param {string} path from the root @param {string} text */
function write(path, text) {
  writeFileSync(new URL(path, root), text);
  console.log(`wrote ${path}`);
}
