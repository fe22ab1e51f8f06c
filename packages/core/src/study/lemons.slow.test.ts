import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { liveTwin } from './lives.ts';

const example = (name: string) =>
  readFileSync(new URL(`../../../../examples/${name}.yaml`, import.meta.url), 'utf8');
const text = example('one-pod');

function failures(share: number): readonly [number, number] {
  const edits = { 'hazards.lemonShare': `${share} %` };
  const lived = liveTwin({ text, edits, days: 30, seed: 7, lives: 100 });
  if (!lived.ok) throw new Error(JSON.stringify(lived.problems));
  return lived.value.interruptions.unexpected.ci95;
}

describe('lemons', () => {
  it('never lower the number of failures that a fleet lives through', () => {
    const shares = [0, 1, 2, 20].map(failures);
    for (let index = 1; index < shares.length; index++) {
      expect(shares[index]![1]).toBeGreaterThan(shares[index - 1]![0]);
    }
    expect(shares[2]![0]).toBeGreaterThan(shares[0]![1]);
  });
});
