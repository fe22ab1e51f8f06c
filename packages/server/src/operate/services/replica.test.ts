import type { RunState } from '@gigafactory/core/control';
import type { Decision, SupervisorEvent } from '@gigafactory/core/protocol';
import { expect, it } from 'vitest';
import { NO_LOAD, Replica } from './replica.ts';

const FENCE = { run: 'a.0', attempt: 1, epoch: 1 };
const SIGHT = { url: 'http://h:1', why: '', load: NO_LOAD };
const RUNNING = { phase: 'running', attempt: 1, hasFailed: false, planned: [] };

function decision(kind: Decision['kind']): Decision {
  return { kind, run: 'a.0', reason: `${kind}.`, inputs: {}, commands: [] };
}

function hear(replica: Replica, at: string, event: SupervisorEvent, ...kinds: Decision['kind'][]) {
  const decisions = kinds.map(decision);
  replica.hear({ at, kind: event.kind, event, words: '', decisions }, 1);
}

const sinceOf = (replica: Replica) => replica.view(RUNNING as unknown as RunState, []).since;

it('is what it is since that changed, not since it was looked at', () => {
  const replica = new Replica('a.0', 'before');
  hear(replica, 'launched', { ...FENCE, at: 1, kind: 'launched', work: 0 }, 'run');
  hear(replica, 'look', { ...FENCE, at: 2, kind: 'timer', timer: 'watch' }, 'probe');
  hear(replica, 'well', { ...FENCE, at: 3, kind: 'observed', health: 'ok' });
  hear(replica, 'well', { ...FENCE, at: 4, kind: 'observed', health: 'ok' }, 'note');
  hear(replica, 'steady', { ...FENCE, at: 5, kind: 'checkpointed', work: 9 });
  expect(sinceOf(replica)).toBe('launched');
  // As after another control plane has begun.
  replica.see({ ...SIGHT, state: 'ready' }, 1, 'seen');
  expect(sinceOf(replica)).toBe('launched');
  replica.see({ ...SIGHT, state: 'unhealthy' }, 1, 'ill');
  expect(sinceOf(replica)).toBe('ill');
  hear(replica, 'failed', { ...FENCE, at: 6, kind: 'observed', health: 'failed' }, 'fail over');
  expect(sinceOf(replica)).toBe('failed');
});
