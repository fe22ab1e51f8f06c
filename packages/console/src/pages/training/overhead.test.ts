import { describe, expect, it } from 'vitest';
import type { TrainingPlan } from '../../api/types.ts';
import { fasterThanModelled } from './overhead.ts';

const step = (overhead: number) => ({
  step: { gemm: 3, host: 1, overhead } as TrainingPlan['step'],
});

describe('fasterThanModelled', () => {
  it('counts an overhead as a part', () => {
    expect(fasterThanModelled(step(1))).toEqual({ sum: 5, faster: 0 });
  });

  it('says of a negative one how much of the modelled time it saves', () => {
    expect(fasterThanModelled(step(-1))).toEqual({ sum: 4, faster: 0.25 });
  });

  it('stands for a step of nothing', () => {
    expect(fasterThanModelled({ step: { overhead: 0 } as TrainingPlan['step'] }).faster).toBe(0);
  });
});
