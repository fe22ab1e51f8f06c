import type { RandomStream } from '@gigafactory/core/base';
import { PLACE_ENTRIES, type PlaceEntry } from '../book/read.ts';
import { FACTORS, SETTINGS, SUMS, WISHES } from '../book/tables.ts';
import { placeCode } from '../see/codes.ts';
import { isLikely, pick } from './chance.ts';
import { isCatalogued, writeCatalogued } from './fill.ts';
import { writeFor } from './values.ts';

/** A question in words, and the call that it means. */
export interface Draft {
  readonly text: string;
  /** The call; `<value>` stands for the tag of what is written so. */
  readonly call: string;
}

/** One edit in words: what is said, the place, and what stands there as it is said. */
export interface SaidEdit {
  readonly text: string;
  readonly pattern: string;
  /** The value as written; a word of the place itself where `isWord`. */
  readonly value: string;
  readonly isWord: boolean;
}

const OFTEN: Readonly<Record<string, number>> = {
  'fleet.gpus': 22,
  'hardware.gpu': 16,
  'site.pue': 6,
  'site.electricityPrice': 6,
  'operations.checkpointInterval': 7,
  'operations.recoveryTime': 6,
  'resilience.spares': 5,
  'resilience.warmStandbys': 4,
  'resilience.recovery': 5,
  'runs.Run.gpus': 8,
  'runs.Run.tokens': 7,
  'runs.Run.globalBatch': 5,
  'runs.Run.sequenceLength': 5,
  'runs.Run.precision': 6,
  'runs.Run.model': 4,
  'runs.Run.stack': 4,
  'schedule.start': 4,
  'schedule.tasks.Task.takes': 5,
  'runs.Run.strategy.tp': 4,
  'runs.Run.strategy.pp': 4,
  'runs.Run.strategy.recompute': 4,
  'runs.Run.strategy.sharding': 4,
  'operations.nodeRepairTime': 3,
  'hardware.switch': 3,
  'hazards.technicians': 3,
  'money.itLife': 3,
  'runs.Run.compute': 3,
  'models.Model.layers': 3,
  'models.Model.experts': 2,
  'site.constructionCost': 3,
  'services.Service.gpus': 3,
  'hardware.node': 2,
  'hardware.gpu.tdp': 3,
  'hardware.node.price': 2,
  'resilience.memoryInterval': 2,
};
const WEIGHED: readonly PlaceEntry[] = PLACE_ENTRIES.flatMap((entry) =>
  Array.from({ length: OFTEN[entry.pattern] ?? 1 }, () => entry),
);

export function pickPlace(stream: RandomStream): PlaceEntry {
  return pick(stream, WEIGHED);
}

/** A place's name, with "of {r}" or without. */
export function nameOf(stream: RandomStream, entry: PlaceEntry): string {
  const name = pick(stream, entry.names);
  const plain = isLikely(stream, 0.3) ? name.replace(/ (?:of|for|given to) \{[rm]\}/, '') : name;
  return isLikely(stream, 0.35) && !/^(?:the|a) |^\{/.test(plain) ? `the ${plain}` : plain;
}

/** `isPart`: to be joined with others, "with a PUE of 1.2". */
export function sayEdit(stream: RandomStream, entry: PlaceEntry, isPart = false): SaidEdit {
  const kind = pick(stream, entry.kinds);
  if (kind === 'word') return sayWord(stream, entry, isPart);
  if (kind === 'scale' || kind === 'add') return sayChange(stream, entry, kind);
  const value = isCatalogued(kind)
    ? writeCatalogued(stream, kind)
    : writeFor(stream, entry.pattern, kind);
  if (isLikely(stream, 0.6)) {
    const wish = pick(stream, entry.wishes).replace('{v}', value);
    return {
      text: isPart ? wish : frame(stream, wish),
      pattern: entry.pattern,
      value,
      isWord: false,
    };
  }
  const parts = isPart
    ? [
        'with {n} of {v}',
        'with {n} at {v}',
        '{n} {v}',
        '{n} at {v}',
        'with {n} {v}',
        '{n} of {v}',
        '{n} set to {v}',
      ]
    : SETTINGS;
  const text = pick(stream, parts).replace('{n}', nameOf(stream, entry)).replace('{v}', value);
  return { text, pattern: entry.pattern, value, isWord: false };
}

function sayWord(stream: RandomStream, entry: PlaceEntry, isPart: boolean): SaidEdit {
  const word = pick(stream, Object.keys(entry.words));
  const base = { pattern: entry.pattern, value: word, isWord: true };
  if (isLikely(stream, 0.72)) {
    const wish = pick(stream, entry.words[word]!);
    return { ...base, text: isPart ? wish : frame(stream, wish) };
  }
  const text = pick(stream, isPart ? ['{n} {v}', 'with {n} {v}', '{n} set to {v}'] : SETTINGS)
    .replace('{n}', nameOf(stream, entry))
    .replace('{v}', word);
  return { ...base, text };
}

function sayChange(stream: RandomStream, entry: PlaceEntry, kind: 'scale' | 'add'): SaidEdit {
  const name = nameOf(stream, entry);
  const bare = /^(?:fleet|runs\.Run)\.gpus$/.test(entry.pattern)
    ? pick(
        stream,
        entry.pattern === 'fleet.gpus'
          ? ['GPUs', 'the GPUs', 'the fleet', 'the cluster', 'GPUs']
          : ['GPUs for {r}', 'the GPUs of {r}'],
      )
    : name;
  const template = pick(stream, kind === 'scale' ? FACTORS : SUMS);
  const text = template
    .replace('{n}', bare)
    .replaceAll('{p}', pick(stream, ['5', '10', '15', '20', '25', '30', '40', '50', '75']))
    .replaceAll(
      '{c}',
      pick(stream, [
        '100',
        '500',
        '1000',
        '1,000',
        '2,000',
        '5000',
        '10,000',
        '5k',
        '10k',
        '20,000',
        'a thousand',
      ]),
    );
  return { text, pattern: entry.pattern, value: `@${kind}`, isWord: false };
}

function frame(stream: RandomStream, wish: string): string {
  if (/^(?:what|and|how|if|suppose|can|could|same|now|try|plan|make)\b/.test(wish)) return wish;
  return pick(stream, WISHES).replace('{w}', wish);
}

/** Several edits in one wish. */
export function joinEdits(stream: RandomStream, said: readonly SaidEdit[]): string {
  const parts = said.map(({ text }) => text);
  const joined = parts.reduce(
    (sum, part) => `${sum}${pick(stream, [' and ', ', ', ' and ', ', and ', ' plus '])}${part}`,
  );
  return frame(stream, joined);
}

/** `seen` decides what a bare value is; the call names the place. */
export function callOf(edits: readonly SaidEdit[]): string {
  const pairs = edits.map(
    ({ pattern, value, isWord }) => `"${placeCode(pattern)}":"${isWord ? value : `<${value}>`}"`,
  );
  return `{"plan":{${pairs.join(',')}}}`;
}
