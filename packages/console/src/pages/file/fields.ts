import type { Note, Notes } from '../../api/types.ts';
import type { Written } from './written.ts';

/** Parts of the file whose entries have names, or are a list, and can be added and removed. */
const COLLECTIONS = [
  'runs',
  'services',
  'models',
  'schedule.tasks',
  'requirements',
  'scenarios',
] as const;

export type Collection = (typeof COLLECTIONS)[number];

/** One value of the factory file that can be edited. */
export interface Field {
  /** Path in the file. */
  readonly path: string;
  /** A few words. */
  readonly label: string;
  /** The label with what it belongs to, so that no two fields are called the same. */
  readonly name: string;
  /** What it means. */
  readonly help: string;
  readonly kind: 'quantity' | 'choice' | 'text';
  /** Names that are valid there. */
  readonly choices: readonly string[];
  /** As written in the file; absent if it is left out and has its default. */
  readonly written?: Written;
  /** The value used by the plan, with its provenance. */
  readonly note?: Note;
}

/** Fields under one heading. */
export interface FieldGroup {
  readonly path: string;
  readonly title: string;
  readonly about: string;
  readonly fields: readonly Field[];
  readonly groups: readonly FieldGroup[];
  /** What its entries are, if a file can add, rename, move and remove them. */
  readonly collection?: Collection;
  /** From this index on, the fields are values from a catalogue entry; they are folded. */
  readonly foldFrom?: number;
}

/** The part of JSON Schema that the factory file's schema uses. */
export interface SchemaNode {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: boolean | SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly items?: SchemaNode;
  readonly default?: string | number;
  readonly examples?: readonly string[];
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
  /** Only quantities are written as references. */
  readonly $ref?: string;
}

/** What the plan and the file say, with which the schema is filled. */
export interface Filling {
  readonly written: ReadonlyMap<string, Written>;
  readonly notes: Notes;
  /** Models of the catalogue. */
  readonly models: readonly string[];
}

/** The factory file as groups of fields, in the order of its schema. */
export function groupFields(
  schema: SchemaNode,
  given: Omit<Filling, 'models'>,
): readonly FieldGroup[] {
  const filling = { ...given, models: modelsIn(schema) };
  const whole = groupAt(schema, { path: '', name: '' }, filling);
  const top = { ...whole, title: 'Factory', groups: [] };
  return [top, ...whole.groups].filter(holdsFields);
}

function modelsIn({ properties }: SchemaNode): readonly string[] {
  const each = properties?.['models']?.additionalProperties;
  return typeof each === 'object'
    ? choicesIn({ anyOf: each.anyOf?.filter((one) => !one.properties) ?? [] })
    : [];
}

/** A part of the file, and its own key, which may contain a dot. */
interface Spot {
  readonly path: string;
  readonly name: string;
  /** The file chose the name. */
  readonly isOwn?: boolean;
}

function groupAt(schema: SchemaNode, spot: Spot, filling: Filling): FieldGroup {
  const { path } = spot;
  const fields: Field[] = [];
  const groups: FieldGroup[] = [];
  for (const [name, part] of partsOf(schema, path, filling)) {
    const isOwnName = schema.properties === undefined;
    const at = { path: path === '' ? name : `${path}.${name}`, name, isOwn: isOwnName };
    const pick = pickIn(part);
    if (pick) groups.push(pickGroup(part, pick, at, filling));
    else if (isSection(part)) groups.push(groupAt(part, at, filling));
    else if (part.const === undefined && (part.type !== 'array' || part.items?.type === 'string'))
      fields.push(fieldAt(part, at, filling, titleOf(spot, filling)));
  }
  const about = schema.description ?? '';
  const collection = COLLECTIONS.find((each) => each === path);
  if (path === 'hazards') return hazardsOf(fields, about);
  return {
    ...{ path, title: titleOf(spot, filling), about, fields },
    groups: groups.filter(holdsFields),
    ...(collection ? { collection } : {}),
  };
}

/** Those that the file asks for, then the others, folded. */
function hazardsOf(fields: readonly Field[], about: string): FieldGroup {
  const isAsked = ({ written }: Field): boolean => written !== undefined;
  const asked = fields.filter(isAsked);
  const others = fields.filter((field) => !isAsked(field));
  return {
    ...{ path: 'hazards', title: 'Hazards', about, groups: [] },
    fields: [...asked, ...others],
    foldFrom: asked.length,
  };
}

/** The name of a section or entry; of a claim, its words. */
function titleOf({ path, name, isOwn }: Spot, { written }: Filling): string {
  return written.get(`${path}.claim`)?.text ?? (isOwn ? name : inWords(name));
}

/** The keys of a section; of a map, the names that the file gives. */
function partsOf(
  schema: SchemaNode,
  path: string,
  { written }: Filling,
): readonly (readonly [string, SchemaNode])[] {
  if (schema.properties) return Object.entries(schema.properties);
  const each = schema.items ?? schema.additionalProperties;
  if (typeof each !== 'object') return [];
  const names = new Set([...written.values()].flatMap(({ keys }) => nameBelow(path, keys)));
  return [...names].map((name) => [name, each] as const);
}

