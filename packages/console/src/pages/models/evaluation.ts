import { shortHash } from './words.ts';

/** A result of an evaluation, ready to be read. */
export interface Result {
  readonly key: string;
  readonly label: string;
  readonly text: string;
}

/** Results that belong together, such as those of one set of questions. */
export interface ResultGroup {
  /** Empty for those that stand alone. */
  readonly title: string;
  readonly results: readonly Result[];
}

const LABELS: Readonly<Record<string, string>> = {
  operationRight: 'Right operation',
  argumentsRight: 'Right arguments',
  refusedRight: 'Refused what is outside its skill',
  validJson: 'Valid JSON',
  nll: 'Loss per token',
};

/** A hash is read by its beginning; the whole is in model.json. */
const HASH = /^[0-9a-f]{64}$/;

/** Results that are shares of questions. */
const SHARE = /(Right|Json)$/;

/** What an evaluation measured, as groups of labelled figures; its shape is that of whatever measured. */
export function resultsOf(evaluation: Readonly<Record<string, unknown>>): ResultGroup[] {
  return gather(evaluation, []);
}

function gather(value: Readonly<Record<string, unknown>>, path: readonly string[]): ResultGroup[] {
  const results: Result[] = [];
  const below: ResultGroup[] = [];
  for (const [key, each] of Object.entries(value)) {
    if (isGroup(each)) below.push(...gather(each, [...path, wordsOf(key)]));
    else {
      const text = textOf(key, each);
      if (text !== undefined)
        results.push({ key: [...path, key].join('.'), label: LABELS[key] ?? wordsOf(key), text });
    }
  }
  const [first = '', ...more] = path;
  const title = [first, ...more.map((word) => word.toLowerCase())].join(', ');
  const own = results.length === 0 ? [] : [{ title, results }];
  return [...own, ...below];
}

function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Undefined for what is no figure: lists of questions belong into a file. */
function textOf(key: string, value: unknown): string | undefined {
  if (typeof value === 'number') return SHARE.test(key) ? showShare(value) : showNumber(value);
  if (typeof value === 'string') return HASH.test(value) ? `${shortHash(value)}…` : value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return value === null ? '–' : undefined;
}

function showNumber(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: Math.abs(value) < 1e4 ? 4 : 21 });
}

/** `87.3%`. */
function showShare(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}

/** Sets of questions side by side. */
interface Compared {
  /** Labels of what was measured of some of them. */
  readonly measures: readonly string[];
  readonly sets: readonly ResultGroup[];
}

/** The sets of an evaluation of which the same was measured; undefined where nothing can be compared. */
export function compared(groups: readonly ResultGroup[]): Compared | undefined {
  const sets = groups.filter(({ title }) => title !== '');
  const labels = sets.map(({ results }) => results.map(({ label }) => label));
  const [first = [], ...others] = labels;
  const isSame = others.some((each) => each.some((label) => first.includes(label)));
  return isSame ? { measures: [...new Set(labels.flat())], sets } : undefined;
}

/** The figures that say most, for a row of a table: `95.3% right operation`. */
export function headlineOf(evaluation: Readonly<Record<string, unknown>>): readonly Result[] {
  const results = resultsOf(evaluation).flatMap((group) => group.results);
  return ['operationRight', 'argumentsRight', 'refusedRight'].flatMap(
    (key) => results.find((result) => result.key.split('.').at(-1) === key) ?? [],
  );
}

/** `argumentsRight` as words: `Arguments right`. */
function wordsOf(key: string): string {
  const words = key
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[-_]+/g, ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
