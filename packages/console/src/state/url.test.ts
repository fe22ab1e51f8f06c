import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { movedSearch, readUrl, withEdit, writeParam, writeUrl } from './url.ts';

describe('readUrl', () => {
  it('finds no factory in an empty or foreign query', () => {
    expect(readUrl('')).toEqual({ edits: {} });
    expect(readUrl('?run=grok-3&file=')).toEqual({ edits: {} });
    expect(readUrl('?set.=1&set=2')).toEqual({ edits: {} });
  });

  it('reads the file and the edits in their order', () => {
    const url = readUrl('?file=one-pod&set.site.pue=1.2&set.fleet.gpus=50,000+GPUs');
    expect(url.file).toBe('one-pod');
    expect(Object.entries(url.edits)).toEqual([
      ['site.pue', '1.2'],
      ['fleet.gpus', '50,000 GPUs'],
    ]);
  });
});

describe('writeUrl', () => {
  it('writes nothing for the default file without edits', () => {
    expect(writeUrl('?file=one-pod&set.a=1', { edits: {} })).toBe('');
  });

  it('keeps what belongs to others', () => {
    const search = writeUrl('?run=grok-3&set.a=1', { file: 'one-pod', edits: { b: '2' } });
    expect(search).toBe('?file=one-pod&set.b=2&run=grok-3');
  });

  it('leaves quantities readable', () => {
    expect(writeUrl('', { edits: { price: '0.06 USD/kWh', gpus: '1,000' } })).toBe(
      '?set.price=0.06+USD/kWh&set.gpus=1,000',
    );
  });

  it('is read back as it was written, whatever the texts hold', () => {
    const path = fc.stringMatching(/^[a-z][a-zA-Z0-9.-]{0,20}$/);
    fc.assert(
      fc.property(fc.dictionary(path, fc.string()), fc.string({ minLength: 1 }), (edits, file) => {
        const back = readUrl(writeUrl('?run=1', { file, edits }));
        expect(back).toEqual({ file, edits });
      }),
    );
  });
});

describe('withEdit', () => {
  it('takes an edit back', () => {
    expect(withEdit({ a: '1', b: '2' }, 'a', undefined)).toEqual({ b: '2' });
    expect(withEdit({ b: '2' }, 'a', undefined)).toEqual({ b: '2' });
  });

  it('moves a path that is edited again to the end, where undo finds it', () => {
    expect(Object.keys(withEdit({ a: '1', b: '2' }, 'a', '3'))).toEqual(['b', 'a']);
  });
});

describe('movedSearch', () => {
  it('calls lives by their name of today, and leaves all else alone', () => {
    expect(movedSearch('?replicas=8&run=grok-3')).toBe('?run=grok-3&lives=8');
    expect(movedSearch('?set.price=1+USD/h&lives=8')).toBe('?set.price=1+USD/h&lives=8');
    expect(movedSearch('')).toBe('');
  });

  it('makes the ramp limit that once was in the address alone an edit of the file', () => {
    const moved = movedSearch('?ramp=1+MW/s&replicas=8');
    expect(readUrl(moved).edits).toEqual({ 'site.rampLimit': '1 MW/s' });
    expect(new URLSearchParams(moved).get('lives')).toBe('8');
    expect(new URLSearchParams(moved).has('ramp')).toBe(false);
  });
});

describe('writeParam', () => {
  it('sets, replaces and removes one parameter', () => {
    expect(writeParam('', 'why', 'power.it')).toBe('?why=power.it');
    expect(writeParam('?why=a&file=b', 'why', 'c')).toBe('?why=c&file=b');
    expect(writeParam('?why=a', 'why', undefined)).toBe('');
  });
});
