import { describe, expect, it } from 'vitest';
import { Attempt } from './attempt.ts';

const newAttempt = () => new Attempt({ run: 'grok', attempt: 3, epoch: 7 });
const CRASH = { cause: 'Faulty GPU', detection: 'crash' } as const;

describe('Attempt', () => {
  it('starts under the fence of its launch, whole and able to fail', () => {
    const attempt = newAttempt();
    expect(attempt).toMatchObject({
      run: 'grok',
      attempt: 3,
      epoch: 7,
      phase: 'starting',
    });
    expect(attempt).toMatchObject({ canFail: true, hasReplicas: true, isGone: false });
    expect(attempt.whyItFailed()).toBeUndefined();
    expect(attempt.unnoticedLoss()).toBeUndefined();
    expect(attempt.isHeldUp()).toBe(false);
  });

  it('fails once, and has no replicas to order about any more', () => {
    const attempt = newAttempt();
    attempt.break(CRASH);
    expect(attempt).toMatchObject({ phase: 'broken', canFail: false, hasReplicas: false });
    expect(attempt.fault).toBe(CRASH);
  });

  it('can fail while it is stalled or saves, and not once it is done', () => {
    const attempt = newAttempt();
    attempt.train();
    attempt.stall();
    expect(attempt).toMatchObject({ phase: 'stalled', canFail: true });
    attempt.train();
    attempt.save();
    expect(attempt).toMatchObject({ phase: 'saving', canFail: true });
    attempt.finish();
    expect(attempt).toMatchObject({ phase: 'done', canFail: false, hasReplicas: true });
  });

  it('has no replicas once it is gone', () => {
    const attempt = newAttempt();
    attempt.train();
    attempt.end();
    expect(attempt).toMatchObject({ isGone: true, hasReplicas: false });
  });

  it('is held up by replicas that are not left out yet', () => {
    const attempt = newAttempt();
    for (const [phase, isHeldUp] of [
      ['noticing', true],
      ['stalling', true],
      ['out', false],
      ['joining', false],
      ['failing', false],
    ] as const) {
      attempt.lost.set(1, { cause: 'NCCL', phase, headStart: 0 });
      expect(attempt.isHeldUp(), phase).toBe(isHeldUp);
    }
  });

  it('knows of losses that were not noticed', () => {
    const attempt = newAttempt();
    attempt.lost.set(1, { cause: 'NCCL', phase: 'out', headStart: 0 });
    expect(attempt.unnoticedLoss()).toBeUndefined();
    attempt.lost.set(0, { cause: 'NCCL', phase: 'failing', headStart: 0 });
    expect(attempt.unnoticedLoss()).toBe(0);
  });

  it('failed of what broke it, or else of the replica that it lost first', () => {
    const attempt = newAttempt();
    attempt.lost.set(1, { cause: 'NCCL', phase: 'out', headStart: 0 });
    attempt.lost.set(0, { cause: 'Link', phase: 'out', headStart: 0 });
    expect(attempt.whyItFailed()).toEqual({ cause: 'NCCL', detection: 'crash' });
    attempt.break({ cause: 'Data loader', detection: 'hang' });
    expect(attempt.whyItFailed()).toEqual({ cause: 'Data loader', detection: 'hang' });
  });
});
