import type { Passage } from '../port.ts';

/** A document in Markdown. */
export interface Document {
  /** `docs/power.md`. */
  readonly path: string;
  readonly text: string;
}

/** Characters of a passage that is split no further, and of one too short to say anything. */
const LONGEST = 1200;
const SHORTEST = 60;

/** The paragraphs of a document under their headings, word for word; blocks of code stay with what is above them. */
export function passagesOf({ path, text }: Document): readonly Passage[] {
  const passages: Passage[] = [];
  let heading = path;
  let lines: string[] = [];
  let isCode = false;
  const add = (of: string, found: string): void => {
    const id = `${path}#${passages.length + 1}`;
    passages.push({ id, document: path, heading: of, text: found });
  };
  const end = (): void => {
    const found = lines.join('\n').trim();
    const words = wordsExplained(found);
    for (const { word, row } of words) add(word, row);
    if (words.length === 0 && found.length >= SHORTEST) add(heading, found);
    lines = [];
  };
  for (const line of text.split('\n')) {
    if (/^\s*(```|~~~)/.test(line)) isCode = !isCode;
    const title = isCode ? undefined : /^#{1,6}\s+(.+?)\s*#*$/.exec(line)?.[1];
    const length = lines.reduce((sum, each) => sum + each.length + 1, 0);
    // A long section is parted where a paragraph ends.
    if (title !== undefined || (!isCode && line.trim() === '' && length > LONGEST / 2)) end();
    if (title === undefined) lines.push(line);
    else heading = title.replace(/[`*]/g, '');
    if (length > 2 * LONGEST) end();
  }
  end();
  return passages;
}

/** The rows of a table of words and their meanings, each as a table of its own. */
function wordsExplained(text: string): readonly { readonly word: string; readonly row: string }[] {
  const [, head, rows = ''] = /^(\| Word \|.*\n\|[ :|-]+)\n([\s\S]*)$/.exec(text) ?? [];
  if (head === undefined) return [];
  return rows
    .split('\n')
    .filter((row) => row.startsWith('|'))
    .map((row) => ({ word: row.split('|')[1]?.trim() ?? '', row: `${head}\n${row}` }));
}

/** What of a passage is compared with questions: its heading and what it begins with, without the signs of Markdown. */
export function gistOf({ heading, text }: Passage): string {
  const plain = text
    .replace(/```[\s\S]*?(```|$)/g, ' ')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*`|#>_-]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return `${heading}. ${plain}`.slice(0, GIST);
}

/** The encoder hears a sentence or two; more of them blur each other. */
const GIST = 280;
