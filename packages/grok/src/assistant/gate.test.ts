import type { ChatPiece } from '@gigafactory/core/chats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Evidence } from './evidence.ts';
import { Gate } from './gate.ts';

const NOTE = {
  ...{ id: 'power.facility', label: 'Facility power', kind: 'derived' },
  ...{ value: 160e6, unit: 'MW', sources: [{ url: 'https://example.org/data' }] },
};
const PASSAGE = { id: 'docs.1', document: 'power.md', heading: 'Ramps', text: 'A ramp is…' };

function evidence(): Evidence {
  const known = new Evidence();
  known.take('call_1', { notes: { 'power.facility': NOTE }, none: [null, undefined, 3] });
  known.takePassage('call_2', PASSAGE);
  return known;
}

/** What a text becomes that comes in these pieces. */
function through(pieces: readonly string[]): readonly ChatPiece[] {
  const gate = new Gate(evidence());
  return [...pieces.flatMap((piece) => gate.push(piece)), ...gate.end()];
}

const textOf = (pieces: readonly ChatPiece[]) =>
  pieces.map((piece) => (piece.kind === 'text' ? piece.delta : '')).join('');
const kindsOf = (pieces: readonly ChatPiece[]) =>
  pieces.map(({ kind }) => kind).filter((kind) => kind !== 'text');

describe('what no tool gave', () => {
  it.each([
    ['a figure', 'It draws [[power.secret]].', 'It draws .'],
    ['a source', 'See [[docs.9]].', 'See .'],
    ['a link', 'See [the paper](https://evil.example/x).', 'See the paper.'],
    ['an image', '![pixel](https://evil.example/p.png?q=1)!', 'pixel!'],
    ['an address', 'Go to https://evil.example/a?b=c now', 'Go to  now'],
    ['an address without a scheme', 'Go to www.evil.example now', 'Go to  now'],
    ['a link of the page itself', '[here](#/files/models)', 'here'],
    ['a definition of a link', '[x]: https://evil.example', '[x]: '],
    ['a script address', '[x](javascript:alert)', 'x'],
    ['a reference to a reference', '[[ [[power.facility]] ]]', '[[ 160 MW ]]'],
  ])('%s, is left out and counted', (what, written, shown) => {
    const pieces = through([written]);
    expect(textOf(pieces)).toBe(shown);
    if (what === 'a reference to a reference') return;
    expect(kindsOf(pieces)).toEqual(['removed']);
    expect(pieces.at(-1)).toMatchObject({ kind: 'removed', count: 1 });
  });
});

describe('what tools gave', () => {
  it('stands with its value and its piece', () => {
    const pieces = through(['It draws [[power.facility]], see [[docs.1]].']);
    expect(textOf(pieces)).toBe('It draws 160 MW, see (power.md, “Ramps”).');
    expect(pieces).toContainEqual({
      ...{ kind: 'figure', call: 'call_1', path: 'power.facility', label: 'Facility power' },
      ...{ value: 160, unit: 'MW', mark: 'planned' },
    });
    expect(pieces).toContainEqual({
      ...{ kind: 'citation', call: 'call_2', id: 'docs.1', document: 'power.md' },
      ...{ heading: 'Ramps', quote: 'A ramp is…' },
    });
    expect(kindsOf(pieces)).toEqual(['figure', 'citation']);
  });

  it('may be linked to', () => {
    const written = '[data](https://example.org/data)';
    expect(textOf(through([written]))).toBe(written);
  });

  it('leaves other text as it is: code, lists, tables, brackets of arrays', () => {
    const written = '| a | b |\n|---|---|\n- [x] done\n`a[0]` and a[1] (see below) httpd\n';
    const pieces = through([written]);
    expect(textOf(pieces)).toBe(written);
    expect(kindsOf(pieces)).toEqual([]);
  });
});

describe('a text in pieces', () => {
  it('passes as the whole does, wherever it is cut', () => {
    const parts = fc.constantFrom(
      ...['It draws ', '[[power.facility]]', '[[fake]]', '[a](https://evil.example/b)', '![p](x)'],
      ...[' https://evil.example ', '[', ']', '(', '!', 'http', 'www.', '\n', 'end.', '[[docs.1]]'],
    );
    const cuts = fc.infiniteStream(fc.integer({ min: 1, max: 9 }));
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 12 }), cuts, (written, sizes) => {
        const text = written.join('');
        const pieces: string[] = [];
        for (let at = 0; at < text.length; ) {
          const size = sizes.next().value ?? 1;
          pieces.push(text.slice(at, at + size));
          at += size;
        }
        const cut = through(pieces);
        expect(textOf(cut)).toBe(textOf(through([text])));
        expect(textOf(cut)).not.toMatch(/https?:\/\/\w/);
        const allowed = new Set(['power.facility', 'docs.1']);
        for (const piece of cut) {
          if (piece.kind === 'figure') expect(allowed).toContain(piece.path);
          if (piece.kind === 'citation') expect(allowed).toContain(piece.id);
        }
      }),
    );
  });

  it('takes a time that grows with its length alone', () => {
    const long = '['.repeat(20_000) + 'h'.repeat(20_000) + '![['.repeat(5000);
    expect(textOf(through([long])).length).toBe(long.length);
  });
});
