import { describe, expect, it } from 'vitest';
import { readWritten } from './written.ts';

describe('readWritten', () => {
  it('reads no file of megabytes', () => {
    expect(readWritten(`name: ${'x'.repeat(4_000_000)}`).size).toBe(0);
  });

  it('finds nothing in what is not YAML, or is empty', () => {
    expect(readWritten('a: [1')).toEqual(new Map());
    expect(readWritten('')).toEqual(new Map());
  });

  it('finds every scalar with its line, as it was written', () => {
    const found = readWritten('name: "One pod"\nfleet:\n  # how many\n  gpus: 1,016 GPUs\n');
    expect(found.get('name')).toEqual({ text: 'One pod', line: 1, keys: ['name'] });
    expect(found.get('fleet.gpus')).toEqual({
      text: '1,016 GPUs',
      line: 4,
      keys: ['fleet', 'gpus'],
    });
  });

  it('looks into maps and lists of any style', () => {
    const found = readWritten('gpu: { use: h100-sxm, tdp: 650 W }\nafter:\n  - a\n  - b\n');
    expect(found.get('gpu.use')?.text).toBe('h100-sxm');
    expect(found.get('after.1')?.text).toBe('b');
    expect(found.has('gpu')).toBe(false);
  });
});
