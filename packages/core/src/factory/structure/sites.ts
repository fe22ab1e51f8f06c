import { isMap, isScalar, isSeq, type Pair, type Scalar } from 'yaml';
import { keysOf } from '../keys.ts';
import type { Collection as Holder } from '../spot.ts';
import type { Collection, EntryPlace } from './collections.ts';

/**
 * A place of the file that names an entry.
 * - `key`: of the entry itself, or of one of the same name in a value of a scenario
 * - `path`: of a scenario, that leads to the entry or below it
 * - `value`: its name: the model of a run, a task before a task
 * - `formula`: that names a figure of it
 */
export interface Site {
  readonly kind: 'key' | 'path' | 'value' | 'formula';
  /** The way to it in the file. */
  readonly keys: readonly string[];
  readonly node: Scalar;
}

/** Every place of a document that names an entry; the entry's own key is among them, an index of a list is not. */
export function sitesOf(root: unknown, entry: EntryPlace): readonly Site[] {
  const sites: Site[] = [];
  visit(root, { at: [], keys: [] }, (place) => {
    const kind = kindOf(place, entry);
    if (kind) sites.push({ kind, keys: place.keys, node: place.node });
  });
  return sites;
}

/** Where the walk is: in the file, and in the file as a scenario changes it, which has its values elsewhere. */
interface Here {
  readonly keys: readonly string[];
  readonly at: readonly string[];
}

interface Place extends Here {
  readonly is: 'key' | 'path' | 'value';
  readonly node: Scalar;
}

function visit(node: unknown, here: Here, found: (place: Place) => void): void {
  if (isScalar(node)) found({ is: 'value', ...here, node });
  else if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) visit(item, below(here, `${index}`), found);
  } else if (isMap(node)) {
    const isScenario = here.keys.length === 2 && here.keys[0] === 'scenarios';
    for (const { key, value } of node.items as Pair[]) {
      if (!isScalar(key)) continue;
      const name = String(key.value);
      const inner = below(here, name);
      const place = isScenario ? { ...inner, at: keysOf(name) } : inner;
      found({ is: isScenario ? 'path' : 'key', ...place, node: key });
      visit(value, place, found);
    }
  }
}

function below({ keys, at }: Here, key: string): Here {
  return { keys: [...keys, key], at: [...at, key] };
}

/** How a place names the entry, if it does. */
function kindOf({ is, at, node }: Place, entry: EntryPlace): Site['kind'] | undefined {
  const { keys, name, collection } = entry;
  if (is === 'key') return at.length === keys.length && startsWith(at, keys) ? 'key' : undefined;
  if (is === 'path') return startsWith(at, keys) ? 'path' : undefined;
  const text = String(node.value);
  if (text === name && isReference(at, collection)) return 'value';
  return isFormula(at) && formulaNames(text, entry) ? 'formula' : undefined;
}

function startsWith(keys: readonly string[], start: readonly string[]): boolean {
  return start.every((key, depth) => keys[depth] === key);
}

/** Whether a value at such a path is the name of an entry of the collection. */
function isReference(at: readonly string[], collection: Collection): boolean {
  if (collection === 'models') return at.length === 3 && at[0] === 'runs' && at[2] === 'model';
  if (collection !== 'schedule.tasks') return false;
  return at.length === 5 && at[1] === 'tasks' && at[0] === 'schedule' && at[3] === 'after';
}

function isFormula(at: readonly string[]): boolean {
  return at.length === 3 && at[0] === 'requirements' && at[2] === 'quantity';
}

/** What the paths of a plan have before the name of an entry. */
const FIGURES: Readonly<Partial<Record<Collection, readonly string[]>>> = {
  runs: ['training', 'twin', 'factory.runs'],
  services: ['factory.services'],
  models: ['factory.models'],
  'schedule.tasks': ['dates.tasks', 'factory.schedule.tasks'],
  references: ['factory.references'],
};

function pattern({ collection, name }: EntryPlace): RegExp | undefined {
  const before = FIGURES[collection];
  if (!before) return undefined;
  const written = name.replace(/[.\\]/g, '\\$&');
  const prefixes = before.map((each) => each.replaceAll('.', '\\.')).join('|');
  // The name ends where no character of a longer name follows.
  return new RegExp(`(?<![\\w.-])(${prefixes})\\.${written}(?!\\w|-\\w)`, 'g');
}

function formulaNames(formula: string, entry: EntryPlace): boolean {
  return pattern(entry)?.test(formula) ?? false;
}

/** The formula with the entry under another name. */
export function renamedFormula(formula: string, entry: EntryPlace, name: string): string {
  const names = pattern(entry);
  return names ? formula.replace(names, `$1.${name}`) : formula;
}

/** Where a name, or an index, stands in a map or list; -1 if it does not. */
export function indexIn(holder: Holder, name: string): number {
  if (isSeq(holder)) return Number(name);
  return holder.items.findIndex(({ key }) => isScalar(key) && String(key.value) === name);
}
