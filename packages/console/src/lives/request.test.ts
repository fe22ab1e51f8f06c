import { describe, expect, it } from 'vitest';
import { DEFAULTS, readSetting } from './request.ts';

describe('readSetting', () => {
  it.each(['', ' ', '-1', '1.5', '1e3', '9999', 'many', '0x10'])('turns %j away', (text) => {
    const { value, error } = readSetting('days', text);
    expect(value).toBe(DEFAULTS.days);
    expect(error).toContain('1 to 730');
  });

  it('takes the default where nothing is said', () => {
    expect(readSetting('lives', undefined)).toEqual({ value: DEFAULTS.lives });
  });

  it('takes what is in bounds', () => {
    expect(readSetting('seed', '0')).toEqual({ value: 0 });
    expect(readSetting('days', '730')).toEqual({ value: 730 });
  });
});
