import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { builtConsole } from './built-console.ts';

const built = builtConsole();

const openFile = (file = 'gigafactory-of-compute') => built.open(`?file=${file}#/files/file`);

const textOf = (page: Page) => page.getByRole('textbox', { name: /as text/ });

/** Puts the caret at the end of the first line that reads so. */
async function goToLine(page: Page, content: string): Promise<void> {
  await textOf(page).getByText(content).first().click();
  await page.keyboard.press('End');
}

describe('the editor of the file', () => {
  it('marks a mistake in its margin and mends it with one press', async () => {
    const { page, errors } = await openFile();
    await goToLine(page, 'gpu: h100-sxm');
    await page.keyboard.type('x');
    const problems = page.getByRole('alert', { name: /1 problem/ });
    await problems.getByText(/There is no GPU "h100-sxmx"/).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.cm-lint-marker-error').hover();
    await page.getByRole('button', { name: 'Use “h100-sxm”' }).last().click();
    await problems.waitFor({ state: 'detached' });
    expect(await textOf(page).innerText()).toContain('gpu: h100-sxm\n');
    expect(errors).toEqual([]);
  });

  it('completes the names of the catalogue, and says what a key means', async () => {
    const { page, errors } = await openFile();
    await goToLine(page, 'gpu: h100-sxm');
    for (let at = 0; at < 'h100-sxm'.length; at++) await page.keyboard.press('Backspace');
    await page.keyboard.type('h20');
    const completions = page.getByRole('listbox', { name: 'Completions' });
    await completions.getByRole('option', { name: /^h200-sxm/ }).click();
    await expect.poll(() => textOf(page).innerText()).toContain('gpu: h200-sxm');
    await textOf(page).getByText('pue: ai-spec').hover();
    await page.getByText('Power usage effectiveness', { exact: true }).first().waitFor();
    expect(errors).toEqual([]);
  });

  it('shows in the form what is typed in the text, and the other way round, comments kept', async () => {
    const { page, errors } = await openFile();
    await goToLine(page, 'pue: ai-specialised-2023');
    await page.keyboard.press('Home');
    const pue = page.getByRole('textbox', { name: 'Site PUE' });
    await pue.waitFor();
    await pue.fill('1.25');
    await pue.press('Enter');
    await expect.poll(() => textOf(page).innerText()).toContain('pue: 1.25 # liquid-cooled');
    await goToLine(page, 'name: Memphis, Tennessee');
    await page.keyboard.type(' (USA)');
    const name = page.getByRole('textbox', { name: 'Site Name' });
    await expect.poll(() => name.inputValue()).toBe('Memphis, Tennessee (USA)');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => textOf(page).innerText()).not.toContain('(USA)');
    expect(errors).toEqual([]);
  });

  it('can be left with the keyboard alone', async () => {
    const { page } = await openFile();
    await textOf(page).focus();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    expect(await textOf(page).evaluate((element) => element === document.activeElement)).toBe(
      false,
    );
  });
});

describe('a new user', () => {
  it('changes to B200 with its kit and sees what changes', async () => {
    const { page, errors } = await openFile();
    await page.getByRole('combobox', { name: 'GPU', exact: true }).selectOption('b200-sxm');
    const problems = page.getByRole('alert', { name: /1 problem/ });
    await problems.getByRole('button', { name: 'Take the kit of b200-sxm' }).click();
    await problems.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Overview', exact: true }).click();
    const headline = page.getByRole('region', { name: 'Headline figures' });
    await headline.getByRole('button', { name: /^[^:]*power[^:]*: 224 MW/i }).waitFor();
    expect(errors).toEqual([]);
  });

  it('adds a run and a claim', async () => {
    const { page, errors } = await openFile();
    await page.getByRole('button', { name: 'Add a run' }).click();
    const run = page.getByRole('region', { name: 'run-1', exact: true });
    await run.getByRole('button', { name: 'Rename run run-1' }).click();
    await run.getByRole('textbox', { name: 'Name of run run-1' }).fill('small');
    await page.keyboard.press('Enter');
    const model = page.getByRole('combobox', { name: 'small Model' });
    await model.fill('llama3-8b');
    await model.press('Enter');
    await page.getByRole('button', { name: 'Undo', exact: true }).first().waitFor();
    await page.getByRole('button', { name: 'Add a claim' }).click();
    const claim = page.getByRole('region', { name: 'A fleet of 100,000 GPUs' });
    const words = claim.getByRole('textbox', { name: /Claim$/ });
    await words.fill('It is done in a day');
    await words.press('Enter');
    const added = page.getByRole('region', { name: 'It is done in a day' });
    await added.getByRole('textbox', { name: /Quantity$/ }).fill('training.small.duration');
    await page.keyboard.press('Enter');
    await added.getByRole('textbox', { name: /At least$/ }).fill('');
    await page.keyboard.press('Enter');
    await added.getByRole('textbox', { name: /At most$/ }).fill('1 d');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Overview', exact: true }).click();
    await page.getByText('It is done in a day').first().waitFor();
    await page.getByRole('table', { name: 'Training runs' }).getByText('small').first().waitFor();
    expect(errors).toEqual([]);
  });

  it('shows what names an entry before it is renamed or removed', async () => {
    const { page, errors } = await openFile();
    // The run, and the model that it trains.
    const both = page.getByRole('region', { name: 'grok-3', exact: true });
    await page.getByRole('button', { name: 'Rename run grok-3' }).click();
    await page.getByRole('textbox', { name: 'Name of run grok-3' }).fill('colossus');
    await page.keyboard.press('Enter');
    const rename = page.getByRole('dialog', { name: 'Rename run grok-3 to colossus' });
    await rename.getByText('and will have the new name:').waitFor();
    await rename.getByText('the claim “Trains Grok 3 within half a year”').waitFor();
    await rename.getByText('runs.grok-3.gpus in the scenario “50,000 GPUs”').waitFor();
    // Nothing is done yet, and Cancel leaves it so, with the name at hand.
    await rename.getByRole('button', { name: 'Cancel' }).click();
    expect(await both.count()).toBe(2);
    await page.getByRole('textbox', { name: 'Name of run grok-3' }).press('Enter');
    await rename.getByRole('button', { name: 'Rename' }).click();
    const renamed = page.getByRole('region', { name: 'colossus', exact: true });
    await renamed.waitFor();
    await renamed.getByRole('button', { name: 'Remove run colossus' }).click();
    const remove = page.getByRole('dialog', { name: 'Remove run colossus' });
    await remove.getByText('go with it:').waitFor();
    await remove.getByText('the claim “Trains Grok 3 within half a year”').waitFor();
    await remove.getByRole('button', { name: 'Remove all of it' }).click();
    await renamed.waitFor({ state: 'detached' });
    const claim = page.getByRole('region', { name: 'Trains Grok 3 within half a year' });
    await claim.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
    await renamed.waitFor();
    await claim.waitFor();
    expect(errors).toEqual([]);
  });
});
