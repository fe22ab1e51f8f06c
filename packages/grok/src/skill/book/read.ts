import { ASKED_ELSE } from './asked-else.ts';
import { ASKED_RUN } from './asked-run.ts';
import { ASKED_SITE } from './asked-site.ts';
import { RUN_FIGURES } from './figures-run.ts';
import { SITE_FIGURES } from './figures-site.ts';
import { PLACES } from './places.ts';
import { VOICES_RUN } from './voices-run.ts';
import { VOICES_SITE } from './voices-site.ts';
import { VOICES_WISHED } from './voices-wished.ts';
import { WISHED } from './wished.ts';

/** What people call a figure, and ask about it. */
export interface FigureEntry {
  readonly pattern: string;
  /** What kind of answer there is: count, time, date, share, money, power, rate, ratio, amount or plain. */
  readonly kind: string;
  readonly names: readonly string[];
  readonly questions: readonly string[];
}

/** What people call a place that an edit fills, and wish for it. */
export interface PlaceEntry {
  readonly pattern: string;
  /** Kinds of numbers, or of names of the catalogue, or `word`. */
  readonly kinds: readonly string[];
  readonly names: readonly string[];
  readonly wishes: readonly string[];
  /** What may stand there where it takes words, with how people wish for each. */
  readonly words: Readonly<Record<string, readonly string[]>>;
}

function rows(table: string): string[][] {
  return table
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
}

function list(cell = ''): string[] {
  return cell
    .split(';')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** Names and questions of further tables, by pattern; those of a pattern that comes again are joined. */
function further(...tables: readonly string[]): ReadonlyMap<string, readonly string[][]> {
  const joined = new Map<string, string[][]>();
  for (const [pattern = '', ...cells] of tables.flatMap(rows)) {
    const lists = cells.map((cell) => list(cell));
    const known = joined.get(pattern) ?? [];
    joined.set(
      pattern,
      lists.map((items, at) => [...(known[at] ?? []), ...items]),
    );
  }
  return joined;
}

const ASKED = further(ASKED_SITE, ASKED_RUN, ASKED_ELSE, VOICES_SITE, VOICES_RUN);
const FURTHER_WISHES = further(WISHED, VOICES_WISHED);

export const FIGURES: readonly FigureEntry[] = rows(SITE_FIGURES + RUN_FIGURES.slice(1)).map(
  ([pattern = '', kind = '', names, questions]) => {
    const [moreNames = [], moreQuestions = []] = ASKED.get(pattern) ?? [];
    return {
      pattern,
      kind,
      names: [...new Set([...list(names), ...moreNames])],
      questions: [...new Set([...list(questions), ...moreQuestions])],
    };
  },
);

export const PLACE_ENTRIES: readonly PlaceEntry[] = rows(PLACES).map(
  ([pattern = '', kinds = '', names, wishes]) => {
    const [moreNames = [], moreWishes = []] = FURTHER_WISHES.get(pattern) ?? [];
    const all = [...new Set([...list(wishes), ...moreWishes])];
    const isWord = kinds === 'word';
    const words: Record<string, string[]> = {};
    for (const wish of isWord ? all : []) {
      const [word = '', ...rest] = wish.split('=');
      words[word] = [...(words[word] ?? []), rest.join('=')];
    }
    return {
      pattern,
      kinds: kinds.split(' '),
      names: [...new Set([...list(names), ...moreNames])],
      wishes: isWord ? [] : all,
      words,
    };
  },
);
