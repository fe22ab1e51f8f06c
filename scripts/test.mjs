/** `npm test`: every check there is; none begins after one that failed. */
import { IS_SYSTEM, NOT_SYSTEM } from '../tests/system/needed.mjs';
import { ensureTree } from '../tests/system/tree.mjs';
import { ensureChromium } from './lib/chromium.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { requireNode } from './lib/node-version.mjs';
import { OrderedBoard, runStages } from './lib/queue.mjs';
import { skippedStage, summarize, toolStage, vitestStage } from './lib/stages.mjs';
import { nodeTool, npm } from './lib/step.mjs';

const SYSTEM = 'parts of a real site';
const BROWSER = 'browser tests';
const NO_BROWSER = 'no Chromium found: install one or set CHROMIUM_PATH';

requireNode();
if (!(await ensureInstalled())) process.exit(1);
const chromium = await ensureChromium();
if (!chromium) console.log(`skipping the ${BROWSER} (e2e/): ${NO_BROWSER}`);
if (!IS_SYSTEM) console.log(`skipping ${SYSTEM} (tests/system/): ${NOT_SYSTEM}`);
// Meanwhile; the tests that need it wait for it, and say why it is not there.
const tree = IS_SYSTEM ? ensureTree().catch(() => undefined) : undefined;

// Seconds each; the rest needs some of what is built.
const first = [
  toolStage(
    'types',
    nodeTool('node_modules/typescript/bin/tsc', ['-b', '--pretty']),
    'Again, and nothing else: npx tsc -b',
  ),
  toolStage(
    'lint and format',
    nodeTool('node_modules/@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']),
    'Most of it is fixed by: npm run format',
  ),
  toolStage(
    'nothing unused',
    nodeTool('node_modules/knip/bin/knip.js', []),
    'Delete what it lists, or use it. Again, and nothing else: npx knip',
  ),
  toolStage('build', npm(['run', 'build']), 'Again, and nothing else: npm run build'),
];

/** How many run beside each other: four, or two files of slow tests at a time, took longer on two cores and let tests time out. */
const WIDTH = 3;

const browser = (/** @type {string} */ shard) =>
  chromium
    ? vitestStage(`${BROWSER}, ${shard}`, 'e2e', { env: { CHROMIUM_PATH: chromium }, shard })
    : skippedStage(`${BROWSER}, ${shard}`, NO_BROWSER);

// In the order in which they begin: first what takes long and what mostly waits, so that no long one is left alone at the end.
const others = [
  IS_SYSTEM ? vitestStage(SYSTEM, 'system') : skippedStage(SYSTEM, NOT_SYSTEM),
  vitestStage('unit and structure tests', 'unit'),
  vitestStage('runs for real', 'real'),
  browser('1/2'),
  vitestStage('engines and services', 'engines'),
  browser('2/2'),
  vitestStage('slow properties', 'slow'),
  vitestStage('validation', 'validation'),
  vitestStage('installed from packed files', 'pack'),
];

const board = new OrderedBoard(
  [...first, ...others].map(({ name }) => name),
  (text) => process.stdout.write(text),
  { isLive: process.stdout.isTTY },
);
const results = await runStages(first, others, board, WIDTH);
board.close();
await tree;
const failed = results.filter(({ state }) => state === 'failed');
const left = first.length + others.length - results.length;
if (left > 0) console.log(`\nStopped at the first failure; ${left} stages did not run.`);
console.log(`\n${summarize(results)}`);
process.exitCode = failed.length > 0 ? 1 : 0;
