/**
 * Looks for barriers (axe-core: WCAG 2.2 AA and best practice) on every page of the built console, in more ways than
 * `npm test` has time for: at 320, 390, 1024, 1440 and 1920 pixels, as zoomed to 200 and 400 % on a screen of 1280 x 1024,
 * and in forced colours; also whether anything has to be scrolled sideways. `npm run build`, then
 * `node scripts/axe.mjs [NAME…]`: all states without names. Exits with 1 if there is anything.
 */
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { preview } from 'vite';
import { auditState, inBothThemes, STATES } from './lib/axe.mjs';
import { ensureChromium } from './lib/chromium.mjs';

const WIDTHS = [320, 390, 1024, 1440, 1920];
const ZOOMED = [
  { width: 640, height: 512 },
  { width: 320, height: 256 },
];

const LOOKS = [
  ...inBothThemes([...WIDTHS.map((width) => ({ width, height: 900 })), ...ZOOMED]),
  ...inBothThemes([{ width: 1440, height: 900 }]).map((look) => ({
    ...look,
    forcedColors: /** @type {const} */ ('active'),
  })),
];

const executablePath = await ensureChromium();
if (!executablePath) throw new Error('no Chromium found: set CHROMIUM_PATH');
const names = process.argv.slice(2);
const root = fileURLToPath(new URL('../packages/console', import.meta.url));
const options = { host: '127.0.0.1', port: 0 };
const server = await preview({ root, configFile: false, logLevel: 'silent', preview: options });
const base = server.resolvedUrls?.local[0]?.replace(/\/$/, '') ?? '';
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
let count = 0;
try {
  const page = await browser.newPage();
  for (const state of STATES.filter(({ name }) => names.length === 0 || names.includes(name))) {
    const found = await auditState(page, base, state, LOOKS);
    const wide = await widthBeside(page);
    if (wide > 0) found.push(`320 px: scrolls sideways by ${wide} px`);
    console.log(`${state.name}: ${found.length === 0 ? 'nothing' : `${found.length} findings`}`);
    for (const line of found) console.log(`  ${line}`);
    count += found.length;
  }
} finally {
  await browser.close();
  await server.close();
}
console.log(`${count} findings in ${LOOKS.length} looks at each state`);
process.exitCode = count > 0 ? 1 : 0;

/** How many pixels of the page are beside a window of 320. @param {import('playwright-core').Page} page */
async function widthBeside(page) {
  await page.emulateMedia({ forcedColors: 'none' });
  await page.setViewportSize({ width: 320, height: 900 });
  // Charts are drawn anew once their width is known, which takes a busy machine its time.
  let beside = 0;
  for (let attempt = 0; attempt < 20; attempt++) {
    await page.waitForTimeout(200);
    beside = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (beside <= 0) break;
  }
  return beside;
}
