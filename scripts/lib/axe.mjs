import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {{ readonly width: number, readonly height: number }} Size */
/**
 * @typedef {object} Look how a page is looked at
 * @property {Size} size in CSS pixels: a page zoomed to 400 % on a screen of 1280 pixels has 320
 * @property {'light' | 'dark'} colorScheme
 * @property {'active' | 'none'} [forcedColors]
 */
/**
 * @typedef {object} State
 * @property {string} name
 * @property {string} address the query and the page: `?file=one-pod#/plan/money`
 * @property {(page: Page) => Promise<unknown>} ready gets the page there; resolves once all of it is shown
 */

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** WCAG 2.2 to level AA, and what axe calls best practice. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** @type {readonly Size[]} */
export const SIZES = [
  { width: 390, height: 844 },
  { width: 1440, height: 900 },
];

/**
 * Every page of the planner, and what can be open over one, of files that are planned and simulated within a second.
 *
 * @type {readonly State[]}
 */
export const STATES = [
  at('Overview', '?file=gigafactory-of-compute#/', (page) => text(page, 'claims, checked against')),
  at('Overview of what was simulated', '?file=one-pod&source=twin&lives=4#/', (page) =>
    text(page, 'claims, checked against'),
  ),
  at('Hardware', '?file=gigafactory-of-compute#/plan/hardware', (page) => text(page, 'Bisection')),
  at('Power', '?file=one-pod#/plan/power', (page) => text(page, 'Power by phase')),
  at('Money', '?file=one-pod#/plan/money', (page) => text(page, 'What it costs to run')),
  at('Schedule', '?file=gigafactory-of-compute#/plan/schedule', (page) =>
    text(page, 'When each task ends'),
  ),
  at('Training', '?file=one-pod#/plan/training', (page) =>
    page.getByRole('button', { name: /^Pin / }).first().waitFor(),
  ),
  at('Compare', '?file=gigafactory-of-compute&set.site.pue=1.3#/plan/compare', (page) =>
    page.getByRole('table', { name: 'Strategies' }).waitFor(),
  ),
  at('What if', '?file=one-pod&over=site.pue&steps=5#/plan/what-if', (page) =>
    page.getByRole('application', { name: /5 points/ }).waitFor(),
  ),
  at(
    'What if of two inputs',
    '?file=one-pod&over=site.pue&over2=fleet.gpus&steps=3#/plan/what-if',
    (page) => page.getByRole('application', { name: /points/ }).waitFor(),
  ),
  at('Scenarios', '?file=gigafactory-of-compute&set.site.pue=1.3#/', async (page) => {
    await page.getByRole('button', { name: 'Keep as a scenario' }).click();
    await page.getByRole('dialog', { name: 'Scenarios' }).getByText('B200').first().waitFor();
  }),
  at('Twin', '?file=one-pod&lives=4#/operate/twin', (page) => text(page, /events · digest/)),
  at(
    'Twin with a second policy and a fault',
    '?file=one-pod&lives=4&vs.resilience.recovery=replica&break=node.3.86400.28800#/operate/twin',
    (page) => page.getByRole('table', { name: 'Two policies' }).waitFor(),
  ),
  at('Runs', '?file=five-lines#/operate/runs', (page) => text(page, 'This tab may not see')),
  at('Services', '?file=five-lines#/operate/services', (page) => text(page, 'This tab may not')),
  at('File', '?file=one-pod#/files/file', (page) => text(page, 'What the factory is built from')),
  at('Assumptions', '?file=one-pod#/files/assumptions', (page) => text(page, 'Where you know')),
  at('Catalogue', '?file=one-pod#/files/catalogue', (page) => text(page, /sources for/)),
  at('Models', '?file=five-lines#/files/models', (page) => text(page, 'This tab may not see')),
  at('Chat', '?file=five-lines#/grok', (page) => text(page, 'This tab may not see')),
  at('a derivation', '?file=one-pod&why=power.facility#/', (page) =>
    page.getByRole('dialog').getByText('power.facility', { exact: true }).waitFor(),
  ),
  at('Find', '?file=one-pod#/', async (page) => {
    await text(page, 'claims, checked against');
    await page.keyboard.press('/');
    await page.getByRole('dialog').getByRole('combobox').fill('power');
    await page.getByRole('option').first().waitFor();
  }),
  at('Help', '?file=five-lines#/', async (page) => {
    await page.getByRole('region', { name: 'Headline figures' }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('Keys').first().waitFor();
  }),
  at('Open', '?file=five-lines#/', async (page) => {
    await page.getByRole('region', { name: 'Headline figures' }).waitFor();
    await page.getByTitle('Open a file').click();
    await page.getByRole('dialog').waitFor();
  }),
  at('a file with a mistake', '?file=one-pod&set.fleet.gpus=many#/', (page) =>
    page.getByRole('alert').first().waitFor(),
  ),
  at('the file page with a mistake', '?file=one-pod&set.fleet.gpus=many#/files/file', (page) =>
    text(page, 'What the factory is built from'),
  ),
  at('no such page', '?file=five-lines#/nowhere', (page) => text(page, 'There is no such page')),
  at('a file that is elsewhere', '?file=opened%3Amine.yaml#/', (page) => text(page, 'is not here')),
];

/** @param {string} name @param {string} address @param {State['ready']} ready @returns {State} */
function at(name, address, ready) {
  return { name, address, ready };
}

/** @param {Page} page @param {string | RegExp} what */
function text(page, what) {
  return page.getByText(what).first().waitFor();
}

/**
 * What axe finds on the open page, one line per element: rule, element, what is wrong. `rules` instead of all of them.
 *
 * @param {Page} page @param {string[]} [rules]
 * @returns {Promise<string[]>}
 */
export async function findBarriers(page, rules) {
  // Evaluated and not added as an element: a page's Content-Security-Policy may forbid other scripts than its own.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  return page.evaluate(async (runOnly) => {
    const { axe } = /** @type {{ axe: typeof import('axe-core') }} */ (
      /** @type {unknown} */ (window)
    );
    /** @param {string} selector whether it is large enough wherever the page is scrolled to */
    const isSmall = async (selector) => {
      document.querySelector(selector)?.scrollIntoView({ block: 'center' });
      const again = await axe.run(selector, { runOnly: { type: 'rule', values: ['target-size'] } });
      return again.violations.length > 0;
    };
    const { violations } = await axe.run(document, { runOnly, resultTypes: ['violations'] });
    const found = [];
    for (const { id, nodes } of violations) {
      for (const { target, failureSummary = '' } of nodes) {
        const selector = target.join(' ');
        // A bar that sticks to the window lies over something, which can be scrolled from under it.
        if (id === 'target-size' && !(await isSmall(selector))) continue;
        const why = failureSummary.split('\n').slice(1).join(' ').replace(/\s+/g, ' ').trim();
        found.push(`${id}: ${selector}: ${why}`);
      }
    }
    return found;
  }, rules ?? TAGS);
}

