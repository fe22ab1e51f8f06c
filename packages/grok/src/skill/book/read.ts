import { RUN_FIGURES } from './figures-run.ts';
import { SITE_FIGURES } from './figures-site.ts';
import { PLACES } from './places.ts';

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

export const FIGURES: readonly FigureEntry[] = rows(SITE_FIGURES + RUN_FIGURES.slice(1)).map(
  ([pattern = '', kind = '', names, questions]) => ({
    pattern,
    kind,
    names: list(names),
    questions: list(questions),
  }),
);

export const PLACE_ENTRIES: readonly PlaceEntry[] = rows(PLACES).map(
  ([pattern = '', kinds = '', names, wishes]) => {
    const isWord = kinds === 'word';
    const words: Record<string, string[]> = {};
    for (const wish of isWord ? list(wishes) : []) {
      const [word = '', ...rest] = wish.split('=');
      words[word] = [...(words[word] ?? []), rest.join('=')];
    }
    return {
      pattern,
      kinds: kinds.split(' '),
      names: list(names),
      wishes: isWord ? [] : list(wishes),
      words,
    };
  },
);
