import { dispatch } from '@gigafactory/core/api';
import { describe, expect, it } from 'vitest';
import { BREAKABLE, faultOf, nameOf } from './breakage.ts';

describe('faultOf', () => {
  it.each(BREAKABLE)('makes a fault that core understands of "%s"', (what) => {
    const fault = faultOf({ what, index: 0, at: 10, lasts: 60 });
    // No such run: whatever is wrong with a fault would be told before that.
    const answer = dispatch('replay', { text: '', faults: [fault] });
    expect(answer.ok).toBe(false);
    if (!answer.ok)
      expect(answer.problems.map(({ code }) => code)).not.toContain('request.invalid');
  });

  it('breaks the domain that was pressed', () => {
    expect(faultOf({ what: 'leaf', index: 17, at: 5, lasts: 60 })).toEqual({
      what: 'domain',
      domain: { kind: 'leaf', index: 17 },
      at: 5,
      cause: 'Broken by hand',
      repair: 60,
    });
    expect(nameOf({ what: 'leaf', index: 17, at: 5, lasts: 60 })).toBe('leaf group 17 down');
  });
});
