/** Words that say nothing about what is looked for: `how many gpus` looks for GPUs. */
const EMPTY = new Set(
  'a an and are at by can do does for from how i in is it many me much my of on or show the to what where which with'.split(
    ' ',
  ),
);

/** What people say, and what this program calls it. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  accelerator: ['gpu'],
  bill: ['cost', 'capex', 'opex'],
  budget: ['cost', 'capex'],
  chip: ['gpu'],
  cluster: ['fleet', 'factory'],
  computer: ['node'],
  crash: ['fail', 'interruption'],
  dark: ['theme'],
  date: ['ready', 'end'],
  deadline: ['ready', 'end'],
  download: ['save', 'hand on', 'json', 'file'],
  efficiency: ['mfu', 'goodput', 'pue'],
  electricity: ['power', 'energy'],
  expense: ['cost', 'opex'],
  export: ['report', 'json', 'csv', 'save'],
  failure: ['fail', 'interruption', 'mttf'],
  finish: ['end', 'ready'],
  latency: ['time'],
  light: ['theme'],
  long: ['duration', 'time'],
  machine: ['node'],
  money: ['cost', 'capex', 'opex'],
  network: ['fabric'],
  night: ['theme'],
  outage: ['interruption', 'fail'],
  pdf: ['report', 'print'],
  price: ['cost'],
  ram: ['memory'],
  reliability: ['fail', 'mttf', 'goodput'],
  run: ['training'],
  send: ['report', 'share', 'hand on'],
  server: ['node'],
  share: ['report', 'hand on'],
  shortcut: ['help', 'key'],
  simulate: ['twin'],
  simulation: ['twin'],
  speed: ['step time', 'token', 'flop'],
  throughput: ['token', 'bandwidth'],
  undo: ['take back'],
  uptime: ['goodput', 'ettr'],
  utilisation: ['mfu', 'hfu'],
  vram: ['memory'],
  watt: ['power'],
};

/** American endings, as this program writes them. */
const ENDINGS: readonly (readonly [RegExp, string])[] = [
  [/iz(e|ed|er|es|ing|ation|ations)$/, 'is$1'],
  [/^(col|fav|lab|neighb)or/, '$1our'],
  [/^(cent|fib|met|lit)er(s?)$/, '$1re$2'],
  [/^catalog(s?)$/, 'catalogue$1'],
  [/^(model|label|travel|cancel)(ing|ed)$/, '$1l$2'],
  [/^program$/, 'programme'],
];

/** A word of a query, with what else it may stand for. */
export interface Wanted {
  /** As typed, and in the other spelling. */
  readonly spellings: readonly string[];
  /** Other words for it; worth less. */
  readonly synonyms: readonly string[];
}

/** The words of a query that say something; all of them if none does. */
export function wordsOf(query: string): Wanted[] {
  const words = query
    .toLowerCase()
    .split(/[\s?!,]+/)
    .filter(Boolean);
  const telling = words.filter((word) => !EMPTY.has(word));
  return (telling.length > 0 ? telling : words).map(wantedOf);
}

function wantedOf(word: string): Wanted {
  const british = ENDINGS.reduce((text, [from, to]) => text.replace(from, to), word);
  const spellings = [...new Set([word, british, singular(word), singular(british)])];
  return { spellings, synonyms: spellings.flatMap((each) => SYNONYMS[each] ?? []) };
}

/** Words are looked for as parts of others, so one without its plural ending finds both. */
function singular(word: string): string {
  return word.length > 3 ? word.replace(/(?<!s)s$/, '') : word;
}
