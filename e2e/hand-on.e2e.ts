import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { dispatch } from '@gigafactory/core/api';
import { csvParse } from 'd3-dsv';
import { afterAll, describe, expect, it } from 'vitest';
import { builtConsole } from './built-console.ts';
import { take, textOf } from './taking.ts';

const EXAMPLE = new URL('../examples/one-pod.yaml', import.meta.url);

const folder = mkdtempSync(join(tmpdir(), 'gigafactory-hand-on-'));

const built = builtConsole();

afterAll(() => rmSync(folder, { recursive: true }));

const open = (address: string) => built.open(address, { acceptDownloads: true });

describe('what the console hands on', () => {
  it('sends a report: one page that needs nothing else, with the edits', async () => {
    const { page, errors } = await open('?file=one-pod&set.site.pue=1.3#/');
    await page.getByRole('region', { name: 'Headline figures' }).waitFor();
    const menu = page.getByRole('button', { name: 'Hand on', exact: true });
    const report = await take(page, menu, 'Report (HTML)');
    expect(report.suggestedFilename()).toBe('one-pod.report.html');
    const html = await textOf(report);
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).not.toMatch(/<script|src="http|href="http[^"]*\.css/);
    const path = join(folder, report.suggestedFilename());
    await report.saveAs(path);
    await page.goto(pathToFileURL(path).href);
    await page.getByRole('heading', { level: 1, name: 'One pod' }).waitFor();
    await page.getByText('site.pue').first().waitFor();
    await page.getByRole('heading', { name: 'Requirements' }).waitFor();
    expect(errors).toEqual([]);
  });

  it('has the scenarios of the file in the report', async () => {
    const { page, errors } = await open('?file=gigafactory-of-compute&scenario=B200#/');
    await page.getByRole('region', { name: 'Headline figures' }).waitFor();
    const menu = page.getByRole('button', { name: 'Hand on', exact: true });
    const report = await take(page, menu, 'Report (HTML)');
    const path = join(folder, 'scenarios.html');
    await report.saveAs(path);
    await page.goto(pathToFileURL(path).href);
    await page.getByText('Of its scenario “B200”.').waitFor();
    const scenarios = page.getByRole('region', { name: 'Scenarios' });
    const power = scenarios.getByRole('row', { name: /^Facility power \d/ });
    expect(await power.getByRole('cell').allInnerTexts()).toMatchObject([
      '160 MW',
      expect.stringMatching(/^224 MW\s+\+40%$/),
      expect.stringContaining('−50%'),
      expect.stringContaining('the same'),
    ]);
    const claim = scenarios.getByRole('row', { name: /^100,000 H100/ });
    expect((await claim.getByRole('cell').allInnerTexts()).map((text) => text.trim())).toEqual([
      ...['holds', 'fails', 'fails', 'holds'],
    ]);
    expect(errors).toEqual([]);
  });

  it('breaks a leaf after the first failure was seen, and compares another recovery under it', async () => {
    const { page, errors } = await open('?file=train-and-serve&days=5&lives=2#/operate/twin');
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await page
      .getByText(/^Attempt \d+ failed: /)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Break a leaf' }).click();
    const chips = page.getByRole('list', { name: 'Broken by hand' });
    await chips.getByText(/leaf group \d+ down/).waitFor();
    await page.getByRole('button', { name: 'Compare recovery' }).click();
    await page.getByRole('application', { name: /^Map of every node, recovery replica/ }).waitFor();
    const table = page.getByRole('table', { name: 'Two policies' });
    await table.getByRole('row', { name: /^ETTR/ }).waitFor();
    await page.getByText(/points of ETTR .*95 %/).waitFor();
    const params = new URL(page.url()).searchParams;
    expect(params.get('break')).toMatch(/^leaf\.\d+\.\d+\.14400$/);
    expect(params.get('speed')).toBe('60');
    expect(errors).toEqual([]);
  });

  it('gives the plan as JSON, as the command does', async () => {
    const { page, errors } = await open('?file=one-pod#/');
    await page.getByRole('region', { name: 'Headline figures' }).waitFor();
    const menu = page.getByRole('button', { name: 'Hand on', exact: true });
    const json = await take(page, menu, 'The plan as JSON');
    const here = dispatch('plan', { text: readFileSync(EXAMPLE, 'utf8') });
    if (!here.ok) throw new Error(JSON.stringify(here.problems));
    const given = JSON.parse(await textOf(json));
    expect(given.power.facility).toBe(here.value.power.facility);
    expect(given.notes['power.facility'].formula).toBe(here.value.notes['power.facility']?.formula);
    expect(errors).toEqual([]);
  });

  it('writes a table as CSV with units in its head and every digit', async () => {
    const { page, errors } = await open('?file=one-pod#/plan/power');
    const menu = page.getByRole('button', { name: 'Hand on: At full load' });
    const csv = await textOf(await take(page, menu, 'Save as CSV'));
    const here = dispatch('plan', { text: readFileSync(EXAMPLE, 'utf8') });
    if (!here.ok) throw new Error(JSON.stringify(here.problems));
    const rows = csvParse(csv);
    expect(rows.columns).toContain('Amount (MW)');
    const whole = rows.find((row) => row['Part'] === 'Facility');
    expect(Number(whole?.['Amount (MW)'])).toBeCloseTo(here.value.power.facility / 1e6, 12);
    expect(errors).toEqual([]);
  });

  it('draws a chart as SVG and PNG, and gives all its samples', async () => {
    const { page, errors } = await open('?file=one-pod&lives=2#/operate/twin');
    const chart = page.getByRole('application', { name: /^Useful share of the time so far/ });
    await chart.waitFor();
    const menu = page.getByRole('button', { name: 'Chart: Useful share of the time so far' });
    const svg = await textOf(await take(page, menu, 'Save as SVG'));
    expect(svg).toMatch(/^<svg xmlns/);
    expect(svg).toContain('Useful share of the time so far');
    const png = await take(page, menu, 'Save as PNG');
    expect(
      readFileSync(await png.path())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    const samples = csvParse(await textOf(await take(page, menu, 'Save as CSV')));
    expect(samples.columns[0]).toBe('time (s)');
    expect(samples.length).toBeGreaterThan(50);
    expect(errors).toEqual([]);
  });

  it('reads charts by keyboard, together, zooms, and shows them as a table', async () => {
    const { page, errors } = await open('?file=one-pod&lives=2#/operate/twin');
    const chart = page.getByRole('application', { name: /^Useful share of the time so far/ });
    await chart.focus();
    await chart.press('End');
    const goodput = page.getByRole('region', { name: 'Goodput' });
    await goodput
      .getByRole('status')
      .getByText(/ d \d\d:\d\d:\d\d: as in the file 9\d/)
      .waitFor();
    // The line is in the other chart too.
    await expect.poll(() => goodput.locator('[class*=cross]').count()).toBeGreaterThan(1);
    await chart.press('+');
    const back = page.getByRole('button', { name: 'Show all' });
    await expect.poll(() => back.count()).toBeGreaterThan(1);
    await back.first().click();
    await expect.poll(() => back.count()).toBe(0);
    const box = await chart.boundingBox();
    if (!box) throw new Error('the chart is not shown');
    await page.mouse.move(box.x + box.width / 3, box.y + 50);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, box.y + 50, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => back.count()).toBeGreaterThan(1);
    await page.getByRole('button', { name: 'Chart: Useful share of the time so far' }).click();
    await page.getByRole('menuitem', { name: 'Data as a table' }).click();
    const table = page.getByRole('table', { name: 'Useful share of the time so far' });
    await table.getByRole('columnheader', { name: 'as in the file' }).waitFor();
    expect(errors).toEqual([]);
  });

  it('draws the map of the fleet as PNG, as it is at that moment', async () => {
    const { page, errors } = await open('?file=one-pod&lives=2&t=0#/operate/twin');
    const canvas = page.locator('canvas[data-painter]');
    await canvas.waitFor();
    const painter = await canvas.evaluate(({ dataset }) => dataset['painter']);
    expect(painter).toMatch(/^(webgl2|2d)$/);
    const menu = page.getByRole('button', { name: 'Hand on: One life' });
    const png = await take(page, menu, 'Save as PNG Map of the fleet at 0 d 00:00:00');
    expect(png.suggestedFilename()).toBe('map-of-the-fleet-at-0-d-00-00-00.png');
    const bytes = readFileSync(await png.path());
    const colours = await page.evaluate(
      async (url) => {
        const image = new Image();
        image.src = url;
        await image.decode();
        const paper = document.createElement('canvas');
        [paper.width, paper.height] = [image.naturalWidth, image.naturalHeight];
        const context = paper.getContext('2d')!;
        context.drawImage(image, 0, 0);
        const { data } = context.getImageData(0, 0, paper.width, paper.height);
        const counts = new Map<number, number>();
        for (let at = 0; at < data.length; at += 4) {
          const colour = (data[at]! << 16) | (data[at + 1]! << 8) | data[at + 2]!;
          counts.set(colour, (counts.get(colour) ?? 0) + 1);
        }
        return [...counts.values()].map((count) => count / (paper.width * paper.height));
      },
      `data:image/png;base64,${bytes.toString('base64')}`,
    );
    // The ground and the nodes: an empty canvas would leave the ground alone.
    expect(colours.filter((share) => share > 0.02).length).toBeGreaterThan(1);
    expect(errors).toEqual([]);
  });
});
