import { expect, it } from 'vitest';
import { exampleText, factoryOf } from './notes.fixture.ts';
import { rankStrategies } from './rank.ts';

function bestOf(example: string, run: string, edits: Record<string, string> = {}) {
  const ranking = rankStrategies(factoryOf(exampleText(example), edits), run, 1);
  if (!ranking.ok) throw new Error(JSON.stringify(ranking.problems));
  return ranking.value.best;
}

it('flags a run on more GPUs than any published one, and no smaller one', () => {
  const larger = /No run on more than 16,384 GPUs was published.*98,304 GPUs/;
  expect(bestOf('gigafactory-of-compute', 'grok-3').extrapolated.join()).toMatch(larger);
  expect(bestOf('llama3-405b', 'llama3-405b').extrapolated.join()).not.toContain('No run on more');
});

it('flags shapes that no kernel was measured at', () => {
  const edits = { 'models.llama-405b': '{ use: llama31-405b, vocab: 1000000 }' };
  const { extrapolated } = bestOf('llama3-405b', 'llama3-405b', edits);
  expect(extrapolated.join()).toContain('matrix products of the logits');
});
