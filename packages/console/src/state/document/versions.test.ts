import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  after,
  before,
  begin,
  change,
  currentOf,
  type Document,
  isChanged,
  locate,
  MOST_CHARACTERS,
  MOST_VERSIONS,
  merge,
  moveTo,
  rebase,
  TYPING,
  textId,
  textOf,
} from './versions.ts';

const FILE = { name: 'opened:a.yaml', file: 'a.yaml', text: 'base' };
const NONE = new Set<string>();

const fresh = (): Document => begin(FILE, 0);
const edited = (document: Document, pue: string, at = 1): Document =>
  change(document, {
    label: `PUE ${pue}`,
    text: textOf(document, currentOf(document)),
    edits: { ...currentOf(document).edits, 'site.pue': pue },
    at,
  });
const written = (document: Document, text: string, at = 1, label = 'Write'): Document =>
  change(document, { label, text, edits: {}, at });
const undone = (document: Document): Document =>
  moveTo(document, before(document)?.id ?? document.current);
const redone = (document: Document): Document =>
  moveTo(document, after(document)?.id ?? document.current);
const labels = ({ versions }: Document): readonly string[] => versions.map(({ label }) => label);

describe('a document', () => {
  it('has one version and no change at first', () => {
    const document = fresh();
    expect(labels(document)).toEqual(['Opened']);
    expect(isChanged(document)).toBe(false);
    expect(before(document)).toBeUndefined();
    expect(after(document)).toBeUndefined();
  });

  it('takes no step that changes nothing', () => {
    const document = edited(fresh(), '1.3');
    expect(edited(document, '1.3')).toBe(document);
    expect(written(fresh(), 'base')).toEqual(fresh());
    expect(moveTo(document, 'unknown')).toBe(document);
  });

  it('goes back and forward through edits and texts', () => {
    const document = written(edited(edited(fresh(), '1.2'), '1.3'), 'other');
    const back = undone(document);
    expect(currentOf(back)).toMatchObject({ label: 'PUE 1.3', edits: { 'site.pue': '1.3' } });
    expect(textOf(back, currentOf(back))).toBe('base');
    expect(currentOf(undone(back)).edits).toEqual({ 'site.pue': '1.2' });
    expect(undone(undone(undone(undone(back))))).toMatchObject({ versions: back.versions });
    expect(redone(redone(undone(undone(document)))).current).toBe(document.current);
  });

  it('keeps the steps after which one goes on otherwise', () => {
    const document = edited(undone(edited(fresh(), '1.2', 1)), '1.4', 2);
    expect(labels(document)).toEqual(['Opened', 'PUE 1.2', 'PUE 1.4']);
    // Forward leads to what was made last.
    expect(currentOf(redone(undone(document))).label).toBe('PUE 1.4');
  });

  it('makes the same step from the same state only once', () => {
    const once = edited(fresh(), '1.2', 1);
    const twice = edited(undone(once), '1.2', 2);
    expect(labels(twice)).toEqual(['Opened', 'PUE 1.2']);
    expect(twice.current).toBe(once.current);
  });

  it('joins what is typed without a pause, and nothing else', () => {
    let document = written(fresh(), 'a', 1000, TYPING);
    document = written(document, 'ab', 2000, TYPING);
    expect(labels(document)).toEqual(['Opened', TYPING]);
    expect(document.texts.size).toBe(2);
    document = written(document, 'abc', 9000, TYPING);
    expect(labels(document)).toEqual(['Opened', TYPING, TYPING]);
    // What was typed before an undo stays.
    document = written(undone(document), 'x', 9500, TYPING);
    expect(labels(document)).toEqual(['Opened', TYPING, TYPING, TYPING]);
    expect(labels(written(written(fresh(), 'a', 1), 'b', 2))).toEqual(['Opened', 'Write', 'Write']);
  });

  it('is unchanged again once its text is saved', () => {
    const document = written(fresh(), 'new');
    expect(isChanged(document)).toBe(true);
    expect(isChanged(rebase(document, 'new', 5))).toBe(false);
    expect(isChanged(edited(rebase(document, 'new', 5), '1.2'))).toBe(true);
  });
});

