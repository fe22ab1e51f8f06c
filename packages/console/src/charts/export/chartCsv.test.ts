import { describe, expect, it } from 'vitest';
import { chartCsv } from './chartCsv.ts';

describe('chartCsv', () => {
  it('has every digit of every sample, units in the heads, and nothing where there is none', () => {
    const series = [
      { label: 'Site', token: '--ink', values: [1.23456789012e8, null] },
      { label: '=cmd', token: '--ink', values: [0, 0.1 + 0.2] },
    ];
    expect(chartCsv({ time: [0, 0.25], series, unit: 'W' })).toBe(
      "time (s),Site (W),'=cmd (W)\r\n0,123456789.012,0\r\n0.25,,0.30000000000000004\r\n",
    );
    expect(chartCsv({ time: [], series, unit: '1' })).toBe("time (s),Site,'=cmd\r\n");
  });
});
