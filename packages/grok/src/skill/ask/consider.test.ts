import { describe, expect, it } from 'vitest';
import type { ModelServer } from '../../servers/index.ts';
import { LEXICON } from '../book/lexicon.ts';
import { catalogueNames } from '../file/view-of.ts';
import { figureFinder } from '../see/finder.ts';
import { Linker } from '../see/link.ts';
import { type Seen, see } from '../see/see.ts';
import { candidatesOf, choose, chooseAlone, type Meant } from './consider.ts';

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

async function writtenFor(
  question: string,
  written = '{"none":{}}',
  heard: readonly string[] = [],
): Promise<string[]> {
  const candidates = await candidatesOf({
    server: writerOf(written),
    encode: lettersOf,
    decode: (tokens) => String.fromCharCode(...tokens),
    prompt: [1],
    grammars: { plan: '' },
    seen: see(question, EYES),
    heard,
  });
  return candidates.map(({ written: text }) => text);
}

async function editsFor(question: string, written?: string): Promise<string[]> {
  const all = await writtenFor(question, written);
  return all.filter((text) => text.startsWith('{"plan"'));
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

describe('what the witness names', () => {
  it('is considered, as a figure and as a place for the value', async () => {
    const heard = ['PowerPue', 'SetSitePue'];
    expect(await writtenFor('and 1.3 then', undefined, heard)).toEqual(
      expect.arrayContaining(['{"explain":" PowerPue"}', '{"plan":{" SetSitePue":" Acount"}}']),
    );
    expect(await writtenFor('and 1.3 then')).not.toContain('{"explain":" PowerPue"}');
  });

  it('fills no place with a value that does not fit it', async () => {
    const written = await writtenFor('and 3 weeks then', undefined, ['SetSitePue']);
    expect(written.filter((text) => text.includes('SetSitePue'))).toEqual([]);
  });
});

describe('of two values', () => {
  it('each may be the only one that is wished for', async () => {
    const edits = await editsFor('ten spares is a lot, how do 4 look');
    for (const tag of ['Acount', 'Bcount'])
      expect(edits).toContain(`{"plan":{" SetResilienceSpares":" ${tag}"}}`);
  });
});

describe('a value that is to be replaced', () => {
  it('is put nowhere', async () => {
    for (const question of ['4 halls rather than 2', '4 halls instead of 2']) {
      const edits = await editsFor(question);
      expect(edits).toContain('{"plan":{" SetHazardsHalls":" Acount"}}');
      expect(edits.filter((edit) => edit.includes('Bcount'))).toEqual([]);
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
    const opinion = {
      of: (text: string) => (text === none.written ? 0 : -7),
      likeliest: [],
      isConcept: false,
    };
    expect(choose([none, power], seen)).toBe(power);
    expect(choose([none, power], seen, opinion)).toBe(none);
    const found = { ...seen, figures: [{ pattern: 'power.it', likeness: 1 }] };
    expect(choose([none, power], found, opinion)).toBe(power);
  });

  it('is no edit that leaves all as it is, unless it is much likelier', () => {
    const plan: Meant = {
      written: '{"plan":{" SetSitePue":" Acount"}}',
      likelihood: 0,
      read: { operation: 'plan', arguments: { edits: { 'site.pue': '1.2' } } },
    };
    expect(choose([plan, power], seen)).toBe(plan);
    expect(choose([{ ...plan, isIdle: true }, power], seen)).toBe(power);
    const likelier = { ...plan, isIdle: true, likelihood: 1.5 };
    expect(choose([likelier, power], seen)).toBe(likelier);
  });

  it('is for the model alone one that it wrote, and no refusal that is hardly likelier', () => {
    const own = { ...power, likelihood: -2, isOwn: true };
    expect(chooseAlone([power, own])).toBe(own);
    expect(chooseAlone([{ ...none, likelihood: -1.5, isOwn: true }, own])).toBe(own);
    const refusal = { ...none, likelihood: -0.5, isOwn: true };
    expect(chooseAlone([refusal, own])).toBe(refusal);
    expect(chooseAlone([]).read).toEqual({ operation: 'none', arguments: {} });
  });

  it('is no refusal that is only a little likelier', () => {
    const likelier = { ...none, likelihood: 0.5 };
    expect(choose([likelier, power], seen)).toBe(power);
    expect(choose([{ ...none, likelihood: 1.5 }, power], seen)).not.toBe(power);
  });
});
