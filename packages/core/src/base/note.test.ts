import { describe, expect, it } from 'vitest';
import type { Known } from './known.ts';
import { assumedInputs, Notebook } from './note.ts';

const datasheet = { title: 'H100 datasheet', url: 'https://example.org/h100' };
const bandwidth: Known = {
  value: 3.35e12,
  unit: 'TB/s',
  provenance: 'datasheet',
  source: datasheet,
  asOf: '2024-01-01',
};
const price: Known = { value: 3e4, unit: 'USD', provenance: 'assumed', reason: 'a middle price' };

const time = { label: 'Read time', unit: 's', value: 2, formula: 'size / speed' };

describe('Notebook', () => {
  it('refuses an input that has no note', () => {
    const book = new Notebook();
    expect(() => book.derive('time', { ...time, inputs: { size: 'no.such' } })).toThrow('no.such');
    expect(() => book.derive('time', time)).toThrow('no note "size"');
    expect(() => book.figure('time', time)).toThrow('no note "size"');
    expect(() => book.figure('time', { ...time, formula: 'constructor' })).toThrow('constructor');
    expect(book.has('time')).toBe(false);
  });

  it('refuses an alias that leads nowhere', () => {
    const book = new Notebook().within('part', { gpu: 'hardware.gpu' });
    expect(() => book.derive('time', { ...time, formula: 'gpu.memory' })).toThrow(
      'hardware.gpu.memory',
    );
  });

  it('refuses to rename what the formula does not name', () => {
    const book = new Notebook();
    book.know('size', 'Size', bandwidth);
    const figure = { ...time, formula: '2 * size', inputs: { speed: 'size' } };
    expect(() => book.figure('time', figure)).toThrow('does not name "speed"');
  });

  it('refuses a formula that cannot be read', () => {
    const book = new Notebook();
    expect(() => book.figure('time', { ...time, formula: '2 *' })).toThrow('ends too early');
    expect(() => book.derive('time', { ...time, formula: '2 *' })).toThrow('ends too early');
  });

  it('computes a figure by its formula, and says of which notes', () => {
    const book = new Notebook();
    book.know('size', 'Size', { value: 12, unit: 'B', provenance: 'given' });
    book.know('hw.speed', 'Speed', { value: 3, unit: 'B/s', provenance: 'given' });
    const { value: _, ...figure } = time;
    expect(book.figure('time', { ...figure, inputs: { speed: 'hw.speed' } })).toBe(4);
    expect(book.figure('twice', { ...figure, formula: '2 * time' })).toBe(8);
    expect(book.toNotes()['time']).toEqual({
      id: 'time',
      label: 'Read time',
      kind: 'derived',
      unit: 's',
      value: 4,
      formula: 'size / speed',
      inputs: { size: 'size', speed: 'hw.speed' },
    });
  });

  it('notes every known value of a structure under its path, with its source', () => {
    const book = new Notebook();
    book.knowAll({ gpu: { memoryBandwidth: bandwidth, price, name: 'H100' }, tags: ['a'] }, 'hw');
    expect(Object.keys(book.toNotes())).toEqual(['hw.gpu.memoryBandwidth', 'hw.gpu.price']);
    expect(book.toNotes()['hw.gpu.memoryBandwidth']).toEqual({
      id: 'hw.gpu.memoryBandwidth',
      label: 'GPU memory bandwidth',
      kind: 'datasheet',
      value: 3.35e12,
      unit: 'TB/s',
      sources: [datasheet],
      asOf: '2024-01-01',
    });
    expect(book.toNotes()['hw.gpu.price']).toMatchObject({ kind: 'assumed', reason: price.reason });
    expect(book.toNotes()['hw.gpu.price']).not.toHaveProperty('sources');
  });

  it('finds an input by alias, then below its own prefix, then by its full id', () => {
    const book = new Notebook();
    book.know('hw.gpu.speed', 'Speed', bandwidth);
    book.know('run.a.size', 'Size', bandwidth);
    book.know('size', 'Another size', bandwidth);
    const part = book.within('run').within('a', { gpu: 'hw.gpu' });
    part.derive('time', {
      ...time,
      formula: 'size / gpu.speed * hw.gpu.speed / speed',
      inputs: { speed: 'gpu.speed' },
    });
    expect(book.toNotes()['run.a.time']).toEqual({
      id: 'run.a.time',
      label: 'Read time',
      kind: 'derived',
      unit: 's',
      value: 2,
      formula: 'size / gpu.speed * hw.gpu.speed / speed',
      inputs: {
        size: 'run.a.size',
        'gpu.speed': 'hw.gpu.speed',
        'hw.gpu.speed': 'hw.gpu.speed',
        speed: 'hw.gpu.speed',
      },
    });
  });

  it('hands aliases on to parts of parts', () => {
    const book = new Notebook();
    book.know('hw.gpu.speed', 'Speed', bandwidth);
    const inner = book.within('a', { gpu: 'hw.gpu' }).within('b');
    inner.derive('time', { ...time, formula: 'gpu.speed' });
    expect(book.toNotes()['a.b.time']?.inputs).toEqual({ 'gpu.speed': 'hw.gpu.speed' });
  });

  it('keeps the source of a derivation and the reason of a finding', () => {
    const book = new Notebook();
    const source = { title: 'A paper', locator: 'eq. 3' };
    book.derive('time', { ...time, formula: '2', source });
    const choice = { label: 'Choice', unit: '1', value: 8, reason: 'fastest' };
    expect(() => book.find('choice', 'chosen', { ...choice, inputs: ['speed'] })).toThrow('speed');
    book.find('choice', 'chosen', { ...choice, inputs: ['time'] });
    expect(book.toNotes()['time']?.sources).toEqual([source]);
    expect(book.toNotes()['choice']).toEqual({
      id: 'choice',
      label: 'Choice',
      kind: 'chosen',
      unit: '1',
      value: 8,
      reason: 'fastest',
      inputs: { time: 'time' },
    });
  });
});

describe('assumedInputs', () => {
  it('leaves out what is assumed and used nowhere, and what is used and not assumed', () => {
    const book = new Notebook();
    const assumed = { value: 2, unit: 's', provenance: 'assumed', reason: 'a guess' } as const;
    book.know('used', 'Used', assumed);
    book.know('idle', 'Used nowhere', assumed);
    book.know('known', 'Known', bandwidth);
    const inputs = { used: 'used', known: 'known' };
    book.derive('size', { ...time, formula: 'used * known', unit: 'B', inputs });
    expect(assumedInputs(book.toNotes()).map(({ id }) => id)).toEqual(['used']);
  });
});
