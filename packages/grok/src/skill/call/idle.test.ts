import { dispatch } from '@gigafactory/core/api';
import { describe, expect, it } from 'vitest';
import { viewOf } from '../file/view-of.ts';
import type { Ground } from './call.ts';
import { isIdle } from './idle.ts';

const TEXT = `gigafactory: 1
hardware: { gpu: h100-sxm }
fleet: { gpus: 64 }
site: { pue: 1.2 }
operations: { recoveryTime: 3 min }
runs:
  sft: { model: llama3-8b, tokens: 15B, globalBatch: 512, sequenceLength: 8192 }
`;

function groundOf(text: string): Ground {
  const planned = dispatch('plan', { text });
  if (!planned.ok) throw new Error(planned.problems[0]?.message);
  const { notes } = planned.value;
  return { view: viewOf(planned.value, text), notes, tags: new Map(), words: [] };
}

const GROUND = groundOf(TEXT);
const idle = (edits: unknown) => isIdle({ operation: 'plan', arguments: { edits } }, GROUND);

describe('a plan that changes nothing', () => {
  it('is none without edits, none of values that cannot be read, and no other operation', () => {
    expect(idle(undefined)).toBe(false);
    expect(idle({})).toBe(false);
    expect(idle({ 'fleet.gpus': 'many' })).toBe(false);
    expect(idle({ 'no.place': '64' })).toBe(false);
    expect(isIdle({ operation: 'twin', arguments: { edits: { 'site.pue': '1.2' } } }, GROUND)).toBe(
      false,
    );
  });

  it('has only values that stand in the plan, in any unit', () => {
    expect(idle({ 'fleet.gpus': '64' })).toBe(true);
    expect(idle({ 'site.pue': '1.20', 'operations.recoveryTime': '180 s' })).toBe(true);
    expect(idle({ 'fleet.gpus': '128' })).toBe(false);
    expect(idle({ 'site.pue': '1.2', 'fleet.gpus': '128' })).toBe(false);
  });

  it('knows what the plan chose for itself', () => {
    const { value } = GROUND.notes['training.sft.strategy.tp']!;
    expect(idle({ 'runs.sft.strategy.tp': String(value) })).toBe(true);
    expect(idle({ 'runs.sft.strategy.tp': String(Number(value) * 2) })).toBe(false);
  });
});
