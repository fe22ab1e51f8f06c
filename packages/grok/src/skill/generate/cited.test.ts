import { createStream } from '@gigafactory/core/base';
import { describe, expect, it } from 'vitest';
import { FIGURES } from '../book/read.ts';
import { catalogueNames } from '../file/view-of.ts';
import { codeOf } from '../see/codes.ts';
import { draftCited, draftContrast, draftSwap } from './cited.ts';
import { draftPart } from './families.ts';
import { School } from './world.ts';

const stream = createStream(11);
const drawn = <Item>(draw: () => Item): Item[] => Array.from({ length: 200 }, draw);
const CODES = new Set(FIGURES.map(({ pattern }) => codeOf(pattern)));
const LABELS = new Map(FIGURES.map(({ pattern }) => [pattern, pattern]));

describe('lessons that say what stands in the plan', () => {
  it('explain a figure whose value is cited, and leave no slot of their own open', () => {
    for (const { text, call } of drawn(() => draftCited(stream))) {
      expect(CODES).toContain(/^\{"explain":"(\w+)"\}$/.exec(call)?.[1]);
      expect(text).not.toContain('{v}');
    }
  });

  it('wish for one value of two', () => {
    for (const { text, call } of drawn(() => draftContrast(stream))) {
      const value = /^\{"plan":\{"\w+":"<([^>]+)>"\}\}$/.exec(call)?.[1];
      expect(value).toBeDefined();
      expect(text).toContain(value);
      expect(text).not.toMatch(/\{[nvw]\}/);
    }
  });

  it('swap GPUs for others', () => {
    for (const { text, call } of drawn(() => draftSwap(stream))) {
      expect(text).toContain('{g2}');
      expect(call).toMatch(/^\{"plan":\{"SetHardwareGpu":"<.+>"\}\}$/);
    }
  });

  it('take the GPUs that are wanted, wherever they stand', () => {
    const school = new School(3, LABELS, catalogueNames());
    const lessons = Array.from({ length: 4000 }, (_, number) => school.lesson(number));
    const swaps = lessons.filter(
      ({ question, call, seen }) =>
        call.includes('SetHardwareGpu"') &&
        seen.tags.has('Gb') &&
        /^(?:replace|swap)\b.*\b(?:by|with|for)\b/.test(question),
    );
    expect(swaps.length).toBeGreaterThan(0);
    for (const { call, question } of swaps) expect(call, question).toContain('" Gb"');
  });
});

describe('a question about a part', () => {
  it('asks for a figure that there is, after another', () => {
    for (const { text, call, before } of drawn(() => draftPart(stream))) {
      expect(CODES).toContain(/^\{"explain":"(\w+)"\}$/.exec(call)?.[1]);
      expect([...CODES].map((code) => `explain ${code}`)).toContain(before);
      expect(text).not.toContain('{');
    }
  });
});
