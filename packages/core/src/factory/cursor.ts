import { isAlias, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml';
import { type Fix, nearestName, nearestNames, type Place, type Problem } from '../base/index.ts';
import { inline } from './inline.ts';

/** Names in messages and paths are cut to this length; no valid name is longer. */
const LONGEST_SHOWN = 80;

type PartialProblem = Omit<Problem, 'path' | 'at'>;

/** What the values of one file share. */
export interface SharedReading {
  readonly problems: Problem[];
  /** Names of the file's anchors. */
  readonly anchors: readonly string[];
  place(offset: number): Place;
  /** Follows an alias. */
  resolve(node: Node | null): Node | null;
  /** Counts values as read; false once the file has expanded beyond reason. */
  visit(cursor: Cursor, values: number): boolean;
}

/** One value of a factory file, with its position. */
export class Cursor {
  readonly path: string;
  readonly at: Place;
  readonly reading: SharedReading;
  /** Position of its key, or of the list around it. */
  readonly #keyAt: Place;
  readonly #node: Node | null;
  /** Name of an alias without an anchor, which explains any problem here. */
  readonly #lostAlias: string | undefined;
  /** The other keys of the map around it. */
  readonly #siblings: readonly string[];
  #entries: [string, Cursor][] | undefined;

  constructor(
    reading: SharedReading,
    node: unknown,
    path: string,
    keyAt: Place,
    siblings: readonly string[] = [],
  ) {
    this.#siblings = siblings;
    this.reading = reading;
    this.path = path;
    this.#keyAt = keyAt;
    const here = (node ?? null) as Node | null;
    this.at = here?.range ? reading.place(here.range[0]) : keyAt;
    this.#node = reading.resolve(here);
    this.#lostAlias = isAlias(here) && !this.#node ? here.source : undefined;
  }

  /** The scalar here as written (`80 GB`, `1e3`, `true`), or undefined for a map, a list or nothing. */
  get text(): string | undefined {
    if (!isScalar(this.#node)) return undefined;
    const { value, source } = this.#node;
    if (value === null) return undefined;
    return typeof value === 'string' ? value : (source ?? String(value));
  }

  /** All that stands here as YAML on one line, as an edit takes it; empty for nothing. */
  get inline(): string {
    return this.isEmpty ? '' : inline(this.#node, false);
  }

  /** What stands here, for messages. */
  get kind(): string {
    if (this.isMap) return 'keys and values';
    if (this.isList) return 'a list';
    return this.text === undefined ? 'nothing' : `"${cut(this.text)}"`;
  }

  get isMap(): boolean {
    return isMap(this.#node);
  }

  get isList(): boolean {
    return isSeq(this.#node);
  }

  get isEmpty(): boolean {
    if (this.#lostAlias !== undefined) return false;
    return this.#node === null || (isScalar(this.#node) && this.#node.value === null);
  }

  /** Keys and values of the map here, each key once; invalid keys are reported. */
  entries(): readonly [string, Cursor][] {
    this.#entries ??= this.#readEntries();
    return this.#entries;
  }

  /** Items of the list here. */
  items(): Cursor[] {
    if (!isSeq(this.#node) || !this.reading.visit(this, this.#node.items.length)) return [];
    return this.#node.items.map(
      (item, index) => new Cursor(this.reading, item, this.#below(String(index)), this.at),
    );
  }

  report(problem: PartialProblem): void {
    this.#add(this.#lostAlias === undefined ? problem : this.#lost(this.#lostAlias), this.at);
  }

  /** Reports what is wrong with the key, at the position of the key. */
  reportKey(problem: PartialProblem): void {
    this.#add(problem, this.#keyAt);
  }

  reportUnknownKey(key: string, known: readonly string[]): void {
    const problem = unknown('key', key, known);
    const fixes = this.#renamings(key, problem.nearest);
    this.reportKey(fixes.length > 0 ? { ...problem, fixes } : problem);
  }

  /** Reports a name that is not among the known ones or, without a name, that one is expected. */
  reportUnknown(what: string, name: string | undefined, known: readonly string[]): void {
    const expected = {
      code: `${codeOf(what)}.expected`,
      message: `Expected the name of a ${what}: ${list(known)}.`,
      expected: what,
    };
    this.report(name ? { ...unknown(what, name, known), ...this.#uses(name, known) } : expected);
  }

  /** To write the value here under the key that was probably meant, or to leave it out. */
  #renamings(key: string, nearest: string | undefined): readonly Fix[] {
    if (!/^[\w-]+$/.test(key) || !this.path.endsWith(key)) return [];
    const remove = { label: `Remove “${key}”`, edits: { [this.path]: '' } };
    const isScalarHere = this.text !== undefined;
    if (nearest === undefined || !isScalarHere || this.#siblings.includes(nearest)) return [remove];
    const renamed = this.path.slice(0, -key.length) + nearest;
    const edits = { [this.path]: '', [renamed]: this.inline };
    return [{ label: `Rename it to “${nearest}”`, edits }, remove];
  }

  /** To take one of the few names that may have been meant. */
  #uses(name: string, known: readonly string[]): { readonly fixes?: readonly Fix[] } {
    if (!isSettable(this.path)) return {};
    const alike = nearestNames(name, known).slice(0, MOST_NAMES);
    const likely = alike.length === 0 && known.length <= MOST_NAMES ? known : alike;
    const fixes = likely.map((each) => ({ label: `Use “${each}”`, edits: { [this.path]: each } }));
    return fixes.length > 0 ? { fixes } : {};
  }

  #readEntries(): [string, Cursor][] {
    if (!isMap(this.#node) || !this.reading.visit(this, this.#node.items.length)) return [];
    const entries = new Map<string, Cursor>();
    const keys = (this.#node.items as Pair<unknown, unknown>[]).map(({ key }) =>
      isScalar(key) ? String(key.value) : '',
    );
    const firsts = new Map<string, Place>();
    for (const pair of this.#node.items as Pair<unknown, unknown>[]) {
      const at = this.#placeOfKey(pair.key);
      const key = isScalar(pair.key) ? String(pair.key.value) : undefined;
      const value = new Cursor(
        this.reading,
        pair.value,
        key === undefined ? this.path : this.#below(key),
        at,
        keys,
      );
      const first = firsts.get(key ?? '');
      if (key === undefined) value.reportKey(NOT_A_KEY);
      else if (this.#node.flow && pair.value === null && /^\d+$/.test(key)) value.reportKey(COMMA);
      else if (key === '<<') value.reportKey(MERGE);
      else if (first) value.reportKey(twice(key, first));
      else entries.set(key, value);
      if (key !== undefined && !first) firsts.set(key, at);
    }
    return [...entries];
  }

  #placeOfKey(key: unknown): Place {
    const offset = (key as Node | null)?.range?.[0];
    return offset === undefined ? this.at : this.reading.place(offset);
  }

  #lost(alias: string): PartialProblem {
    const nearest = nearestName(alias, this.reading.anchors);
    return {
      code: 'alias.unknown',
      message: `No anchor "&${cut(alias)}" stands before the alias "*${cut(alias)}".`,
      ...(nearest === undefined ? {} : { nearest }),
    };
  }

  #add(problem: PartialProblem, at: Place): void {
    this.reading.problems.push({ ...problem, ...(this.path ? { path: this.path } : {}), at });
  }

  #below(key: string): string {
    return this.path ? `${this.path}.${cut(key)}` : cut(key);
  }
}

/** More names than this are no proposal. */
const MOST_NAMES = 4;

/** Whether an edit by this path changes the value there: no key in it was cut, or looks like two. */
export function isSettable(path: string): boolean {
  return /^[\w.-]+$/.test(path);
}

const NOT_A_KEY: PartialProblem = {
  code: 'key.invalid',
  message: 'A key is a word, not a list, a map or an alias.',
};
const COMMA: PartialProblem = {
  code: 'key.comma',
  message: 'In braces a comma ends the value before it: put quotes around a number with commas.',
};
const MERGE: PartialProblem = {
  code: 'key.merge',
  message: 'Merge keys ("<<") are not read; write the keys out, or alias single values.',
};

function twice(key: string, first: Place): PartialProblem {
  return {
    code: 'key.duplicate',
    message: `"${cut(key)}" already stands in line ${first.line}; keep one of the two.`,
  };
}

function unknown(what: string, name: string, known: readonly string[]): PartialProblem {
  const [, key, value] = /^([\w-]+):(\S+)$/.exec(name) ?? [];
  if (key !== undefined && value !== undefined && what === 'key') {
    return {
      code: 'key.colon',
      message: `A colon needs a space after it: ${cut(key)}: ${cut(value)}.`,
    };
  }
  const nearest = nearestName(name, known);
  const alike = nearestNames(name, known);
  // If several may have been meant, they come first, because a long list is cut.
  const sorted = alike.length > 1 ? [...new Set([...alike, ...known])] : known;
  return {
    code: `${codeOf(what)}.unknown`,
    message: `There is no ${what} "${cut(name)}"; known: ${list(sorted)}.`,
    ...(nearest === undefined ? {} : { nearest }),
  };
}

function codeOf(what: string): string {
  return what.toLowerCase().replace(/ /g, '-');
}

export function cut(name: string): string {
  return name.length > LONGEST_SHOWN ? `${name.slice(0, LONGEST_SHOWN)}…` : name;
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 12).join(', ');
  return names.length > 12 ? `${shown} and ${names.length - 12} more` : shown || 'none';
}
