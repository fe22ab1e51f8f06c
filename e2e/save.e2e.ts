import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dispatch } from '@gigafactory/core/api';
import { showQuantity } from '@gigafactory/core/base';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openPage, startBrowser } from './browser.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FILE = `# mine
gigafactory: 1
name: Mine
hardware: { gpu: h100-sxm }
fleet: { gpus: 64 } # eight nodes
site: { pue: 1.25 }
runs:
  sft: { model: llama3-8b, tokens: 15B, globalBatch: 512, sequenceLength: 8192, gpus: 64 }
`;

let browser: Browser;
let child: ChildProcess | undefined;
const home = mkdtempSync(join(tmpdir(), 'gigafactory-save-'));
let path = join(home, 'mine.yaml');

beforeAll(async () => {
  browser = await startBrowser();
});

afterEach(() => {
  child?.kill('SIGTERM');
});

afterAll(async () => {
  await browser?.close();
  rmSync(home, { recursive: true, force: true });
});

/** The link that `gigafactory up` prints for the file, with the token to save by. */
function up(...options: readonly string[]): Promise<string> {
  writeFileSync(path, FILE);
  const args = ['packages/cli/bin/gigafactory.js', 'up', path, '--port', '4710', ...options];
  const env = { ...process.env, GIGAFACTORY_HOME: home };
  const started = spawn(process.execPath, args, { cwd: ROOT, env });
  child = started;
  return new Promise((resolve, reject) => {
    let text = '';
    started.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const url = /http:\/\/127\.0\.0\.1:\S+/.exec(text)?.[0];
      if (url) resolve(url);
    });
    started.on('exit', (code) => reject(new Error(`up ended with ${code}: ${text}`)));
  });
}

async function openUp(
  options: readonly string[] = [],
  look: BrowserContextOptions = {},
): Promise<Page> {
  const url = await up(...options);
  const { page } = await openPage(browser, { acceptDownloads: true, ...look });
  await page.goto(url);
  await page.getByRole('heading', { level: 1, name: 'Mine' }).waitFor();
  return page;
}

const onDisk = (): string => readFileSync(path, 'utf8');
const messages = (page: Page) => page.getByRole('region', { name: 'Messages' });

/** Writes an edit of the address, as a page does, into the text. */
async function change(page: Page, path: string, value: string): Promise<void> {
  const url = new URL(page.url());
  url.searchParams.set(`set.${path}`, value);
  await page.goto(url.href);
  await page.getByRole('button', { name: 'Save', exact: true }).waitFor();
}

/** The middle of an element is on the screen, and nothing lies over it. */
function isInReach(button: Locator): Promise<boolean> {
  return button.evaluate((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return element.contains(document.elementFromPoint(left + width / 2, top + height / 2));
  });
}

describe('saving on a phone', () => {
  const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

  it('has its button, its changes and its keys', async () => {
    const page = await openUp([], PHONE);
    await change(page, 'fleet.gpus', '72');
    for (const name of ['Undo', 'Edits and history', 'Reset', 'Save'])
      expect(await isInReach(page.getByRole('button', { name, exact: true })), name).toBe(true);
    await page.getByRole('button', { name: 'Save', exact: true }).tap();
    const save = page.getByRole('dialog', { name: 'Save mine.yaml' });
    await save.getByText('+fleet: { gpus: 72 } # eight nodes').waitFor();
    const button = save.getByRole('button', { name: 'Save', exact: true });
    await expect.poll(() => button.evaluate((each) => each === document.activeElement)).toBe(true);
    expect(await isInReach(button)).toBe(true);
    // From what it was opened for to the other ways on, and round to what would be saved.
    for (const next of [
      save.getByRole('textbox', { name: 'Or download it as' }),
      save.getByRole('button', { name: 'Download' }),
      save.getByRole('button', { name: 'Close' }),
      save.getByRole('region', { name: 'Changes to mine.yaml' }),
      button,
    ]) {
      await page.keyboard.press('Tab');
      await expect.poll(() => next.evaluate((each) => each === document.activeElement)).toBe(true);
    }
    await page.keyboard.press('Enter');
    await messages(page).getByText('mine.yaml is saved.').waitFor();
    expect(onDisk()).toBe(FILE.replace('gpus: 64 }', 'gpus: 72 }'));
  });

  it('shows both where both changed, every choice in reach', async () => {
    const page = await openUp([], PHONE);
    await change(page, 'site.pue', '1.31');
    await page.evaluate(() => {
      window.location.hash = '#/files/file';
    });
    await page.getByRole('button', { name: 'Text', exact: true }).tap();
    await page.getByRole('button', { name: 'Write 1 edit in' }).tap();
    await expect.poll(() => page.url()).toContain('draft=');
    const lines = Array.from({ length: 80 }, (_, at) => `# ${at}`).join('\n');
    writeFileSync(path, `${FILE.replace('name: Mine', 'name: Again')}${lines}\n`);
    await page.getByRole('button', { name: 'Compare…' }).tap();
    const compare = page.getByRole('dialog', { name: 'mine.yaml changed on disk' });
    await compare.getByText('+name: Again').waitFor();
    for (const name of ['Take both', 'Take what is on disk', 'Keep mine'])
      expect(await isInReach(compare.getByRole('button', { name })), name).toBe(true);
    await compare.getByRole('button', { name: 'Take both' }).tap();
    await page.getByRole('button', { name: 'Save', exact: true }).tap();
    await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).tap();
    await messages(page).getByText('mine.yaml is saved.').waitFor();
    expect(onDisk()).toContain('pue: 1.31');
    expect(onDisk()).toContain('name: Again');
  });
});

