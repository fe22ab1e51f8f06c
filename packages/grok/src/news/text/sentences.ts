/** A sentence as a part of its text, in UTF-16 units, without white space around it. */
export interface Sentence {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Behind these a full stop ends no sentence. */
const SHORTENED =
  /(?:^|[\s("“])(?:\p{Lu}|Mr|Mrs|Ms|Dr|Prof|St|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Capt|Jr|Sr|Inc|Ltd|Corp|Co|Bros|vs|etc|No|Nr|approx|est|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|Mio|Mrd|bzw|ca|usw|Abs|Str|Hr|Fr|Mme|Mlle|M|Sra|Sr|Srta|Dra|EE|UU|(?:\p{L}\.)+\p{L})\.$/u;

const segmenters = new Map<string, Intl.Segmenter>();

/** The sentences of a text. A line is never part of two; nothing of a sentence is changed. */
export function sentencesOf(text: string, language: string): Sentence[] {
  const sentences: Sentence[] = [];
  let from = 0;
  for (const line of text.split('\n')) {
    for (const [start, end] of partsOf(line, language)) {
      const part = line.slice(start, end);
      const trimmed = part.trim();
      if (trimmed === '') continue;
      const at = from + start + part.indexOf(trimmed);
      sentences.push({ text: trimmed, start: at, end: at + trimmed.length });
    }
    from += line.length + 1;
  }
  return sentences;
}

/** Begin and end of each, in the line. */
function partsOf(line: string, language: string): [number, number][] {
  const parts: [number, number][] = [];
  for (const { index, segment } of segmenterOf(language).segment(line)) {
    const before = parts.at(-1);
    const said = before ? line.slice(before[0], before[1]).trimEnd() : '';
    // After an abbreviation, a number of a day ("1. Dezember"), or where it goes on in small letters, it is the same sentence.
    const goesOn =
      SHORTENED.test(said) || /^\p{Ll}+(?!\p{L})/u.test(segment) || isOrdinal(said, language);
    if (before && goesOn) before[1] = index + segment.length;
    else parts.push([index, index + segment.length]);
  }
  return parts;
}

function isOrdinal(said: string, language: string): boolean {
  return language === 'de' && /(^|\s)\d{1,2}\.$/.test(said);
}

function segmenterOf(language: string): Intl.Segmenter {
  const known = segmenters.get(language);
  if (known) return known;
  const made = new Intl.Segmenter(language === 'und' ? 'en' : language, {
    granularity: 'sentence',
  });
  segmenters.set(language, made);
  return made;
}
