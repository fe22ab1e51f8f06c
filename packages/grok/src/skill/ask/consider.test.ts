import { describe, expect, it } from 'vitest';
import type { ModelServer } from '../../servers/index.ts';
import { LEXICON } from '../book/lexicon.ts';
import { catalogueNames } from '../file/view-of.ts';
import { figureFinder } from '../see/finder.ts';
import { Linker } from '../see/link.ts';
import { type Seen, see } from '../see/see.ts';
import { candidatesOf, choose, type Meant } from './consider.ts';

const VIEW = {
  runs: [{ name: 'orion', model: 'orion-7b' }],
  models: ['orion-7b'],
  tasks: [],
  services: [],
  references: [],
  labels: new Map<string, string>(),
};
const EYES = {
  lexicon: LEXICON,
  linker: new Linker(VIEW, catalogueNames(), LEXICON),
  figures: figureFinder(VIEW),
};

const lettersOf = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));

/** A model to which all texts are equally likely, and which writes one. */
function writerOf(text: string): ModelServer {
  return {
    kind: 'embedded',
    model: 'writer',
    async *generate() {
      yield* lettersOf(text);
      return 'complete' as const;
    },
    score: (tokens) => Promise.resolve(new Float32Array(tokens.length)),
    close: () => Promise.resolve(),
  };
}

async function editsFor(question: string, written = '{"none":{}}'): Promise<string[]> {
  const candidates = await candidatesOf({
    server: writerOf(written),
    encode: lettersOf,
    decode: (tokens) => String.fromCharCode(...tokens),
    prompt: [1],
    grammars: { plan: '' },
    seen: see(question, EYES),
  });
  return candidates.map(({ written: text }) => text).filter((text) => text.startsWith('{"plan"'));
}

describe('edits of what was found', () => {
  it('are none without a value, and none of more values than two', async () => {
    expect(await editsFor('what about tensor parallelism')).toEqual([]);
    expect(await editsFor('tensor parallel 4, pipeline parallel 8, context parallel 2')).toEqual(
      [],
    );
  });

  it('put two values into two places in either order, never into one', async () => {
    const edits = await editsFor('orion with tensor parallel 4 and pipeline parallel 8');
    expect(edits).toContain(
      '{"plan":{" SetRunsRunStrategyTp":" Acount"," SetRunsRunStrategyPp":" Bcount"}}',
    );
    expect(edits).toContain(
      '{"plan":{" SetRunsRunStrategyPp":" Acount"," SetRunsRunStrategyTp":" Bcount"}}',
    );
    for (const edit of edits) {
      const places = [...edit.matchAll(/Set\w+/g)].map(([place]) => place);
      expect(new Set(places).size, edit).toBe(places.length);
    }
  });
});

describe('an edit that fills one place twice', () => {
  const twice = '{"plan":{" SetHazardsHalls":" Acount"," SetHazardsHalls":" Bcount"}}';

  it('is out unless one value is said to replace the other', async () => {
    expect(await editsFor('4 halls and 2 of them', twice)).not.toContain(twice);
    expect(await editsFor('4 halls rather than 2', twice)).toContain(twice);
  });
});

describe('the call that most speaks for', () => {
  const seen: Seen = { words: [], tags: new Map(), figures: [], places: [], told: '' };
  const power: Meant = {
    written: '{"explain":" PowerIt"}',
    likelihood: -1,
    read: { operation: 'explain', arguments: { path: 'power.it' } },
  };
  const none: Meant = {
    written: '{"none":{}}',
    likelihood: -0.5,
    read: { operation: 'none', arguments: {} },
  };
  const broken: Meant = {
    written: '{"twin":{}}',
    likelihood: 0,
    read: { operation: 'none', why: 'it cannot be read' },
  };

  it('is none of those that cannot be made', () => {
    expect(choose([broken], seen)).toBeUndefined();
    expect(choose([broken, none], seen)).toBe(none);
  });

  it('is the likelier one, unless what is found or heard says otherwise', () => {
    const of = (text: string) => (text === none.written ? 0 : -7);
    expect(choose([none, power], seen)).toBe(power);
    expect(choose([none, power], seen, { of })).toBe(none);
    const found = { ...seen, figures: [{ pattern: 'power.it', likeness: 1 }] };
    expect(choose([none, power], found, { of })).toBe(power);
  });

  it('is no refusal that is only a little likelier', () => {
    const likelier = { ...none, likelihood: 0.5 };
    expect(choose([likelier, power], seen)).toBe(power);
    expect(choose([{ ...none, likelihood: 1.5 }, power], seen)).not.toBe(power);
  });
});
