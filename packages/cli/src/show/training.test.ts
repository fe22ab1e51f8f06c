import { readFileSync } from 'node:fs';
import { editFactory, readFactory } from '@gigafactory/core/factory';
import { planFactory } from '@gigafactory/core/plan';
import { describe, expect, it } from 'vitest';
import { showTraining } from './training.ts';

const POD = readFileSync('examples/one-pod.yaml', 'utf8');

/** The run of the example with a factor of its stack, as the terminal shows it. */
function shownWith(factor: string): string[] {
  const edited = editFactory(POD, { 'runs.pretrain.stack.factor': factor });
  const factory = edited.ok ? readFactory(edited.value) : edited;
  const plan = factory.ok ? planFactory(factory.value) : factory;
  if (!plan.ok) throw new Error(JSON.stringify(plan.problems));
  const paint = Object.assign((_: string, text: string) => text, { width: 100 });
  return showTraining('pretrain', plan.value.training['pretrain']!, paint);
}

describe('showTraining, of the overhead of the software', () => {
  it('says nothing of one that takes time', () => {
    expect(shownWith('1.2').join('\n')).not.toContain('negative');
  });

  it.each(['0.998', '0.1'])(
    'explains a negative one, and keeps bars within the line: %s',
    (factor) => {
      const lines = shownWith(factor);
      expect(lines.join('\n')).toMatch(/The overhead is negative: torchtitan takes .* less than/);
      expect(lines.join('\n')).toContain(`factor, ${factor},`);
      const bars = lines.map((line) => line.split('█').length - 1);
      expect(Math.max(...bars)).toBeGreaterThan(10);
      expect(Math.max(...bars)).toBeLessThanOrEqual(40);
      expect(lines.filter((line) => /overhead +-/.test(line))).toHaveLength(1);
    },
  );
});
