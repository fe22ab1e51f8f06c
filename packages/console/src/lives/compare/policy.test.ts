import { describe, expect, it } from 'vitest';
import { policyWords, readPolicy, withoutPolicy } from './policy.ts';

describe('readPolicy', () => {
  it('takes neither empty texts nor paths that are no policy', () => {
    expect(readPolicy('?vs.resilience.recovery=&vs.fleet.gpus=5&set.fleet.gpus=6')).toEqual({});
  });

  it('reads what a second policy changes', () => {
    const search = '?days=9&vs.resilience.recovery=replica&vs.operations.checkpointInterval=5+min';
    const edits = readPolicy(search);
    expect(edits).toEqual({
      'resilience.recovery': 'replica',
      'operations.checkpointInterval': '5 min',
    });
    expect(policyWords(edits)).toBe('recovery replica, checkpoint every 5 min');
    expect(withoutPolicy(search)).toBe('?days=9');
  });
});
