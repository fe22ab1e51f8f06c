import { describe, expect, it } from 'vitest';
import { GPUS, STACKS } from '../facts/index.ts';
import type { Precision } from '../model/index.ts';
import { planFactory } from './index.ts';
import { exampleText, factoryOf, planOf, wrongNotes } from './notes.fixture.ts';

const PRECISIONS: readonly Precision[] = ['bf16', 'fp8', 'mxfp8', 'nvfp4'];
const POD = exampleText('one-pod');

/** What holds a model of 70B in no memory is given more. */
const ROOMY: Readonly<Record<string, string>> = {
  'this-machine': '{ use: this-machine, memory: 80 GB }',
};

describe('a plan on every GPU, in every precision', () => {
  const edited = (gpu: string, precision: Precision) =>
    planFactory(
      factoryOf(POD, {
        hardware: `{ gpu: ${ROOMY[gpu] ?? gpu} }`,
        'runs.pretrain.precision': precision,
        'runs.pretrain.strategy': '{ microBatch: 1, cp: 1 }',
      }),
    );

  it.each(
    Object.keys(GPUS).flatMap((gpu) => PRECISIONS.map((precision) => [gpu, precision] as const)),
  )('%s in %s has notes that re-evaluate, or says what is missing', (gpu, precision) => {
    if (precision !== 'bf16' && !GPUS[gpu]!.fp8) return expectNoPrecision(gpu, precision);
    const planned = edited(gpu, precision);
    if (planned.ok) {
      expect(wrongNotes(planned.value.notes)).toEqual([]);
      expect(planned.value.training['pretrain']!.mfu).toBeLessThan(1);
    } else {
      const [problem] = planned.problems;
      expect(problem).toMatchObject({ code: 'run.unmeasured', path: 'runs.pretrain' });
      expect(problem!.message).toContain(precision);
    }
  });

  /** The reader refuses a precision that a GPU does not have, before anything is planned. */
  function expectNoPrecision(gpu: string, precision: Precision): void {
    expect(() => edited(gpu, precision)).toThrow('run.precision');
  }
});

describe('the stack of a run', () => {
  const stepWith = (edits: Record<string, string>) => {
    return planned(factoryOf(POD, edits));
  };
  const planned = (factory: ReturnType<typeof factoryOf>) => {
    const { training, notes } = planOf(factory);
    return { ...training['pretrain']!, notes };
  };
  const pin = { 'runs.pretrain.strategy': '{ tp: 8, pp: 1, cp: 1, microBatch: 1 }' };
  const named = (name: string, features = '{}') =>
    stepWith({ ...pin, 'runs.pretrain.stack': name, 'runs.pretrain.features': features });

  it('is named in the plan, and its factor is the overhead', () => {
    for (const name of ['torchtitan', 'paxml', 'megatron-bridge-2026'] as const) {
      const { stack, step, stepTime, notes } = named(name);
      expect(stack).toBe(name);
      const { value } = STACKS[name].factor;
      expect(step.overhead / (stepTime - step.overhead)).toBeCloseTo(value - 1, 9);
      expect(notes['factory.runs.pretrain.stack.factor']).toMatchObject({
        value,
        range: STACKS[name].factor.range,
      });
    }
  });

  it('does otherwise what the run says it does otherwise', () => {
    const plain = named('megatron-core-2025');
    const unfused = named('megatron-core-2025', '{ attention: unfused }');
    expect(unfused.step.attention).toBeGreaterThan(plain.step.attention);
    expect(unfused.stack).toBe('megatron-core-2025');
    const waiting = named('megatron-core-2025', '{ dataOverlap: off }');
    expect(waiting.step.dataParallel).toBeGreaterThan(plain.step.dataParallel);
    expect(waiting.step.gemm).toBe(plain.step.gemm);
  });

  it('is that of Megatron-Core in 2025 by default', () => {
    const untold = POD.replace(/^ *stack: .*\n/m, '');
    expect(planned(factoryOf(untold, pin)).step).toEqual(named('megatron-core-2025').step);
  });
});
