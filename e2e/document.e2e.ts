import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { openPage } from './browser.ts';
import { builtConsole } from './built-console.ts';

const built = builtConsole();

/** A headline figure, by its label and value. */
function headline(page: Page, figure: RegExp): Locator {
  return page
    .getByRole('region', { name: 'Headline figures' })
    .getByRole('button', { name: figure });
}

/** Until the browser has kept what was changed first. */
async function kept(page: Page): Promise<void> {
  await page.waitForFunction(() => localStorage.getItem('gigafactory.kept') !== null);
}

const FIVE_LINES = `gigafactory: 1
hardware: { gpu: h100-sxm }
fleet: { gpus: 64 }
runs:
  sft: { model: llama3-8b, tokens: 15B, globalBatch: 512, sequenceLength: 8192, gpus: 64 }
`;

/** Drops a file on the page, as a person does with a mouse. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  const data = await page.evaluateHandle(
    ([file = '', content = '']) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], file));
      return transfer;
    },
    [name, text],
  );
  await page.dispatchEvent('main', 'drop', { dataTransfer: data });
}

/** Pastes a text where no field has the focus. */
async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((content) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', content);
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    document.body.dispatchEvent(event);
  }, text);
}

/** Changes a value on the page of the file, by its path. */
async function edit(page: Page, path: string, text: string): Promise<void> {
  const field = page.locator(`[data-path="${path}"]`).getByRole('textbox');
  await field.fill(text);
  await field.press('Enter');
}

