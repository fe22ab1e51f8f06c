import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluateFormula, parseFormula } from '../base/index.ts';
import { planText } from './factory-text.ts';
import { liveTwin } from './lives.ts';

const example = (name: string) =>
  readFileSync(new URL(`../../../../examples/${name}.yaml`, import.meta.url), 'utf8');
const input = { text: example('one-pod'), days: 20, lives: 3, seed: 5 };

function answered<T>(answer: { ok: true; value: T } | { ok: false; problems: unknown }): T {
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
  return answer.value;
}

describe('notes of a twin', () => {
  const twin = answered(liveTwin(input));
  const planned = planText(input);
  if (!planned.ok) throw new Error(JSON.stringify(planned.problems));
  const {
    value: { plan },
  } = planned;
  const at = (name: string) => twin.notes[`twin.pretrain.${name}`];

  it('hold every figure with its value and interval', () => {
    expect(at('ettr')).toMatchObject({ value: twin.ettr.mean, range: twin.ettr.ci95 });
    expect(at('interruptions.planned')?.value).toBe(twin.interruptions.planned.mean);
    for (const [cause, { mean }] of Object.entries(twin.lost)) {
      expect(at(`lost.${cause}`)?.value, cause).toBe(mean);
    }
    for (const [cause, mean] of Object.entries(twin.interruptions.byCause)) {
      expect(at(`interruptions.byCause.${cause}`)?.value, cause).toBe(mean);
    }
    expect(at('duration')?.value).toBe(twin.duration?.p50);
  });

  it('derive dates and costs from what was simulated', () => {
    const notes = { ...plan.notes, ...twin.notes };
    const derived = Object.values(twin.notes).filter(({ kind }) => kind === 'derived');
    expect(derived.map(({ id }) => id)).toContain('twin.pretrain.costOfLost.total');
    for (const { id, formula, inputs, value } of derived) {
      const read = parseFormula(formula!);
      if (!read.ok) throw new Error(read.problems[0]!.message);
      const lookUp = (name: string) => notes[inputs![name]!]!.value;
      expect(evaluateFormula(read.value, lookUp), id).toBeCloseTo(value, 3);
    }
  });

  it('are simulated else, say how, and rest on notes of the plan', () => {
    const simulated = Object.values(twin.notes).filter(({ kind }) => kind !== 'derived');
    for (const { id, kind, reason, inputs } of simulated) {
      expect(kind, id).toBe('simulated');
      expect(reason, id).toContain('3 lives of 20 d with seed 5');
      expect(Object.keys(inputs ?? {}).length, id).toBeGreaterThan(0);
      for (const input of Object.values(inputs ?? {})) expect(plan.notes).toHaveProperty([input]);
    }
  });
});

describe('a twin of a file without schedule', () => {
  it('lives the same lives, and ends on no date', () => {
    const dated = answered(liveTwin(input));
    const { endDate, duration, digest, notes } = answered(
      liveTwin({ ...input, edits: { schedule: '' } }),
    );
    expect(digest).toBe(dated.digest);
    expect(duration).toEqual(dated.duration);
    expect(endDate).toBeUndefined();
    expect(notes).not.toHaveProperty(['twin.pretrain.end']);
  });
});
