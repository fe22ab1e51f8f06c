import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { builtConsole } from './built-console.ts';

const built = builtConsole();

function headlines(page: Page): Locator {
  return page.getByRole('region', { name: 'Headline figures' });
}

/** One with every kind of character that a name may have. */
const NAME = 'Warm: "PUE 1.3" #2, {Ωµ} / 50 % & more';

describe('scenarios', () => {
  it('show what a figure was, are kept from edits under a name, and are undone', async () => {
    const { page, errors } = await built.open('?set.site.pue=1.3#/');
    await headlines(page).getByText('was 160 MW').waitFor();
    await headlines(page).getByText('+14%', { exact: true }).first().waitFor();
    await page.getByRole('button', { name: 'Keep as a scenario' }).click();
    const dialog = page.getByRole('dialog', { name: 'Scenarios' });
    const form = dialog.getByRole('form', { name: 'Keep the edits as a scenario' });
    const name = form.getByRole('textbox', { name: 'Name' });
    await name.fill('base');
    await form.getByRole('button', { name: 'Keep', exact: true }).click();
    await form.getByRole('alert').getByText('is the file without a scenario').waitFor();
    await name.fill(NAME);
    await form.getByRole('button', { name: 'Keep', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    const picker = page.getByRole('combobox', { name: 'Scenario' });
    await expect.poll(() => picker.inputValue()).toBe(NAME);
    await headlines(page).getByText('was 160 MW').waitFor();
    expect(new URL(page.url()).searchParams.get('scenario')).toBe(NAME);
    // Without it the plan is that of the file, and the scenario is a step that Undo takes back.
    await picker.selectOption('as in the file');
    await headlines(page).getByText('was 160 MW').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await page.getByRole('link', { name: '1 edit' }).waitFor();
    await expect.poll(() => picker.locator('option').allInnerTexts()).not.toContain(NAME);
    expect(errors).toEqual([]);
  });

  it('say so where they cannot be planned, or are not there', async () => {
    const { page } = await built.open('?scenario=Nowhere#/');
    const alert = page.getByRole('alert').filter({ hasText: 'problem' });
    await alert.getByText('The file has no scenario "Nowhere"').waitFor();
    await alert.getByRole('button', { name: 'Show the file without it' }).click();
    await headlines(page).waitFor();
    await page.goto(`${built.url}/?scenario=B200&set.scenarios.B200.site.pue=0.5#/`);
    await page.getByText('in scenario “B200”').waitFor();
  });

  it('are compared side by side, a failing one with its problem, at an address of its own', async () => {
    const { page, errors } = await built.open('?set.site.pue=1.3#/plan/compare');
    const figures = page.getByRole('table', { name: 'Figures' });
    const power = figures.getByRole('row', { name: /^Facility power 160/ });
    await power.getByText('+14%').waitFor();
    await power.getByText('+40%').waitFor();
    await page.getByRole('checkbox', { name: 'Recovery by replica' }).uncheck();
    await expect
      .poll(() => figures.getByRole('columnheader').allInnerTexts())
      .toEqual([...['Figure', 'The file', 'as edited now', 'B200', '50,000 GPUs']]);
    await page.reload();
    await power.getByText('+40%').waitFor();
    expect(await page.getByRole('checkbox', { name: 'Recovery by replica' }).isChecked()).toBe(
      false,
    );
    await page.getByRole('table', { name: 'Requirements' }).getByText('100,000 H100').waitFor();
    await page.getByRole('table', { name: 'Strategies' }).getByText(/^TP/).first().waitFor();
    await page.goto(`${built.url}/?set.scenarios.B200.fleet.gpus=1001#/plan/compare`);
    const heads = page.getByRole('list', { name: 'What is compared' });
    await heads.getByText('cannot be planned').waitFor();
    await figures.getByText('−50%').first().waitFor();
    expect(errors).toEqual([]);
  });

  it('have twins that meet the same failures', async () => {
    const { page, errors } = await built.open(
      '?lives=4&days=2&cases=["Recovery by replica"]#/plan/compare',
    );
    await page.getByRole('button', { name: 'Simulate all 2' }).click();
    const twins = page.getByRole('table', { name: 'Twins' });
    await twins
      .getByRole('row', { name: /^Recovery by replica/ })
      .getByText(/points, 95%/)
      .waitFor();
    expect(errors).toEqual([]);
  });
});

describe('what if', () => {
  it('sweeps an input, can be stopped and goes on, and makes a point an edit', async () => {
    const { page, errors } = await built.open(
      '?figure=power.facility&over=site.pue&from=0.9&to=1.4&steps=400#/plan/what-if',
    );
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByText('Stopped.').waitFor();
    const steps = page.getByRole('textbox', { name: 'Values' });
    await steps.fill('11');
    await steps.press('Enter');
    const line = page.getByRole('application', { name: /arrow keys read its 11 points/ });
    await line.waitFor();
    const gaps = page.getByRole('list', { name: 'Points without a plan' });
    await gaps.getByText('2 points without a plan').waitFor();
    await line.press('End');
    await page.getByText('Power usage effectiveness 1.4: 19').waitFor();
    await page.getByRole('button', { name: 'Use these values' }).click();
    await page.getByRole('link', { name: '1 edit' }).waitFor();
    expect(errors).toEqual([]);
  });

  it('refuses an input of words, and a range that goes nowhere', async () => {
    const { page } = await built.open('?over=hardware.gpu&from=1&to=2#/plan/what-if');
    await page.getByText('"hardware.gpu" is not a number').waitFor();
    await page.goto(`${built.url}/?over=site.pue&from=1.4&to=1.1#/plan/what-if`);
    await page.getByText('A span goes from a smaller value to a larger one').waitFor();
  });

  it('varies two inputs on a map', async () => {
    const { page, errors } = await built.open(
      '?over=site.pue&over2=site.otherItShare&steps=4#/plan/what-if',
    );
    const map = page.getByRole('application', { name: /arrow keys read its 4 times 4 points/ });
    await map.press('ArrowRight');
    await page.getByRole('button', { name: 'Use these values' }).click();
    await page.getByRole('link', { name: '2 edits' }).waitFor();
    expect(errors).toEqual([]);
  });

  it('makes a failing claim hold by one press, and takes it back', async () => {
    const { page, errors } = await built.open('#/');
    const claims = page.getByRole('table', { name: 'Requirements' });
    const claim = claims.getByRole('row').filter({ hasText: 'Fits the 150 MW' });
    await claim.getByText('fails').waitFor();
    await claim.getByRole('button', { name: 'What would make it hold?' }).click();
    await claim.getByRole('button', { name: /^Use Power usage effectiveness 1\.0/ }).click();
    await claim.getByText('was: fails').waitFor();
    await claim.getByText('holds').first().waitFor();
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await claim.getByText('was: fails').waitFor({ state: 'hidden' });
    await claim.getByText('fails').waitFor();
    expect(errors).toEqual([]);
  });

  it('is led to from the derivation of a figure', async () => {
    const { page, errors } = await built.open('?why=money.capex.total#/');
    await page.getByRole('button', { name: 'What moves it' }).click();
    const tornado = page.getByRole('table', { name: 'What moves CapEx' });
    await tornado.getByRole('button').first().click();
    await page
      .getByRole('dialog', { name: 'Derivation' })
      .getByRole('button', { name: 'Vary it' })
      .waitFor();
    expect(errors).toEqual([]);
  });
});
