import { describe, expect, it } from 'vitest';
import { createSupervisor, step } from './index.ts';
import { configOf, type Setting } from './lives.fixture.ts';
import { describeSteps } from './step.fixture.ts';

describeSteps(30);

describe('step', () => {
  it('drops what is about a run that it does not supervise', () => {
    const setting: Setting = {
      recoveries: ['spare', 'spare', 'spare'],
      maxCordonShare: 1,
      warmStandbys: 0,
    };
    const state = createSupervisor(configOf('act', setting));
    const event = { at: 0, kind: 'requested', run: 'other', attempt: 0, epoch: 0 } as const;
    const { commands, decisions, state: after } = step(state, event);
    expect(commands).toEqual([]);
    expect(decisions.map(({ kind }) => kind)).toEqual(['stale']);
    expect(after.staleEvents).toBe(1);
    expect(after.runs).toBe(state.runs);
  });
});
