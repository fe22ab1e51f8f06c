import { describe, expect, it } from 'vitest';
import { findUnit, isKnown, type Known } from '../base/index.ts';
import { CATALOGUE } from './catalogue.ts';
import { NODES } from './nodes.ts';
import { FAILURE_PROFILES } from './reliability.ts';
import { SOURCES } from './sources.ts';
import { SWITCHES } from './switches.ts';

type Entry = readonly [path: string, known: Known];

function knownsOf(tree: unknown, path = ''): Entry[] {
  if (typeof tree !== 'object' || tree === null) return [];
  const here: Entry[] = isKnown(tree) ? [[path, tree]] : [];
  return [
    ...here,
    ...Object.entries(tree).flatMap(([key, value]) => knownsOf(value, `${path}.${key}`)),
  ];
}

const everything = knownsOf(CATALOGUE);

describe('the catalogue', () => {
  it('is not empty', () => {
    expect(everything.length).toBeGreaterThan(250);
  });

  it('cites a source or says why it assumes', () => {
    const bad = everything.filter(([, { provenance, source, reason }]) =>
      provenance === 'assumed' ? !reason : !source?.title,
    );
    expect(bad.map(([path]) => path)).toEqual([]);
  });

  it('shows every value in a unit that exists', () => {
    expect(everything.filter(([, { unit }]) => !findUnit(unit)).map(([path]) => path)).toEqual([]);
  });

  it('keeps every value finite, positive and inside its range', () => {
    const bad = everything.filter(([, { value, range }]) => {
      const inside = !range || (range[0] <= value && value <= range[1]);
      return !(value > 0 && Number.isFinite(value) && inside);
    });
    expect(bad.map(([path]) => path)).toEqual([]);
  });

  it('offers alternatives of the same dimension', () => {
    const bad = everything.filter(([, { unit, alternatives }]) =>
      alternatives?.some((other) => {
        const [a, b] = [findUnit(unit)!.dimension, findUnit(other.unit)!.dimension];
        return JSON.stringify(a) !== JSON.stringify(b);
      }),
    );
    expect(bad.map(([path]) => path)).toEqual([]);
  });

  it('names each source once', () => {
    const titles = Object.values(SOURCES).map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it('puts GPUs into nodes and profiles that it knows', () => {
    const names = [...Object.values(NODES), ...Object.values(FAILURE_PROFILES)].map((x) => x.gpu);
    expect(names.filter((name) => !(name in CATALOGUE.gpu))).toEqual([]);
  });

  it('keeps a node within its nameplate and a switch above its passive power', () => {
    for (const node of Object.values(NODES)) {
      expect(node.power.value).toBeLessThanOrEqual(node.nameplatePower.value);
    }
    for (const { power, passivePower } of Object.values(SWITCHES)) {
      expect(power.value).toBeGreaterThan(passivePower.value);
    }
  });

  it('holds the dates of the timeline in order', () => {
    const months = CATALOGUE.timeline.map(({ date }) => date.slice(0, 7));
    expect(months).toEqual(months.toSorted());
  });
});

describe('the Llama 3 failures', () => {
  const { causes, rate } = FAILURE_PROFILES['llama3-2024']!;
  const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0);

  it('add up to the 419 of the paper', () => {
    expect(sum(causes.map(({ count }) => count ?? Number.NaN))).toBe(419);
  });

  it('come to 3.79 per 1,000 node-days, cause by cause and in total', () => {
    expect(rate.value * 86_400 * 1000).toBeCloseTo(3.789, 3);
    expect(sum(causes.map((cause) => cause.rate.value))).toBeCloseTo(rate.value, 15);
  });

  it('need a repair about as often as the paper finds hardware at fault (78 %)', () => {
    const repaired = causes
      .filter(({ repair }) => repair !== 'none')
      .map(({ count }) => count ?? 0);
    expect(Math.abs(sum(repaired) / 419 - 0.78)).toBeLessThan(0.01);
  });
});

describe('the RSC-1 job hazard', () => {
  it('brings a job of 128 nodes to the 7.9 hours that were measured', () => {
    const { rate, jobRate } = FAILURE_PROFILES['rsc1-2024']!;
    expect(1 / (128 * rate.value + jobRate!.value) / 3600).toBeCloseTo(7.9, 1);
  });
});
