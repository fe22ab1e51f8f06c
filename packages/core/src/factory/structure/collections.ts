import { HAZARD_KEYS } from '../hazards-shape.ts';
import { DOTTED_MODELS, FILE_KEYS, keysOf } from '../keys.ts';
import { BASE_SCENARIO, LONGEST_SCENARIO_NAME } from '../scenarios-shape.ts';
import { NAME } from '../shape.ts';

/** The parts of a factory file that hold entries of one kind, by path, and what one of them is called. */
export const COLLECTIONS = {
  runs: 'run',
  services: 'service',
  models: 'model',
  'schedule.tasks': 'task',
  references: 'reference',
  requirements: 'claim',
  hazards: 'hazard',
  scenarios: 'scenario',
} as const;

export type Collection = keyof typeof COLLECTIONS;

export const COLLECTION_NAMES = Object.keys(COLLECTIONS) as Collection[];

/** Its entries are a list and have no names. */
export function isList(collection: Collection): boolean {
  return collection === 'requirements';
}

/** An entry of a collection, by the path to it. */
export interface EntryPlace {
  readonly collection: Collection;
  readonly keys: readonly string[];
  /** A name, or an index in a list. */
  readonly name: string;
}

/** The entry at a path; undefined for a path to anything else. */
export function entryAt(path: string): EntryPlace | undefined {
  const keys = keysOf(path);
  const collection = COLLECTION_NAMES.find((each) => each === keys.slice(0, -1).join('.'));
  return collection && { collection, keys, name: keys.at(-1)! };
}

/** The path of an entry. */
export function pathOf(collection: Collection, name: string): string {
  return `${collection}.${name}`;
}

/** Why a name is none for an entry of a collection: half a sentence. */
export function faultOfName(collection: Collection, name: string): string | undefined {
  if (collection === 'hazards') {
    return HAZARD_KEYS.includes(name) ? undefined : `the hazards are ${HAZARD_KEYS.join(', ')}`;
  }
  if (collection === 'scenarios') return faultOfScenario(name);
  if (collection === 'models' && DOTTED_MODELS.includes(name)) return undefined;
  if (NAME.test(name)) return undefined;
  return 'a name is a letter, then up to 63 letters (a to z), digits, - and _';
}

function faultOfScenario(name: string): string | undefined {
  if (name === BASE_SCENARIO) return `"${BASE_SCENARIO}" is the file without a scenario`;
  if (name.trim() === '' || name.length > LONGEST_SCENARIO_NAME) {
    return `a name has 1 to ${LONGEST_SCENARIO_NAME} characters`;
  }
  // A path of the file ends where the name of the scenario does.
  const isPath = name
    .split('.')
    .slice(1)
    .some((key) => FILE_KEYS.includes(key));
  return isPath ? 'what follows its dot is a key of the file' : undefined;
}
