import { describe, expect, it } from 'vitest';
import { AnswerCache, answerKey } from './answer-cache.ts';

const bytes = (length: number) => new Uint8Array(length);

/** Which of some keys are still there; asking uses them. */
function kept(cache: AnswerCache, ...keys: string[]): string[] {
  return keys.filter((key) => cache.get(key));
}

describe('AnswerCache', () => {
  it('knows nothing at first, and nothing of another key', () => {
    const cache = new AnswerCache();
    cache.set('a', bytes(1));
    expect(kept(cache, 'b', '')).toEqual([]);
  });

  it('gives back the very bytes', () => {
    const cache = new AnswerCache();
    const answer = new TextEncoder().encode('{"ok":true,"value":"é"}');
    cache.set('a', answer);
    expect(cache.get('a')).toBe(answer);
  });

  it('forgets what was used longest ago, beyond so many', () => {
    const cache = new AnswerCache({ entries: 2, bytes: 100 });
    cache.set('a', bytes(1));
    cache.set('b', bytes(1));
    cache.get('a');
    cache.set('c', bytes(1));
    expect(kept(cache, 'a', 'b', 'c')).toEqual(['a', 'c']);
  });

  it('forgets as many as it takes, beyond so many bytes', () => {
    const cache = new AnswerCache({ entries: 9, bytes: 100 });
    for (const key of ['a', 'b', 'c']) cache.set(key, bytes(30));
    cache.set('d', bytes(60));
    expect(kept(cache, 'a', 'b', 'c', 'd')).toEqual(['c', 'd']);
  });

  it('does not keep what is larger than all it may hold, and forgets nothing for it', () => {
    const cache = new AnswerCache({ entries: 9, bytes: 100 });
    cache.set('a', bytes(30));
    cache.set('b', bytes(101));
    expect(kept(cache, 'a', 'b')).toEqual(['a']);
  });

  it('counts an answer that was replaced once', () => {
    const cache = new AnswerCache({ entries: 9, bytes: 100 });
    cache.set('a', bytes(30));
    for (let round = 0; round < 5; round++) cache.set('b', bytes(60));
    expect(kept(cache, 'a', 'b')).toEqual(['a', 'b']);
  });
});

describe('answerKey', () => {
  it('tells operations and inputs apart, to the byte', () => {
    const inputs = ['{"text":"a"}', '{"text":"b"}', '{"text":"a" }', '{"text":"a","edits":{}}'];
    const keys = ['plan', 'check'].flatMap((name) => inputs.map((input) => answerKey(name, input)));
    expect(new Set(keys).size).toBe(keys.length);
    expect(answerKey('plan', inputs[0]!)).toBe(keys[0]);
  });
});
