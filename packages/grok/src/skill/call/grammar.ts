import { choice, type Grammar, oneOf, optional, sequence } from '../../grammar/index.ts';
import { FIGURES, PLACE_ENTRIES, type PlaceEntry } from '../book/read.ts';
import { codeOf, placeCode } from '../see/codes.ts';
import type { NumberKind } from '../see/plain.ts';
import type { Tagged } from '../see/see.ts';
import { patternOf, type View } from '../see/view.ts';
import type { Operation } from './call.ts';

/** Most places that one wish changes. */
const MOST_EDITS = 4;
const ENGINES = ['megatron', 'torchtitan'];
const DIMENSIONS = [
  'spares',
  'checkpoint.interval',
  'checkpoint.memory',
  'warmStandbys',
  'recovery',
  'slowPatience',
];
const OBJECTIVES = ['cost', 'ettr'];

/** Kinds of numbers that a kind of value may be written as. */
const WRITTEN: Readonly<Record<string, readonly NumberKind[]>> = {
  count: ['count', 'tokens', 'ord'],
  time: ['time'],
  power: ['power'],
  money: ['money'],
  percent: ['percent', 'count'],
  bytes: ['bytes'],
  tokens: ['tokens', 'count'],
  flop: ['flop'],
  date: ['date'],
  price: ['price', 'money'],
  priceW: ['priceW', 'money'],
  rate: ['rate', 'bytes'],
  freq: ['freq', 'count'],
  scale: ['scale'],
  add: ['add'],
};
const NUMERIC = /^(?:count|time|power|money|percent|bytes|tokens|flop|price|priceW|rate|freq)$/;

/** Patterns of all figures that may be asked: those of the file, and those that other files have. */
export function figureGrammar(view: View): Grammar {
  const patterns = new Set(FIGURES.map(({ pattern }) => pattern));
  for (const path of view.labels.keys()) patterns.add(patternOf(path, view).pattern);
  return sequence('{"explain":" ', oneOf([...patterns].map(codeOf).sort()), '"}');
}

/** All calls that the model may write for a question with these tags, by operation. `figures` is what `figureGrammar` made of the file. */
export function callGrammars(
  figures: Grammar,
  tags: ReadonlyMap<string, Tagged>,
): Readonly<Record<Operation, Grammar>> {
  const counts = tagsOf(tags, ['count', 'ord']);
  const object = (name: string, members: readonly (Grammar | undefined)[]): Grammar =>
    sequence(`{"${name}":{`, chosen(members.filter((member) => member !== undefined)), '}}');
  return {
    explain: figures,
    plan: planGrammar(tags),
    strategies: object('strategies', [
      member('top', counts),
      member('launch', ENGINES),
      member('rank', counts),
    ]),
    twin: object('twin', [member('seed', counts), member('days', tagsOf(tags, ['time', 'count']))]),
    power: object('power', [member('rampLimit', tagsOf(tags, ['ramp', 'power']))]),
    optimise: sequence(
      '{"optimise":{"over":[',
      listOf(DIMENSIONS),
      ']',
      optional(sequence(',"objective":" ', oneOf(OBJECTIVES), '"')),
      '}}',
    ),
    check: '{"check":{}}',
    none: '{"none":{}}',
  };
}

/** Most things that one search is over. */
const MOST_DIMENSIONS = 3;

/** Some of the names, each once, in any order. */
function listOf(names: readonly string[], most = MOST_DIMENSIONS): Grammar {
  return choice(
    ...names.map((name) => {
      const others = names.filter((other) => other !== name);
      const more = most > 1 ? optional(sequence(',', listOf(others, most - 1))) : '';
      return sequence(`" ${name}"`, more);
    }),
  );
}

function member(name: string, values: readonly string[]): Grammar | undefined {
  return values.length === 0 ? undefined : sequence(`"${name}":" `, oneOf(values), '"');
}

/** Any of the members, in their order, with commas between. */
function chosen(members: readonly Grammar[]): Grammar {
  const all = Array.from({ length: 2 ** members.length }, (_, mask) =>
    members.filter((_member, at) => (mask >> at) % 2 === 1),
  );
  return choice(
    ...all.map((some) => sequence(...some.flatMap((one, at) => (at === 0 ? [one] : [',', one])))),
  );
}

function planGrammar(tags: ReadonlyMap<string, Tagged>): Grammar {
  return choice(
    '{"plan":{}}',
    sequence('{"plan":{', editsOf(new Map([...tags].slice(0, MOST_TAGS)), MOST_EDITS), '}}'),
  );
}

/** Tags of which each is taken once, and tags that are looked at. */
const FEW = 3;
const MOST_TAGS = 8;

/** Some edits, none of which takes a tag that another has taken. */
function editsOf(
  tags: ReadonlyMap<string, Tagged>,
  most: number,
  made = new Map<string, Grammar>(),
): Grammar {
  const key = `${most} ${[...tags.keys()].join(' ')}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  // With many tags the grammar would be too large: which of them is taken twice is left to the model then.
  const isFew = tags.size <= FEW;
  const without = (tag: string): ReadonlyMap<string, Tagged> =>
    isFew ? new Map([...tags].filter(([name]) => name !== tag)) : tags;
  const rest = (tag: string): Grammar =>
    most <= 1 ? '' : optional(sequence(',', editsOf(without(tag), most - 1, made)));
  const edits = choice(
    ...[...tags.keys(), ''].map((tag) => {
      const places = PLACE_ENTRIES.flatMap((entry) => {
        const values =
          tag === '' ? Object.keys(entry.words) : fills(entry, tags.get(tag)!) ? [tag] : [];
        return values.map((value) => `" ${placeCode(entry.pattern)}":" ${value}"`);
      });
      return sequence(oneOf(places), rest(tag));
    }),
  );
  made.set(key, edits);
  return edits;
}

/** Whether what a tag stands for may fill the place of this pattern. */
export function takes(pattern: string, tagged: Tagged): boolean {
  const entry = PLACE_ENTRIES.find((one) => one.pattern === pattern);
  return entry !== undefined && fills(entry, tagged);
}

function fills({ pattern, kinds }: PlaceEntry, tagged: Tagged): boolean {
  if ('mention' in tagged) {
    const { kind } = tagged.mention;
    return kinds.includes(kind) || (pattern === 'runs.Run.model' && kind === 'run');
  }
  const { kind } = tagged.number;
  return kinds.some(
    (own) =>
      WRITTEN[own]?.includes(kind) || (NUMERIC.test(own) && (kind === 'scale' || kind === 'add')),
  );
}

function tagsOf(tags: ReadonlyMap<string, Tagged>, kinds: readonly NumberKind[]): string[] {
  return [...tags].flatMap(([tag, tagged]) =>
    'number' in tagged && kinds.includes(tagged.number.kind) ? [tag] : [],
  );
}
