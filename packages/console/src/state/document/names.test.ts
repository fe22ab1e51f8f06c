import { describe, expect, it } from 'vitest';
import { nameOfEdit, nameOfEdits } from './names.ts';

describe('nameOfEdit', () => {
  it('says what became of a value', () => {
    expect(nameOfEdit('site.pue', '1.3')).toBe('PUE 1.3');
    expect(nameOfEdit('fleet.gpus', '50,000')).toBe('GPUs 50,000');
    expect(nameOfEdit('runs.grok-3.gpus', '49152')).toBe('grok-3 GPUs 49152');
    expect(nameOfEdit('runs.train.globalBatch', '512')).toBe('Train global batch 512');
    expect(nameOfEdit('name', 'One pod')).toBe('Name One pod');
    expect(nameOfEdit('site.pue', undefined)).toBe('Take back PUE');
    expect(nameOfEdit('hardware.node', '')).toBe('Without node');
  });

  it('is one short line, whatever the value', () => {
    const name = nameOfEdit('about', `many\nlines\t${'x'.repeat(100)}`);
    expect(name).toMatch(/^About many lines x+…$/);
    expect(name.length).toBeLessThan(60);
  });
});

describe('nameOfEdits', () => {
  it('names the first and counts the others', () => {
    expect(nameOfEdits({ 'site.pue': '1.3' })).toBe('PUE 1.3');
    expect(nameOfEdits({ 'hardware.node': 'dgx-b200', 'hardware.rack': 'x', a: undefined })).toBe(
      'Node dgx-b200 and 2 more',
    );
    expect(nameOfEdits({})).toBe('No change');
  });
});