describe('a document', () => {
  it('undoes and redoes by keys, over reloads', async () => {
    const { page, errors } = await built.open('?file=one-pod#/files/file');
    await edit(page, 'site.pue', '1.31');
    await expect.poll(() => page.url()).toContain('set.site.pue=1.31');
    await edit(page, 'site.pue', '1.32');
    await expect.poll(() => page.url()).toContain('set.site.pue=1.32');
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'File' }).waitFor();
    await page.keyboard.press('Control+z');
    await expect.poll(() => page.url()).toContain('set.site.pue=1.31');
    await page.keyboard.press('Control+z');
    await expect.poll(() => page.url()).not.toContain('set.');
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'File' }).waitFor();
    await page.keyboard.press('Control+Shift+z');
    await expect.poll(() => page.url()).toContain('set.site.pue=1.31');
    await page.keyboard.press('Control+y');
    await expect.poll(() => page.url()).toContain('set.site.pue=1.32');
    expect(errors).toEqual([]);
  });

  it('keeps a text that differs from the file, and finds it again', async () => {
    const { page, errors } = await built.open('?file=one-pod&set.site.pue=1.31#/files/file');
    await page.getByRole('button', { name: 'Write 1 edit in' }).click();
    await expect.poll(() => page.url()).toMatch(/\?file=one-pod&draft=[0-9a-f]{16}#/);
    await kept(page);
    // Another tab, which asks for the file by its name alone.
    const other = await page.context().newPage();
    await other.goto(`${built.url}/?file=one-pod#/`);
    await headline(other, /^GPUs: /).waitFor();
    expect(other.url()).toBe(page.url().replace('/files/file', '/'));
    await other.keyboard.press('Control+z');
    await expect.poll(() => other.url()).toContain('set.site.pue=1.31');
    await other.keyboard.press('Control+z');
    await expect.poll(() => other.url()).toBe(`${built.url}/?file=one-pod#/`);
    expect(errors).toEqual([]);
  });

  it('comes back with its edits after another was opened', async () => {
    const { page, errors } = await built.open('?file=one-pod&set.site.pue=1.31#/');
    await headline(page, /^GPUs: /).waitFor();
    await page.keyboard.press('o');
    const files = page.getByRole('dialog', { name: 'Factory files' });
    await files
      .getByRole('region', { name: 'Examples' })
      .getByRole('button', { name: /405B/ })
      .click();
    const messages = page.getByRole('region', { name: 'Messages' });
    await messages.getByText('1 edit of one-pod.yaml left behind.').waitFor();
    await page.getByRole('heading', { level: 1, name: 'Llama 3 405B' }).waitFor();
    await messages.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => page.url()).toBe(`${built.url}/?file=one-pod&set.site.pue=1.31#/`);
    await page.keyboard.press('o');
    await files.getByRole('button', { name: /405B/ }).click();
    await expect.poll(() => page.url()).toBe(`${built.url}/?file=llama3-405b#/`);
    await page.keyboard.press('o');
    await files.getByRole('button', { name: /One pod/ }).click();
    await expect.poll(() => page.url()).toBe(`${built.url}/?file=one-pod&set.site.pue=1.31#/`);
    expect(errors).toEqual([]);
  });

  it('is opened by a drop or a paste anywhere, listed, and forgotten with a way back', async () => {
    const { page, errors } = await built.open('#/plan/money');
    await page.getByRole('heading', { level: 1, name: 'Money' }).waitFor();
    await drop(page, 'größe & 文 #1?.yaml', `# mine\n${FIVE_LINES}`);
    const button = page.getByRole('button', { name: 'größe & 文 #1?.yaml' });
    await button.waitFor();
    await paste(page, FIVE_LINES.replace('gigafactory: 1', 'gigafactory: 1\nname: Pasted, one'));
    await page.getByRole('button', { name: 'pasted-one.yaml' }).waitFor();
    const messages = page.getByRole('region', { name: 'Messages' });
    await paste(page, 'Dear all,');
    await messages.getByText(/is no factory file/).waitFor();
    await drop(page, 'a.png', '\u0000PNG');
    await messages.getByText('“a.png” was not opened: it is not a text.').waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'pasted-one.yaml' }).click();
    const here = page.getByRole('dialog').getByRole('region', { name: 'This computer' });
    await here.getByRole('button', { name: 'Forget größe & 文 #1?.yaml' }).click();
    await here.getByText('größe & 文').waitFor({ state: 'detached' });
    await messages.getByRole('button', { name: 'Undo' }).click();
    await here.getByRole('button', { name: /^größe & 文 #1\?\.yaml/ }).click();
    await button.waitFor();
    expect(await page.evaluate(() => document.title)).toContain('Money');
    expect(errors).toEqual([]);
  });

  it('travels in a link that carries its text, to a browser that never saw it', async () => {
    const { page } = await built.open('');
    await drop(page, 'größe.yaml', FIVE_LINES.replace('gpus: 64', 'gpus: 72'));
    await page.getByRole('button', { name: 'größe.yaml' }).click();
    await page.getByRole('button', { name: 'Share a link' }).click();
    await page.getByText(/^[\d,]+ characters, with the text and the edits inside/).waitFor();
    const link = await page.getByRole('textbox', { name: 'Link' }).inputValue();
    const { page: other, errors } = await openPage(built.browser);
    await other.goto(link);
    await headline(other, /^GPUs: 72/).waitFor();
    await other.getByRole('button', { name: 'größe.yaml' }).waitFor();
    expect(other.url()).not.toContain('shared');
    // A link that was cut off on its way.
    await other.goto(`${link.slice(0, -40)}`);
    await other.getByText(/^The link cannot be read: its text is damaged/).waitFor();
    await headline(other, /^GPUs: 100,000/).waitFor();
    expect(errors).toEqual([]);
  });

  it('keeps what two tabs make of one file, and tells the other', async () => {
    const { page, errors } = await built.open('?file=one-pod#/');
    await headline(page, /^GPUs: /).waitFor();
    const other = await page.context().newPage();
    await other.goto(`${built.url}/?file=one-pod&set.site.pue=1.41#/files/file`);
    await other.getByRole('button', { name: 'Write 1 edit in' }).click();
    await expect.poll(() => other.url()).toContain('draft=');
    await page.goto(`${built.url}/?file=one-pod&set.site.pue=1.42#/files/file`);
    await page.getByRole('button', { name: 'Write 1 edit in' }).click();
    const told = other.getByRole('region', { name: 'Messages' });
    await told.getByText('Another tab changed one-pod.yaml too.').waitFor();
    expect(other.url()).not.toBe(page.url());
    // Each goes on from its own, and both stand in the history of either.
    await other.reload();
    await other.getByRole('button', { name: 'Edits and history' }).click();
    const steps = other.getByRole('dialog', { name: 'Changes' });
    await steps.getByRole('button', { name: /^PUE 1\.42/ }).waitFor();
    await steps.getByRole('button', { name: /^PUE 1\.41/ }).click();
    await expect.poll(() => other.url()).toContain('set.site.pue=1.41');
    expect(errors).toEqual([]);
  });

  it('says that nothing is kept where the browser denies it, and goes on', async () => {
    const { page, errors } = await openPage(built.browser);
    await page.addInitScript(() => {
      const denied = (): never => {
        throw new DOMException('denied', 'SecurityError');
      };
      for (const name of ['indexedDB', 'localStorage'])
        Object.defineProperty(window, name, { get: denied });
    });
    await page.goto(`${built.url}/?file=one-pod#/files/file`);
    await edit(page, 'site.pue', '1.31');
    await page.getByText(/^This browser keeps nothing/).waitFor();
    await edit(page, 'site.pue', '1.32');
    await expect.poll(() => page.url()).toContain('set.site.pue=1.32');
    await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
    await expect.poll(() => page.url()).toContain('set.site.pue=1.31');
    expect(errors).toEqual([]);
  });

  it('takes a file of 4 MB, and has it after a reload', async () => {
    const { page } = await built.open('');
    const filler = `# ${'x'.repeat(97)}\n`.repeat(40_000);
    await drop(page, 'large.yaml', `${FIVE_LINES}${filler}`);
    await page.getByRole('button', { name: 'large.yaml' }).waitFor();
    await kept(page);
    await page.reload();
    await page.getByRole('button', { name: 'large.yaml' }).click();
    await page.getByRole('button', { name: 'Share a link' }).click();
    await page.getByText(/^[\d,]+ characters/).waitFor();
  });

  it('says that the storage is full, and keeps what changes once there is room', async () => {
    const { page, errors } = await openPage(built.browser, { acceptDownloads: true });
    await page.addInitScript(() => {
      const { put } = IDBObjectStore.prototype;
      IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...given) {
        if (document.documentElement.dataset['full'] === undefined) return put.apply(this, given);
        throw new DOMException('no room', 'QuotaExceededError');
      };
    });
    const fill = (isFull: boolean) =>
      page.evaluate((full) => document.documentElement.toggleAttribute('data-full', full), isFull);
    await page.goto(`${built.url}/?file=one-pod#/files/file`);
    await edit(page, 'site.pue', '1.31');
    await kept(page);
    await fill(true);
    await drop(page, 'mine.yaml', FIVE_LINES);
    await page.getByRole('button', { name: 'mine.yaml' }).waitFor();
    const message = page
      .getByRole('region', { name: 'Messages' })
      .locator('> *')
      .filter({ hasText: 'This browser’s storage is full' });
    const coming = page.waitForEvent('download');
    await message.getByRole('button', { name: 'Download' }).click();
    expect((await coming).suggestedFilename()).toBe('mine.yaml');
    await page.evaluate(() => {
      window.location.hash = '#/files/file';
    });
    await edit(page, 'site.pue', '1.41');
    await fill(false);
    await edit(page, 'site.pue', '1.42');
    await page.getByRole('button', { name: 'Edits and history' }).click();
    await page.getByRole('dialog', { name: 'Changes' }).getByText('1.42').first().waitFor();
    // What the tab noted down for itself is not what is asked for here.
    await page.evaluate(() => sessionStorage.clear());
    const other = await page.context().newPage();
    await other.goto(`${built.url}/#/`);
    await headline(other, /^GPUs: /).waitFor();
    await other.keyboard.press('o');
    await other
      .getByRole('dialog')
      .getByRole('button', { name: /^mine\.yaml changed/ })
      .click();
    await expect.poll(() => other.url()).toContain('set.site.pue=1.42');
    expect(errors).toEqual([]);
  });

  it('opens what was dropped before the page was drawn', async () => {
    const { page, errors } = await openPage(built.browser);
    await page.addInitScript((text) => {
      // Once the page's script has begun, and before it has asked the browser for what it keeps.
      document.addEventListener('DOMContentLoaded', () => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([text], 'early.yaml'));
        const dropped = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
        document.body.dispatchEvent(dropped);
        // Else the browser leaves the page for the file.
        document.documentElement.toggleAttribute('data-kept', dropped.defaultPrevented);
      });
    }, FIVE_LINES);
    await page.goto(`${built.url}/#/`);
    await page.getByRole('button', { name: 'early.yaml' }).waitFor();
    await headline(page, /^GPUs: 64/).waitFor();
    expect(await page.locator('html[data-kept]').count()).toBe(1);
    expect(errors).toEqual([]);
  });

  it('says of a file of 300 runs what is too much, and loses nothing of it', async () => {
    const { page } = await built.open('');
    const runs = Array.from(
      { length: 299 },
      (_, at) => `  sft-${at}: { model: llama3-8b, tokens: 15B, gpus: 64 }\n`,
    );
    await drop(page, 'many.yaml', FIVE_LINES + runs.join(''));
    await page.getByRole('alert').getByText('300 are too many; at most 20').waitFor();
    await kept(page);
    await page.reload();
    await page.getByRole('link', { name: 'Go to the file' }).click();
    await page
      .getByRole('textbox', { name: /as text/ })
      .getByText('sft-7')
      .first()
      .waitFor();
  });
});
