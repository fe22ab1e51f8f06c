import { readFileSync } from 'node:fs';
import { dispatch, type Plan } from '@gigafactory/core/api';
import { showDate, showQuantity } from '@gigafactory/core/base';
import { XAI_TIMELINE } from '@gigafactory/core/facts';
import { describe, expect, it } from 'vitest';

const text = readFileSync(
  new URL('../../examples/gigafactory-of-compute.yaml', import.meta.url),
  'utf8',
);
const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');

const planned = dispatch('plan', { text });
if (!planned.ok) throw new Error(JSON.stringify(planned.problems));
const plan = planned.value;

interface Comparison {
  readonly what: string;
  readonly unit: string;
  readonly published: number;
  readonly ours: (plan: Plan) => number;
  /** Of the published value: to notice a broken model, not an aim. */
  readonly band: number;
}

const COMPARED: readonly Comparison[] = [
  {
    what: 'Critical IT power',
    unit: 'MW',
    published: 150e6,
    ours: ({ power }) => power.it,
    band: 0.35,
  },
  {
    what: 'Facility power',
    unit: 'MW',
    published: 174e6,
    ours: ({ power }) => power.facility,
    band: 0.35,
  },
  {
    what: 'Cost of computers',
    unit: 'BUSD',
    published: 3.59e9,
    ours: ({ money }) => money!.capex.total - money!.capex.construction,
    band: 0.4,
  },
  {
    what: 'Cost of building',
    unit: 'BUSD',
    published: 1.7e9,
    ours: ({ money }) => money!.capex.construction,
    band: 0.4,
  },
  {
    what: 'Cost of both',
    unit: 'BUSD',
    published: 5.29e9,
    ours: ({ money }) => money!.capex.total,
    band: 0.25,
  },
];

describe('100,000 H100 in Memphis', () => {
  it.each(COMPARED)('$what', ({ what, unit, published, ours, band }) => {
    const value = ours(plan);
    const error = value / published - 1;
    expect(Math.abs(error)).toBeLessThan(band);
    const percent = `${error < 0 ? '-' : '+'}${Math.abs(error * 100).toFixed(0)} %`;
    const cells = [what, showQuantity(published, unit), showQuantity(value, unit), percent];
    expect(readme).toContain(`| ${cells.join(' | ')} |`);
  });

  it('compares with what the catalogue holds of the story', () => {
    const published = XAI_TIMELINE.filter(({ date }) => date === '2024-09-02').map(
      ({ value }) => value?.value,
    );
    expect(published).toEqual(expect.arrayContaining([174e6, 3.59e9, 1.7e9]));
  });

  it('is ready by an ordinary schedule long after it was', () => {
    const { ready } = plan.dates!;
    expect(showDate(ready)).toBe('2025-05-18');
    const actual = XAI_TIMELINE.find(({ event }) => event === 'Colossus 1 online')!;
    expect(actual.date).toBe('2024-09-02');
    const late = Math.round((ready - Date.parse(actual.date) / 1000) / 86_400);
    expect(readme).toContain(
      `| Ready | ${actual.date} | ${showDate(ready)} | ${late} days later |`,
    );
  });

  it('holds the claims that were met', () => {
    const verdict = (claim: string) =>
      plan.requirements.find((each) => each.claim === claim)?.verdict;
    expect(verdict('100,000 H100')).toBe('holds');
    expect(verdict('Ready by fall 2025')).toBe('holds');
  });
});
