import { describe, expect, it } from 'vitest';
import { readFactory } from '../factory/index.ts';
import { planFactory } from './index.ts';
import { exampleText } from './notes.fixture.ts';

const POD = exampleText('one-pod');
const PLACES = { run: /\bpretrain\b/g, task: /\binstallation\b/g, model: /\bllama-3-70b\b/g };

function planned(text: string) {
  const read = readFactory(text);
  return read.ok ? planFactory(read.value) : read;
}

/** The parts of a plan that are keyed by names from the file. */
function sizes(text: string): number[] {
  const plan = planned(text);
  if (!plan.ok) throw new Error(JSON.stringify(plan.problems));
  const { training, dates, notes } = plan.value;
  return [training, dates?.tasks ?? {}, notes].map((each) => Object.keys(each).length);
}

describe('names that every object has', () => {
  const usual = sizes(POD);

  it.each(['constructor', 'toString', 'valueOf', 'hasOwnProperty', 'prototype'])(
    'are names like others: %s',
    (name) => {
      for (const place of Object.values(PLACES)) {
        const text = POD.replace(place, name);
        expect(text).not.toBe(POD);
        expect(sizes(text)).toEqual(usual);
      }
    },
  );

  it.each(['__proto__', '__defineGetter__'])('are refused where no name begins so: %s', (name) => {
    for (const place of Object.values(PLACES)) {
      const plan = planned(POD.replace(place, name));
      expect(plan).toMatchObject({ ok: false });
      const codes = plan.ok ? [] : plan.problems.map(({ code }) => code);
      expect(codes).toContain('name.invalid');
    }
  });

  it.each(['constructor', 'toString', '__proto__', 'valueOf'])(
    'are no names of the catalogue: %s',
    (name) => {
      const plan = planned(POD.replace('gpu: h100-sxm', `gpu: ${name}`));
      expect(plan).toMatchObject({ ok: false });
      expect(planned(POD.replace('model: llama-3-70b', `model: ${name}`))).toMatchObject({
        ok: false,
      });
      expect(planned(POD.replace('after: [delivery]', `after: [${name}]`))).toMatchObject({
        ok: false,
      });
      expect(planned(POD.replace('power.facility', `power.${name}`))).toMatchObject({ ok: false });
    },
  );
});
