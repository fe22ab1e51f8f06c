import type { Note, Notes } from '../../api/types.ts';
import type { Written } from './written.ts';

/** One value of the factory file that can be edited. */
export interface Field {
  /** Path in the file. */
  readonly path: string;
  readonly label: string;
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
}

/** The factory file as groups of fields, in the order of its schema. */
export function groupFields(schema: SchemaNode, filling: Filling): readonly FieldGroup[] {
  const whole = groupAt(schema, { path: '', name: '' }, filling);
  const top = { ...whole, title: 'Factory', groups: [] };
  return [top, ...whole.groups].filter(holdsFields);
}

/** A part of the file, and its own key, which may contain a dot. */
interface Spot {
  readonly path: string;
  readonly name: string;
}

function groupAt(schema: SchemaNode, { path, name: own }: Spot, filling: Filling): FieldGroup {
  const fields: Field[] = [];
  const groups: FieldGroup[] = [];
  for (const [name, part] of partsOf(schema, path, filling)) {
    const at = { path: path === '' ? name : `${path}.${name}`, name };
    const pick = pickIn(part);
    if (pick) groups.push(pickGroup(part, pick, at, filling));
    else if (isSection(part)) groups.push(groupAt(part, at, filling));
    else if (part.type !== 'array' && part.const === undefined)
      fields.push(fieldAt(part, at.path, filling));
  }
  const about = schema.description ?? '';
  return { path, title: inWords(own), about, fields, groups: groups.filter(holdsFields) };
}

/** The keys of a section; of a map, the names that the file gives. */
function partsOf(
  schema: SchemaNode,
  path: string,
  { written }: Filling,
): readonly (readonly [string, SchemaNode])[] {
  if (schema.properties) return Object.entries(schema.properties);
  const each = schema.additionalProperties;
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
  return schema.properties !== undefined || typeof schema.additionalProperties === 'object';
}

/** The long form of a catalogue entry: `{ use: name, ...values in its place }`. */
function pickIn(schema: SchemaNode): SchemaNode | undefined {
  return schema.anyOf?.find((option) => option.properties?.['use'] !== undefined);
}

/** A catalogue entry: its name, then its values, which can be replaced. */
function pickGroup(
  schema: SchemaNode,
  pick: SchemaNode,
  { path, name: own }: Spot,
  filling: Filling,
): FieldGroup {
  const { written } = filling;
  const title = inWords(own);
  const isSection = hasBelow(written, path);
  const name = isSection ? `${path}.use` : path;
  // Only an entry that may have its own label can do without a catalogue name.
  const isSpelledOut = isSection && !written.has(name) && pick.properties?.['label'] !== undefined;
  const values = Object.entries(pick.properties ?? {}).filter(
    ([key]) => filling.notes[`factory.${path}.${key}`],
  );
  const choice = fieldAt(
    { enum: choicesIn(schema), description: `${title} from the catalogue` },
    name,
    filling,
  );
  return {
    path,
    title,
    about: schema.description ?? '',
    foldFrom: isSpelledOut ? values.length : 1,
    fields: [
      ...(isSpelledOut ? [] : [choice]),
      ...values.map(([key, part]) => fieldAt(part, `${path}.${key}`, filling)),
    ],
    groups: [],
  };
}

function hasBelow(written: Filling['written'], path: string): boolean {
  return [...written.keys()].some((key) => key.startsWith(`${path}.`));
}

function fieldAt(schema: SchemaNode, path: string, { written, notes }: Filling): Field {
  const note = notes[`factory.${path}`];
  const stands = written.get(path) ?? written.get(`${path}.value`);
  const isQuantity = note !== undefined || schema.anyOf !== undefined || schema.$ref !== undefined;
  return {
    path,
    label: labelOf(schema, path, note),
    kind: schema.enum ? 'choice' : isQuantity ? 'quantity' : 'text',
    choices: choicesIn(schema),
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

/** The description without its unit or, if there is none, what the note or the key says. */
function labelOf(schema: SchemaNode, path: string, note: Note | undefined): string {
  const key = path.slice(path.lastIndexOf('.') + 1);
  const description = (schema.description ?? '').replace(/ \([^()]*\)$/, '');
  return description === '' || description === key ? (note?.label ?? inWords(key)) : description;
}

/** `nodeOptic` -> `Node optic`; a name chosen by the file (`grok-3`) stays. */
function inWords(key: string): string {
  if (!/^[a-z]+([A-Z][a-z]*)*$/.test(key)) return key;
  const words = key.replace(/([A-Z])/g, ' $1').toLowerCase();
  const first = words.charAt(0).toUpperCase() + words.slice(1);
  return first.replace(/^(gpu|pue|tdp|tp|pp|vp|ep|cp)\b/i, (word) => word.toUpperCase());
}

function holdsFields({ fields, groups }: FieldGroup): boolean {
  return fields.length > 0 || groups.length > 0;
}