/**
 * Opens a state once and looks at it in every way.
 *
 * @param {Page} page @param {string} base @param {State} state @param {readonly Look[]} looks
 * @returns {Promise<string[]>} what stands in the way, with the look in front
 */
export async function auditState(page, base, { address, ready }, looks) {
  const open = async (/** @type {Look} */ look) => {
    await take(page, look);
    await page.goto('about:blank');
    await page.goto(`${base}/${address}`);
    await ready(page);
  };
  let last;
  const found = [];
  for (const look of looks) {
    // Chromium tells colours that it forces on an open page only in part.
    const isAsOpened = last !== undefined && last.forcedColors === look.forcedColors;
    await (isAsOpened && look.forcedColors !== 'active' ? take(page, look) : open(look));
    last = look;
    const words = [`${look.size.width} px`, look.colorScheme];
    if (look.forcedColors === 'active') words.push('forced colours');
    // A theme changes nothing but colours.
    const rules = look.colorScheme === 'dark' ? ['color-contrast'] : undefined;
    for (const barrier of await findBarriers(page, rules))
      found.push(`${words.join(' ')}: ${barrier}`);
  }
  return found;
}

/** @param {Page} page @param {Look} look */
async function take(page, { size, colorScheme, forcedColors = 'none' }) {
  await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme, forcedColors, reducedMotion: 'reduce' });
  // Layout, media queries and size observers follow within two frames.
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
}

/** @param {readonly Size[]} sizes @returns {Look[]} */
export function inBothThemes(sizes) {
  return sizes.flatMap((size) => [
    { size, colorScheme: /** @type {const} */ ('light') },
    { size, colorScheme: /** @type {const} */ ('dark') },
  ]);
}
