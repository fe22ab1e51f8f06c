import { describe, expect, it } from 'vitest';
import { referenceWords } from './references.ts';
import { readWritten } from './written.ts';

const WRITTEN = readWritten(`
runs:
  sft: { model: mine }
schedule:
  tasks:
    build: { takes: 4 weeks }
    test: { takes: 1 week, after: [build] }
requirements:
  - { claim: "Ready in a year, or less", quantity: training.sft.end, atMost: 2027-01-01 }
  - quantity: fleet.gpus
scenarios:
  v1: { runs.sft.gpus: 8 }
  v1.5: { runs.sft.gpus: 64 }
`);

describe('referenceWords', () => {
  it.each([
    ['requirements.0.quantity', 'the claim “Ready in a year, or less”'],
    ['requirements.0', 'the claim “Ready in a year, or less”'],
    ['requirements.1.quantity', 'claim 2'],
    ['schedule.tasks.test.after.0', 'the task test, which follows it'],
    ['runs.sft.model', 'the run sft, which trains it'],
    ['scenarios.v1.runs.sft.gpus', 'runs.sft.gpus in the scenario “v1”'],
    ['scenarios.v1.5.runs.sft.gpus', 'runs.sft.gpus in the scenario “v1.5”'],
    ['scenarios.gone.runs.sft', 'scenarios.gone.runs.sft'],
    ['references.rival', 'references.rival'],
  ])('says of %s: %s', (path, words) => {
    expect(referenceWords(path, WRITTEN)).toBe(words);
  });
});
