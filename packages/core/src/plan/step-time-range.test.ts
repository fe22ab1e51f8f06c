import { describe, expect, it } from 'vitest';
import { STEP_TIME_ERROR } from '../facts/index.ts';
import { exampleText, factoryOf, planOf, wrongNotes } from './notes.fixture.ts';

const POD = exampleText('one-pod');

function ratios(edits: Readonly<Record<string, string>>) {
  const { training, notes } = planOf(factoryOf(POD, edits));
  const { step, stepTime, stepTimeRange: range } = training['pretrain']!;
  expect(wrongNotes(notes)).toEqual([]);
  expect(Object.values(step).reduce((sum, part) => sum + part, 0)).toBeCloseTo(stepTime, 9);
  return Object.values(range).map((end) => end / stepTime);
}

const endsOf = (kind: keyof typeof STEP_TIME_ERROR) => {
  const { within80, within95 } = STEP_TIME_ERROR[kind];
  return [within95.low, within80.low, within80.high, within95.high].map(({ value }) => value);
};

const near = (wanted: readonly number[]) => wanted.map((each) => expect.closeTo(each, 9));

describe('stepTimeRange', () => {
  it.each(['torchtitan', 'megatron-core-2025', 'pytorch-fsdp'])('doubts %s', (stack) => {
    expect(ratios({ 'runs.pretrain.stack': stack })).toEqual(near(endsOf('other')));
  });

  it.each(['megatron-bridge-2025', 'maxtext', 'mlperf'])('trusts the recipe %s more', (stack) => {
    expect(ratios({ 'runs.pretrain.stack': stack })).toEqual(near(endsOf('recipe')));
  });

  it('does not trust a recipe that was changed', () => {
    const stack = { 'runs.pretrain.stack': 'maxtext' };
    const changes = [
      { 'runs.pretrain.features.attention': 'flash2' },
      { 'runs.pretrain.stack': '{ use: maxtext, factor: 1 }' },
    ];
    for (const change of changes) {
      expect(ratios({ ...stack, ...change })).toEqual(near(endsOf('other')));
    }
    expect(ratios({ ...stack, 'runs.pretrain.features.attention': 'flash3' })).toEqual(
      near(endsOf('recipe')),
    );
  });

  it('is wider if kernels are in doubt as well', () => {
    const [low95, , , high95] = ratios({ 'hardware.gpu.bf16': '700 TFLOP/s' });
    expect(low95).toBeLessThan(STEP_TIME_ERROR.other.within95.low.value);
    expect(high95).toBeGreaterThan(STEP_TIME_ERROR.other.within95.high.value);
  });
});
