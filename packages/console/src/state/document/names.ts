/** The most letters of a value in a name. */
const MOST_LETTERS = 40;
const CAPITALS = /\b(gpu|gpus|pue|tdp|tp|pp|cp|ep|vp)\b/gi;

/** What a change of one value is called: `PUE 1.3`. */
export function nameOfEdit(path: string, text: string | undefined): string {
  const what = nameOfPath(path);
  if (text === undefined) return `Take back ${what}`;
  if (text === '') return `Without ${what}`;
  const short = text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS - 1)}…` : text;
  return `${asTitle(what)} ${short.replaceAll(/\s+/g, ' ')}`;
}

/** What a change of several values is called. */
export function nameOfEdits(edits: Readonly<Record<string, string | undefined>>): string {
  const [first, ...others] = Object.entries(edits);
  if (!first) return 'No change';
  const name = nameOfEdit(...first);
  return others.length === 0 ? name : `${name} and ${others.length} more`;
}

/** `runs.grok-3.gpus` -> `grok-3 GPUs`: the key, and what it belongs to unless that is a section. */
function nameOfPath(path: string): string {
  const [section = '', ...below] = path.split('.');
  const keys = below.length === 0 ? [section] : below.slice(-2);
  return keys.map(inWords).join(' ');
}

/** With a capital, unless it begins with a name that the file chose. */
function asTitle(words: string): string {
  return /^[a-z]+( |$)/.test(words) ? words.charAt(0).toUpperCase() + words.slice(1) : words;
}

function inWords(key: string): string {
  if (!/^[a-z]+([A-Z][a-z]*)*$/.test(key)) return key;
  const words = key.replace(/([A-Z])/g, ' $1').toLowerCase();
  return words.replace(CAPITALS, (word) =>
    word.endsWith('s') && word.length > 3
      ? `${word.slice(0, -1).toUpperCase()}s`
      : word.toUpperCase(),
  );
}