/** The key below a path on the way to a value; none if the way does not lead there. */
function nameBelow(path: string, keys: readonly string[]): string[] {
  const depth = keys.findIndex((_, index) => keys.slice(0, index).join('.') === path);
  return depth < 0 ? [] : [keys[depth]!];
}

function isSection(schema: SchemaNode): boolean {
  return (
    schema.properties !== undefined ||
    schema.items?.properties !== undefined ||
    typeof schema.additionalProperties === 'object'
  );
}

/** The long form of a catalogue entry: `{ use: name, ...values in its place }`. */
function pickIn(schema: SchemaNode): SchemaNode | undefined {
  return schema.anyOf?.find((option) => option.properties?.['use'] !== undefined);
}

/** A catalogue entry: its name, then its values, which can be replaced. */
function pickGroup(
  schema: SchemaNode,
  pick: SchemaNode,
  { path, name: own, isOwn = false }: Spot,
  filling: Filling,
): FieldGroup {
  const { written } = filling;
  const title = isOwn ? own : inWords(own);
  const isSection = hasBelow(written, path);
  const name = isSection ? `${path}.use` : path;
  // Only an entry that may have its own label can do without a catalogue name.
  const isSpelledOut = isSection && !written.has(name) && pick.properties?.['label'] !== undefined;
  const values = Object.entries(pick.properties ?? {}).filter(
    ([key]) => filling.notes[`factory.${path}.${key}`],
  );
  const choice = fieldAt(
    { enum: choicesIn(schema), description: schema.description ?? '' },
    { path: name, name: own, isOwn },
    filling,
    '',
  );
  return {
    path,
    title,
    about: schema.description ?? '',
    foldFrom: isSpelledOut ? values.length : 1,
    fields: [
      ...(isSpelledOut ? [] : [choice]),
      ...values.map(([key, part]) =>
        fieldAt(part, { path: `${path}.${key}`, name: key }, filling, title),
      ),
    ],
    groups: [],
  };
}

function hasBelow(written: Filling['written'], path: string): boolean {
  return [...written.keys()].some((key) => key.startsWith(`${path}.`));
}

function fieldAt(schema: SchemaNode, spot: Spot, filling: Filling, of: string): Field {
  const { path, name: key, isOwn } = spot;
  const { written, notes } = filling;
  const note = notes[`factory.${path}`];
  const stands = written.get(path) ?? written.get(`${path}.value`) ?? listAt(path, written);
  const label = isOwn ? key : inWords(key);
  const isQuantity = note !== undefined || schema.anyOf !== undefined || schema.$ref !== undefined;
  return {
    path,
    label,
    name: of === '' ? label : `${of} ${label}`,
    help: helpOf(schema, key, note),
    kind: schema.enum ? 'choice' : isQuantity ? 'quantity' : 'text',
    choices: isModelOfRun(path) ? modelsFor(filling) : choicesIn(schema),
    ...(stands ? { written: stands } : {}),
    ...(note ? { note } : {}),
  };
}

/** Names that are valid here: an enumeration, or constants that each have a description. */
function choicesIn(schema: SchemaNode): readonly string[] {
  if (schema.enum) return schema.enum;
  if (typeof schema.const === 'string') return [schema.const];
  return schema.anyOf?.flatMap(choicesIn) ?? [];
}

/** The description without its unit or, if that says no more than the key, what the note says. */
function helpOf(schema: SchemaNode, key: string, note: Note | undefined): string {
  const description = (schema.description ?? '').replace(/ \([^()]*\)$/, '');
  const saysMore = ![key, inWords(key)].some(
    (each) => each.toLowerCase() === description.toLowerCase(),
  );
  return saysMore ? description : (note?.label ?? '');
}

/** The items of a list of words, as an edit takes them. */
function listAt(path: string, written: Filling['written']): Written | undefined {
  const items: Written[] = [];
  for (let item = written.get(`${path}.0`); item; item = written.get(`${path}.${items.length}`)) {
    items.push(item);
  }
  const [first] = items;
  return first && { ...first, text: `[${items.map(({ text }) => text).join(', ')}]` };
}

function isModelOfRun(path: string): boolean {
  return /^runs\.[^.]+\.model$/.test(path);
}

/** The models of the file, then those of the catalogue. */
function modelsFor({ written, models }: Filling): readonly string[] {
  const own = [...written.values()].flatMap(({ keys }) => nameBelow('models', keys));
  return [...new Set([...own, ...models])];
}

const ACRONYMS = /\b(gpus?|nics?|pue|tdp|mttf|it|kv|mlp|mtp|cuda|tp|pp|vp|etp?|ep|cp)\b/gi;

/** `nodeOptic` -> `Node optic`; a name chosen by the file (`grok-3`) stays. */
function inWords(key: string): string {
  if (!/^[a-z]+([A-Z][a-z]*)*$/.test(key)) return key;
  const words = key.replace(/([A-Z])/g, ' $1').toLowerCase();
  const first = words.charAt(0).toUpperCase() + words.slice(1);
  return first.replace(ACRONYMS, (word) => word.toUpperCase().replace(/S$/, 's'));
}

function holdsFields({ fields, groups, collection }: FieldGroup): boolean {
  return fields.length > 0 || groups.length > 0 || collection !== undefined;
}
