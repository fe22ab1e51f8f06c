import { readFileSync } from 'node:fs';
import { dispatch } from '@gigafactory/core/api';
import { showQuantity } from '@gigafactory/core/base';
import { describe, expect, it } from 'vitest';
import { builtConsole } from './built-console.ts';

const EXAMPLE = new URL('../examples/gigafactory-of-compute.yaml', import.meta.url);

const built = builtConsole();

describe('the power page in Chromium', () => {
  it('sizes the battery for another ramp limit of the file, refuses none, and explains it', async () => {
    const text = readFileSync(EXAMPLE, 'utf8');
    const here = dispatch('power', { text, rampLimit: '1 MW/s' });
    if (!here.ok) throw new Error(JSON.stringify(here.problems));
    const { page, errors } = await built.open('#/plan/power');
    const limit = page.getByLabel('Ramp limit of the grid');
    await page.getByRole('img', { name: /^Site power over .* on average/ }).waitFor();
    expect(await limit.inputValue()).toBe('10 MW/min');
    await limit.fill('0 MW/min');
    await limit.press('Enter');
    await page.getByText('must be at least').first().waitFor();
    await limit.fill('1 MW/s');
    await limit.press('Enter');
    const energy = showQuantity(here.value.safe.energy, 'MWh');
    const battery = page.getByRole('button', { name: `Energy of the safe battery: ${energy}` });
    await battery.click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText('sitePower.grok-3.safe.energy').waitFor();
    await drawer.getByRole('button', { name: /How fast power from the grid may change/ }).waitFor();
    expect(new URL(page.url()).searchParams.get('set.site.rampLimit')).toBe('1 MW/s');
    expect(errors).toEqual([]);
  });
});
