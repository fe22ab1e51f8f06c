import type { SchemaNode } from '../fields.ts';
import { readNames } from '../names.ts';
import { LONGEST_READ } from '../written.ts';
import { placeAt, type YamlPlace } from './place.ts';
import { aboutOf, keysIn, schemasAt, type Word, wordsIn } from './schema.ts';

/** A word to offer at a position of the file. */
export interface Offer extends Word {
  readonly kind: 'key' | 'value';
  /** What it stands for in the text, from `from` on. */
  readonly text: string;
  /** Shown behind it: a unit, or what it is when left out. */
  readonly detail?: string | undefined;
}

export interface Offers {
  readonly from: number;
  readonly offers: readonly Offer[];
}

/** What can be offered besides what the schema says. */
export interface Known {
  readonly schema: SchemaNode;
  /** Paths of the figures of the plan that a claim may name, with what they are. */
  readonly figures: readonly Word[];
}

/** What may be typed at a position of the file. */
export function offersAt(text: string, offset: number, known: Known): Offers | undefined {
  if (text.length > LONGEST_READ) return undefined;
  const place = placeAt(text, offset);
  if (!place) return undefined;
  const offers =
    place.key === undefined ? itemOrKeys(text, place, known) : values(text, place, known);
  return offers.length === 0 ? undefined : { from: place.from, offers };
}

/** Keys of the map at a place; where the items of a list are words, these. */
function itemOrKeys(text: string, place: YamlPlace, known: Known): readonly Offer[] {
  const isIndex = place.isItem && place.inFlow;
  const keys = isIndex ? [...place.keys, '0'] : place.keys;
  const nodes = schemasAt(known.schema, keys);
  if (place.isItem) {
    const words = referencesAt(text, keys, known);
    if (words.length > 0) return words.map(valueOffer);
  }
  const given = readNames(text, place.keys);
  return [...keysIn(nodes)]
    .filter(([key]) => !given.includes(key))
    .map(([key, node]) => keyOffer(key, node, known.schema, place.inFlow));
}

function keyOffer(key: string, node: SchemaNode, root: SchemaNode, inFlow: boolean): Offer {
  const forms = schemasAt({ ...root, properties: { [key]: node } }, [key]);
  const { about, usual } = aboutOf(forms);
  const isMap =
    forms.every((form) => form.type === 'object' || form.anyOf || form.$ref) &&
    forms.some((form) => form.type === 'object') &&
    !forms.some((form) => form.$ref || form.enum || form.const !== undefined);
  return {
    kind: 'key',
    word: key,
    about,
    text: `${key}:${isMap && !inFlow ? '' : ' '}`,
    detail: usual === undefined ? undefined : `= ${usual}`,
  };
}

function values(text: string, place: YamlPlace, known: Known): readonly Offer[] {
  const keys = [...place.keys, place.key!];
  const references = referencesAt(text, keys, known);
  const words = references.length > 0 ? references : wordsIn(schemasAt(known.schema, keys));
  return words.map(valueOffer);
}

function valueOffer({ word, about }: Word): Offer {
  return { kind: 'value', word, about, text: word };
}

/** Names of the file, and figures of its plan, where those are expected. */
function referencesAt(text: string, keys: readonly string[], known: Known): readonly Word[] {
  const [first, second, third, fourth] = keys;
  if (first === 'runs' && third === 'model' && keys.length === 3) {
    const own = readNames(text, ['models']).map((word) => ({ word, about: 'of this file' }));
    return [...own, ...wordsIn(schemasAt(known.schema, ['models', 'any']))];
  }
  if (first === 'schedule' && second === 'tasks' && fourth === 'after') {
    return readNames(text, ['schedule', 'tasks'])
      .filter((name) => name !== third)
      .map((word) => ({ word, about: 'task' }));
  }
  if (first === 'requirements' && third === 'quantity') return known.figures;
  return [];
}
