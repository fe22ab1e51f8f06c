/** `npm test`: every check there is, in order, stopping at the first that fails. */
import { IS_SYSTEM, NOT_SYSTEM } from '../tests/system/needed.mjs';
import { ensureTree } from '../tests/system/tree.mjs';
import { ensureChromium } from './lib/chromium.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { requireNode } from './lib/node-version.mjs';
import { runTool, runVitest, summarize } from './lib/stages.mjs';
import { nodeTool, npm } from './lib/step.mjs';

const NO_BROWSER = {
  name: 'browser tests',
  state: /** @type {const} */ ('skipped'),
  seconds: 0,
  reason: 'no Chromium found: install one or set CHROMIUM_PATH',
};

const NO_SYSTEM = {
  name: 'parts of a real site',
  state: /** @type {const} */ ('skipped'),
  seconds: 0,
  reason: NOT_SYSTEM,
};

requireNode();
if (!(await ensureInstalled())) process.exit(1);
const chromium = await ensureChromium();
if (!chromium) console.log(`skipping the ${NO_BROWSER.name} (e2e/): ${NO_BROWSER.reason}`);
if (!IS_SYSTEM) console.log(`skipping ${NO_SYSTEM.name} (tests/system/): ${NO_SYSTEM.reason}`);
// Meanwhile; the tests that need it wait for it, and say why it is not there.
const tree = IS_SYSTEM ? ensureTree().catch(() => undefined) : undefined;

/** @type {(() => Promise<import('./lib/stages.mjs').StageResult>)[]} */
const stages = [
  () =>
    runTool(
      'types',
      nodeTool('node_modules/typescript/bin/tsc', ['-b', '--pretty']),
      'Again, and nothing else: npx tsc -b',
    ),
  () =>
    runTool(
      'lint and format',
      nodeTool('node_modules/@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']),
      'Most of it is fixed by: npm run format',
    ),
  () =>
    runTool(
      'nothing unused',
      nodeTool('node_modules/knip/bin/knip.js', []),
      'Delete what it lists, or use it. Again, and nothing else: npx knip',
    ),
  () => runVitest('unit and structure tests', 'unit'),
  () => runVitest('slow properties', 'slow'),
  () => runVitest('validation', 'validation'),
  () => runTool('build', npm(['run', 'build']), 'Again, and nothing else: npm run build'),
  () => runVitest('installed from packed files', 'pack'),
  () => runVitest('runs for real', 'real'),
  async () => (IS_SYSTEM ? runVitest(NO_SYSTEM.name, 'system') : NO_SYSTEM),
  async () =>
    chromium ? runVitest('browser tests', 'e2e', { CHROMIUM_PATH: chromium }) : NO_BROWSER,
];

const results = [];
for (const stage of stages) {
  const result = await stage();
  results.push(result);
  if (result.state === 'failed') break;
}
await tree;
const failed = results.some((result) => result.state === 'failed');
const left = stages.length - results.length;
if (left > 0) console.log(`\nStopped at the first failure; ${left} stages did not run.`);
console.log(`\n${summarize(results)}`);
process.exitCode = failed ? 1 : 0;
