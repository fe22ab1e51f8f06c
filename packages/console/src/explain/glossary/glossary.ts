/** What words mean: by the word, as written in the glossary of the docs. */
export type Glossary = ReadonlyMap<string, string>;

const texts = import.meta.glob<string>('../../../../../docs/glossary.md', {
  query: '?raw',
  import: 'default',
});

/** The glossary of the docs, which is a script of its own. */
export async function loadGlossary(): Promise<Glossary> {
  const [text = ''] = await Promise.all(Object.values(texts).map((read) => read()));
  return readGlossary(text);
}

/** A row of a table: `| MFU | Model FLOP utilisation |`. */
const ROW = /^\| (?<words>[^|]+) \| (?<meaning>[^|]+) \|$/gm;

/** Reads the tables of a glossary; a row of several words gives its meaning to each. */
export function readGlossary(text: string): Glossary {
  const found = new Map<string, string>();
  for (const { groups } of text.matchAll(ROW)) {
    const { words = '', meaning = '' } = groups ?? {};
    if (/^(Word|---)/.test(words)) continue;
    for (const word of words.split(', ')) found.set(word.trim(), plain(meaning));
  }
  return found;
}

/** Without the marks of links and code. */
function plain(text: string): string {
  return text
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll('`', '')
    .trim();
}

/** A piece of a text: a word of the glossary with its meaning, or what is between. */
export interface Piece {
  readonly text: string;
  readonly meaning?: string;
}

/** Short words in capitals, also before a number (`TP4`), are looked up in a text; others only whole. */
const SHORT = /\b(?<word>[A-Z]{2,4}|CapEx|OpEx)(?<count>\d*)\b/g;

/** Cuts a text at the words that the glossary explains. */
export function piecesOf(text: string, glossary: Glossary): Piece[] {
  const whole = glossary.get(text) ?? glossary.get(text.toLowerCase());
  if (whole !== undefined) return [{ text, meaning: `${text}: ${whole}` }];
  const pieces: Piece[] = [];
  let end = 0;
  for (const { 0: match, index, groups } of text.matchAll(SHORT)) {
    const word = groups?.['word'] ?? '';
    const meaning = glossary.get(word);
    if (meaning === undefined) continue;
    if (index > end) pieces.push({ text: text.slice(end, index) });
    pieces.push({ text: match, meaning: `${word}: ${meaning}` });
    end = index + match.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}