describe('saving to the file of gigafactory up', () => {
  it('makes a factory from nothing and saves it', async () => {
    const page = await openUp();
    await page.keyboard.press('o');
    await page.getByRole('button', { name: 'New factory…' }).click();
    const form = page.getByRole('dialog', { name: 'New factory' });
    await form.getByRole('combobox', { name: 'GPU' }).selectOption('h200-sxm');
    await form.getByRole('textbox', { name: 'How many GPUs' }).fill('12');
    await form
      .getByRole('alert')
      .getByText(/12 GPUs do not fill/)
      .waitFor();
    await form.getByRole('textbox', { name: 'How many GPUs' }).fill('128');
    await form.getByRole('combobox', { name: 'Model' }).selectOption('llama3-8b');
    await form.getByRole('textbox', { name: 'First day of training' }).fill('2027-01-04');
    await form.getByRole('textbox', { name: 'Name of the factory' }).fill('Made here');
    await form.getByRole('alert').waitFor({ state: 'detached' });
    await form.getByRole('button', { name: 'Make it' }).click();
    await page.getByRole('heading', { level: 1, name: 'Made here' }).waitFor();
    await page.getByRole('button', { name: 'made-here.yaml changed' }).waitFor();
    await page.keyboard.press('Control+s');
    const save = page.getByRole('dialog', { name: 'Save made-here.yaml' });
    await save.getByText('+name: "Made here"').waitFor();
    await save.getByRole('button', { name: 'Write over mine.yaml' }).click();
    await messages(page).getByText('mine.yaml is saved.').waitFor();
    expect(onDisk()).toContain('start: 2027-01-04');
    await page.getByRole('button', { name: 'mine.yaml', exact: true }).waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Made here' }).waitFor();
  });

  it('shows the text of the file as an editor, under the policy of its server', async () => {
    const page = await openUp();
    await page.evaluate(() => {
      window.location.hash = '#/files/file';
    });
    const text = page.locator('.cm-content');
    await text.waitFor();
    // Without its style sheet, which the policy once kept out, lines lose their indentation.
    expect(await text.evaluate((each) => getComputedStyle(each).whiteSpace)).toMatch(
      /^pre|break-spaces/,
    );
  });

  it('writes the edits into it, comments kept, after showing them', async () => {
    const page = await openUp();
    await change(page, 'fleet.gpus', '72');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const save = page.getByRole('dialog', { name: 'Save mine.yaml' });
    await save.getByText('+fleet: { gpus: 72 } # eight nodes').waitFor();
    await save.getByText('-fleet: { gpus: 64 } # eight nodes').waitFor();
    await save.getByRole('button', { name: 'Save', exact: true }).click();
    await messages(page).getByText('mine.yaml is saved.').waitFor();
    expect(onDisk()).toBe(FILE.replace('gpus: 64 }', 'gpus: 72 }'));
    await expect.poll(() => page.url()).not.toContain('set.');
    await page.getByRole('button', { name: 'mine.yaml', exact: true }).waitFor();
    await page.keyboard.press('Control+z');
    await expect.poll(() => page.url()).toContain('set.fleet.gpus=72');
  });

  it('takes what changed on disk, or shows both where both changed', async () => {
    const page = await openUp();
    writeFileSync(path, FILE.replace('name: Mine', 'name: Changed'));
    await page.getByRole('heading', { level: 1, name: 'Changed' }).waitFor();
    await messages(page).getByText('mine.yaml changed on disk. Shown is its new text.').waitFor();
    await change(page, 'site.pue', '1.31');
    await page.getByRole('link', { name: 'File', exact: true }).click();
    await page.getByRole('button', { name: 'Write 1 edit in' }).click();
    await expect.poll(() => page.url()).toContain('draft=');
    writeFileSync(path, FILE.replace('name: Mine', 'name: Again'));
    const banner = page.getByRole('alert').filter({ hasText: 'changed on disk, and you' });
    await banner.getByRole('button', { name: 'Compare…' }).click();
    const compare = page.getByRole('dialog', { name: 'mine.yaml changed on disk' });
    await compare.getByText('+site: { pue: 1.31 }').waitFor();
    await compare.getByText('+name: Again').waitFor();
    await compare.getByRole('button', { name: 'Take both' }).click();
    await banner.waitFor({ state: 'detached' });
    await page.keyboard.press('Control+s');
    await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
    await messages(page).getByText('mine.yaml is saved.').waitFor();
    expect(onDisk()).toContain('name: Again');
    expect(onDisk()).toContain('pue: 1.31');
  });

  it('loses nothing where the file is gone, the server is, or saving is not allowed', async () => {
    const page = await openUp();
    await change(page, 'fleet.gpus', '72');
    rmSync(path);
    await page.getByText('mine.yaml is not on the disk any more. Its text is kept here.').waitFor();
    await page.getByRole('button', { name: 'Write it again…' }).click();
    const save = page.getByRole('dialog', { name: 'Save mine.yaml' });
    await save.getByRole('button', { name: 'Save', exact: true }).click();
    await messages(page).getByText('mine.yaml is saved.').waitFor();
    expect(onDisk()).toContain('gpus: 72 }');
    await change(page, 'fleet.gpus', '80');
    child?.kill('SIGKILL');
    await page.keyboard.press('Control+s');
    await save.getByRole('button', { name: 'Save', exact: true }).click();
    await save
      .getByRole('alert')
      .getByText(/^mine\.yaml was not saved: .* does not answer/)
      .waitFor();
    const coming = page.waitForEvent('download');
    await save.getByRole('textbox', { name: 'Or download it as' }).fill('kept.yaml');
    await page.keyboard.press('Enter');
    const kept = await coming;
    expect(kept.suggestedFilename()).toBe('kept.yaml');
    expect(readFileSync(await kept.path(), 'utf8')).toContain('gpus: 80 }');
    expect(page.url()).toContain('set.fleet.gpus=80');
    expect(onDisk()).toContain('gpus: 72 }');
    const reader = await openUp(['--read-only']);
    await change(reader, 'fleet.gpus', '72');
    await reader.keyboard.press('Control+s');
    await reader.getByText(/It cannot be saved here\. .*--read-only/).waitFor();
    expect(onDisk()).toBe(FILE);
  });

  // Only root may mount a disk that is small enough to be filled.
  it.skipIf(process.getuid?.() !== 0)(
    'says that the disk is full, and saves elsewhere',
    async () => {
      const disk = mkdtempSync(join(tmpdir(), 'gigafactory-disk-'));
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]);
      try {
        path = join(disk, 'mine.yaml');
        const page = await openUp();
        writeFileSync(join(disk, 'other'), Buffer.alloc(65_536 - 2 * 4096));
        fill(join(disk, 'rest'));
        await change(page, 'fleet.gpus', '72');
        await page.keyboard.press('Control+s');
        const save = page.getByRole('dialog', { name: 'Save mine.yaml' });
        await save.getByRole('button', { name: 'Save', exact: true }).click();
        await save
          .getByRole('alert')
          .getByText('mine.yaml was not saved: The disk is full; the file is as it was.')
          .waitFor();
        expect(onDisk()).toBe(FILE);
        const coming = page.waitForEvent('download');
        await save.getByRole('button', { name: 'Download' }).click();
        expect(readFileSync(await (await coming).path(), 'utf8')).toContain('gpus: 72 }');
        expect(page.url()).toContain('set.fleet.gpus=72');
        rmSync(join(disk, 'other'));
        await page.keyboard.press('Control+s');
        await save.getByRole('button', { name: 'Save', exact: true }).click();
        await messages(page).getByText('mine.yaml is saved.').waitFor();
        expect(onDisk()).toContain('gpus: 72 }');
      } finally {
        path = join(home, 'mine.yaml');
        execFileSync('umount', ['--lazy', disk]);
        rmSync(disk, { recursive: true, force: true });
      }
    },
  );
});

