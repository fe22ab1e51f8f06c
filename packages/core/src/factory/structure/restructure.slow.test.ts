import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXAMPLES, exampleText } from '../factory.fixture.ts';
import {
  type Change,
  COLLECTION_NAMES,
  type Collection,
  readFactory,
  restructure,
} from '../index.ts';

function done(text: string, change: Change) {
  const result = restructure(text, change);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

function factoryOf(text: string) {
  const read = readFactory(text);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.value;
}

/** The comments of a text, sorted: moving entries changes their order. */
function commentsOf(text: string): string[] {
  return text
    .split('\n')
    .flatMap((line) => /(?:^|\s)(#.*)$/.exec(line)?.[1] ?? [])
    .sort();
}

function entriesOf(text: string, collection: Collection): string[] {
  const { schedule, ...file } = factoryOf(text);
  if (collection === 'schedule.tasks') return Object.keys(schedule?.tasks ?? {});
  if (collection === 'requirements') return file.requirements.map((_, index) => `${index}`);
  // Hazards that are left out have defaults.
  if (collection === 'hazards') return [];
  if (collection === 'models')
    return Object.keys(file.models).filter((name) => text.includes(`  ${name}:`));
  return Object.keys(file[collection]);
}

describe('restructure, over the examples', () => {
  it.each(EXAMPLES)('adds an entry of each kind to %s and takes it away again', (name) => {
    const text = exampleText(name);
    for (const to of COLLECTION_NAMES) {
      const added = done(text, { do: 'add', to });
      expect(readFactory(added.text)).toMatchObject({ ok: true });
      expect(commentsOf(added.text)).toEqual(commentsOf(text));
      const back = done(added.text, { do: 'remove', path: added.path });
      // A schedule keeps its start.
      if (to === 'schedule.tasks' && !factoryOf(text).schedule) continue;
      expect(back.text, to).toBe(text);
    }
  });

  it.each(EXAMPLES)('renames every entry of %s and gives it its name back', (name) => {
    const text = exampleText(name);
    for (const collection of COLLECTION_NAMES) {
      for (const entry of entriesOf(text, collection)) {
        if (collection === 'requirements') continue;
        const renamed = done(text, {
          do: 'rename',
          path: `${collection}.${entry}`,
          name: 'other-name',
        });
        expect(readFactory(renamed.text), `${collection}.${entry}`).toMatchObject({ ok: true });
        expect(commentsOf(renamed.text)).toEqual(commentsOf(text));
        const back = done(renamed.text, { do: 'rename', path: renamed.path, name: entry });
        expect(back.text).toBe(text);
      }
    }
  });

  it.each(EXAMPLES)('moves every entry of %s down and up again', (name) => {
    const text = exampleText(name);
    for (const collection of COLLECTION_NAMES) {
      for (const entry of entriesOf(text, collection)) {
        const moved = done(text, { do: 'move', path: `${collection}.${entry}`, by: 1 });
        expect(readFactory(moved.text)).toMatchObject({ ok: true });
        expect(commentsOf(moved.text)).toEqual(commentsOf(text));
        if (moved.text === text) continue;
        expect(done(moved.text, { do: 'move', path: moved.path, by: -1 }).text).toBe(text);
      }
    }
  });

  it('keeps a file readable and its comments through any sequence of changes', () => {
    const step = fc.record({
      what: fc.constantFrom('add', 'rename', 'move', 'remove'),
      collection: fc.constantFrom(...COLLECTION_NAMES),
      pick: fc.nat(99),
      name: fc.stringMatching(/^[a-z][a-z0-9-]{0,5}[a-z0-9]$/),
      by: fc.integer({ min: -3, max: 3 }),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...EXAMPLES),
        fc.array(step, { maxLength: 12 }),
        (name, steps) => {
          let text = exampleText(name);
          for (const { what, collection, pick, name: other, by } of steps) {
            const names = entriesOf(text, collection);
            const path = `${collection}.${names[pick % Math.max(1, names.length)] ?? 'none'}`;
            const change: Change =
              what === 'add'
                ? { do: 'add', to: collection }
                : what === 'rename'
                  ? { do: 'rename', path, name: other }
                  : what === 'move'
                    ? { do: 'move', path, by }
                    : { do: 'remove', path };
            const result = restructure(text, change);
            if (!result.ok) {
              expect(result.problems[0]?.code).toMatch(/^entry\./);
              continue;
            }
            expect(readFactory(result.value.text)).toMatchObject({ ok: true });
            if (what !== 'remove') expect(commentsOf(result.value.text)).toEqual(commentsOf(text));
            text = result.value.text;
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
