import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { answerLives, compareLives, type LivesPart } from './lives.ts';

const example = (name: string) =>
  readFileSync(new URL(`../../../../examples/${name}.yaml`, import.meta.url), 'utf8');
const text = example('one-pod');

function lived(edits: Readonly<Record<string, string>>): LivesPart {
  const lives = answerLives({ text, edits, days: 30, seed: 5, from: 0, before: 120 });
  if (!lives.ok) throw new Error(JSON.stringify(lives.problems));
  return lives.value;
}

/**
 * A failure that strikes before an earlier one was noticed costs nothing more, and one that strikes the restart
 * begins it again: that much a longer detection may gain. Its defect was a thousand times as large.
 */
const ABSORBED = 1e-5;

describe('a longer detection', () => {
  it.each(['spare', 'replica'])('never raises the goodput of recovery by %s', (recovery) => {
    const times = ['1 s', '60 s', '300 s', '599 s'];
    const parts = times.map((time) =>
      lived({ 'operations.detectTime': time, 'resilience.recovery': recovery }),
    );
    for (let index = 1; index < parts.length; index++) {
      const { ci95 } = compareLives([parts[index]!], [parts[index - 1]!]);
      expect(ci95[0], `${times[index]} against ${times[index - 1]}`).toBeLessThanOrEqual(ABSORBED);
    }
  });

  it('of a hang lowers it', () => {
    const [short, long] = ['10 min', '3 h'].map((time) => lived({ 'operations.hangTime': time }));
    expect(compareLives([long!], [short!]).ci95[1]).toBeLessThan(0);
  });
});