/** Takes all that is left of a disk. */
function fill(path: string): void {
  const file = openSync(path, 'w');
  try {
    for (;;) writeSync(file, Buffer.alloc(512));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    closeSync(file);
  }
}

describe('a sweep whose file changes on disk', () => {
  it('begins again with the new text, waits while it cannot be planned, and outlives the file', async () => {
    const page = await openUp();
    const url = new URL(page.url());
    url.search = '?figure=power.facility&over=site.pue&from=1.1&to=1.4&steps=200';
    url.hash = '#/plan/what-if';
    await page.goto(url.href);
    await page.getByRole('button', { name: 'Stop', exact: true }).waitFor();
    writeFileSync(path, 'name: [');
    await page.getByText('It goes on once the file can be planned again.').waitFor();
    expect(await page.getByRole('button', { name: 'Stop', exact: true }).count()).toBe(0);
    const larger = FILE.replace('gpus: 64 }', 'gpus: 128 }');
    writeFileSync(path, larger);
    await page.getByRole('button', { name: 'Stop', exact: true }).waitFor();
    rmSync(path);
    await messages(page).getByText('is not on the disk any more').waitFor();
    const line = page.getByRole('application', { name: /arrow keys read its 200 points/ });
    await line.press('End');
    const last = dispatch('plan', { text: larger, edits: { 'site.pue': '1.4' } });
    if (!last.ok) throw new Error(last.problems[0]?.message);
    const shown = showQuantity(last.value.power.facility, 'W', { digits: 4 });
    await page.getByText(`Power usage effectiveness 1.4: ${shown}`).waitFor();
  });
});
