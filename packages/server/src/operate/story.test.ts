import type { Decision, SupervisorEvent } from '@gigafactory/core/protocol';
import { describe, expect, it } from 'vitest';
import { Story } from './story.ts';

const fence = { at: 1, run: 'a', attempt: 1, epoch: 1 };

function entry(event: SupervisorEvent, kind: Decision['kind'], reason: string) {
  const decisions: Decision[] = [{ kind, run: 'a', reason, inputs: {}, commands: [] }];
  return { at: '2026-11-29T00:00:00.000Z', kind: event.kind, event, words: '', decisions };
}

describe('what a run does now, in words', () => {
  it('is not replaced by the regular look at it, but by one that doubt led to', () => {
    const story = new Story((work) => work);
    story.hear(entry({ ...fence, kind: 'launched', work: 0 }, 'run', 'Attempt 1 trains.'));
    story.hear(entry({ ...fence, kind: 'timer', timer: 'watch' }, 'probe', 'It is checked.'));
    expect(story.reason).toBe('Attempt 1 trains.');
    story.hear(entry({ ...fence, kind: 'observed', health: 'unknown' }, 'probe', 'In doubt.'));
    expect(story.reason).toBe('In doubt.');
  });
});
