import type { ModelChange, PublishedModel } from '@gigafactory/core/api';
import { describe, expect, it } from 'vitest';
import { aliasesOf, changeWords, meaningBefore, runOf } from './words.ts';

function published(model: string, more: Partial<PublishedModel> = {}): PublishedModel {
  const [name = '', version = ''] = model.split('@');
  const hash = '0'.repeat(64);
  return {
    format: 'gigafactory-model',
    formatVersion: 1,
    ...{ name, version, model, sha256: hash, bytes: 1, files: {} },
    architecture: 'LlamaForCausalLM',
    precision: 'F16',
    ...{ parameters: 1, vocabulary: 1, sequence: 1, licence: null },
    ...{ publishedAt: '2026-11-30T04:00:00Z', publishedBy: 'anna' },
    lineage: {
      ...{ run: 'nano', attempt: 1, step: 1, steps: 1, checkpoint: hash, factory: hash },
      ...{ journal: { line: 1, sha256: hash }, plan: hash, job: hash, data: {}, seed: 1 },
      ...{ program: [], startedAt: '2026-11-30T03:00:00Z', startedBy: 'anna', gigafactory: '1' },
    },
    ...{ evaluation: null, ships: false, aliases: [], heldBy: [], folder: '' },
    ...more,
  };
}

let number = 0;
function change(kind: ModelChange['kind'], model: string, alias = 'grok'): ModelChange {
  number += 1;
  return { number, kind, alias, model, at: '2026-11-30T04:00:00Z', by: 'anna' };
}

describe('meaningBefore', () => {
  const release = published('grok-nano@0.2.0', { ships: true });
  const a1 = published('a@1');
  const all = [release, a1, published('a@2'), published('a@3')];

  it('is nothing before the first promotion, and the model of the release after it', () => {
    expect(meaningBefore([], [release], 'grok')).toBeUndefined();
    expect(meaningBefore([change('promote', 'a@1')], [a1], 'grok')).toBeUndefined();
    expect(meaningBefore([change('promote', 'a@1')], all, 'grok')).toBe('grok-nano@0.2.0');
    expect(meaningBefore([change('promote', 'a@1', 'old')], all, 'old')).toBeUndefined();
  });

  it('goes on back, and not to what was gone back from', () => {
    const twice = [change('promote', 'a@1'), change('promote', 'a@2')];
    expect(meaningBefore(twice, all, 'grok')).toBe('a@1');
    const back = [...twice, change('back', 'a@1')];
    expect(meaningBefore(back, all, 'grok')).toBe('grok-nano@0.2.0');
    expect(meaningBefore([...back, change('promote', 'a@3')], all, 'grok')).toBe('a@1');
  });

  it('passes over what was removed', () => {
    const changes = [change('promote', 'a@1'), change('promote', 'a@2'), change('remove', 'a@1')];
    const left = all.filter(({ model }) => model !== 'a@1');
    expect(meaningBefore(changes, left, 'grok')).toBe('grok-nano@0.2.0');
  });
});

describe('aliasesOf', () => {
  it('puts grok first', () => {
    const models = [
      published('a@1', { aliases: ['stable', 'beta'] }),
      published('a@2', { aliases: ['grok'] }),
      published('a@3'),
    ];
    expect(aliasesOf(models).map(({ alias }) => alias)).toEqual(['grok', 'beta', 'stable']);
  });
});

describe('runOf', () => {
  const run = (name: string, startedAt: string) => ({ run: name, startedAt });

  it('is no later run of the same name', () => {
    expect(runOf(published('a@1'), [run('nano', '2026-11-30T03:30:00Z')])).toBeUndefined();
    expect(runOf(published('a@1'), [run('other', '2026-11-30T03:00:00Z')])).toBeUndefined();
  });

  it('is found although a later run has its name now', () => {
    const runs = [run('nano', '2026-11-30T03:30:00Z'), run('nano@1', '2026-11-30T03:00:00.000Z')];
    expect(runOf(published('a@1'), runs)).toBe('nano@1');
  });
});

describe('changeWords', () => {
  it('says what became of what', () => {
    expect(changeWords({ ...change('promote', 'a@2'), before: 'a@1' })).toBe(
      'grok means a@2, a@1 until then',
    );
    expect(changeWords(change('back', 'a@1'))).toBe('grok went back to a@1');
    expect(changeWords(change('remove', 'a@1'))).toBe('a@1 was removed');
  });
});