describe('locate', () => {
  it('finds what an address says, the nearest first', () => {
    const document = edited(edited(fresh(), '1.2'), '1.3');
    const back = locate(document, { text: textId('base'), edits: { 'site.pue': '1.2' } }, 9);
    expect(back?.current).toBe(before(document)?.id);
    expect(locate(document, currentOf(document), 9)).toBe(document);
    expect(locate(document, { text: textId('elsewhere'), edits: {} }, 9)).toBeUndefined();
  });

  it('reaches the edits of a link one by one, so that each can be undone', () => {
    const edits = { 'site.pue': '1.2', 'fleet.gpus': '500' };
    const document = locate(fresh(), { text: textId('base'), edits }, 9)!;
    expect(labels(document)).toEqual(['Opened', 'PUE 1.2', 'GPUs 500']);
    expect(currentOf(document).edits).toEqual(edits);
    expect(currentOf(undone(document)).edits).toEqual({ 'site.pue': '1.2' });
  });

  it('finds a text that no version has any more', () => {
    const saved = rebase(fresh(), 'saved elsewhere', 3);
    const document = locate(saved, { text: saved.base.text, edits: {} }, 9)!;
    expect(textOf(document, currentOf(document))).toBe('saved elsewhere');
    expect(before(document)).toBeUndefined();
  });
});

describe('two tabs', () => {
  it('keep what each made, and look at their own', () => {
    const mine = written(fresh(), 'mine', 1);
    const theirs = written(fresh(), 'theirs', 2);
    const both = merge(mine, theirs, NONE);
    expect(both.current).toBe(mine.current);
    expect([...both.texts.values()].sort()).toEqual(['base', 'mine', 'theirs']);
    expect(labels(both)).toEqual(['Opened', 'Write', 'Write']);
    expect(merge(both, theirs, NONE)).toBe(both);
  });

  it('do not bring back what one gave up', () => {
    const early = written(fresh(), 'a', 1000, TYPING);
    const late = written(early, 'ab', 1500, TYPING);
    const seen = new Set(early.versions.map(({ id }) => id));
    expect(merge(late, early, seen)).toBe(late);
  });

  it('both know what was saved last', () => {
    const saved = rebase(written(fresh(), 'saved', 1), 'saved', 5);
    expect(merge(fresh(), saved, NONE).base).toEqual(saved.base);
    expect(merge(saved, fresh(), NONE).base).toEqual(saved.base);
  });

  it('lose nothing, in whatever order they write', () => {
    const step = fc.record({ mine: fc.boolean(), text: fc.string(), undo: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let [mine, theirs] = [fresh(), fresh()];
        const texts = new Set<string>();
        for (const [at, { mine: isMine, text, undo }] of steps.entries()) {
          texts.add(text);
          const next = written(
            undo ? undone(isMine ? mine : theirs) : isMine ? mine : theirs,
            text,
            at,
          );
          if (isMine) mine = merge(next, theirs, NONE);
          else theirs = merge(next, mine, NONE);
        }
        const kept = new Set(merge(mine, theirs, NONE).texts.values());
        for (const text of texts) expect(kept).toContain(text);
      }),
    );
  });
});

describe('what is kept', () => {
  it('is bounded in steps: the oldest go first, never the current one', () => {
    let document = fresh();
    for (let at = 1; at <= MOST_VERSIONS + 50; at++) document = edited(document, `1.${at}`, at);
    expect(document.versions).toHaveLength(MOST_VERSIONS);
    expect(currentOf(document).edits).toEqual({ 'site.pue': `1.${MOST_VERSIONS + 50}` });
    let steps = 0;
    for (let at = document; before(at); at = undone(at)) steps++;
    expect(steps).toBe(MOST_VERSIONS - 1);
  });

  it('is bounded in letters, and holds the base and the current text of any size', () => {
    const large = 'x'.repeat(MOST_CHARACTERS / 3);
    let document = fresh();
    for (let at = 1; at <= 4; at++) document = written(document, `${large}${at}`, at);
    expect(document.texts.size).toBe(3);
    expect(textOf(document, currentOf(document))).toBe(`${large}4`);
    expect(document.texts.get(document.base.text)).toBe('base');
  });
});
