/** `npm test`: every check there is; none begins after one that failed. */
import { IS_SYSTEM, NOT_SYSTEM } from '../tests/system/needed.mjs';
import { ensureTree } from '../tests/system/tree.mjs';
import { ensureChromium } from './lib/chromium.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { inOrder, OrderedBoard, runLanes } from './lib/lanes.mjs';
import { requireNode } from './lib/node-version.mjs';
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

// The first computes most of the time; the others mostly wait: for processes, timers, a browser and Slurm. About as long
// each. Four lanes, or two files of slow tests at a time, took longer on two cores and let tests time out.
const lanes = [
  [
    vitestStage('unit and structure tests', 'unit'),
    vitestStage('slow properties', 'slow'),
    vitestStage('validation', 'validation'),
    vitestStage('installed from packed files', 'pack'),
  ],
  [
    vitestStage('runs for real', 'real'),
    chromium
      ? vitestStage(BROWSER, 'e2e', { CHROMIUM_PATH: chromium })
      : skippedStage(BROWSER, NO_BROWSER),
  ],
  [
    IS_SYSTEM ? vitestStage(SYSTEM, 'system') : skippedStage(SYSTEM, NOT_SYSTEM),
    vitestStage('engines and services', 'engines'),
  ],
];

const stages = inOrder(first, lanes);
const board = new OrderedBoard(
  stages.map(({ name }) => name),
  (text) => process.stdout.write(text),
  { isLive: process.stdout.isTTY },
);
const results = await runLanes(first, lanes, board);
board.close();
await tree;
const failed = results.filter(({ state }) => state === 'failed');
const left = stages.length - results.length;
if (left > 0) console.log(`\nStopped at the first failure; ${left} stages did not run.`);
console.log(`\n${summarize(results)}`);
process.exitCode = failed.length > 0 ? 1 : 0;
