import { isKnown, type Known } from '../base/index.ts';
import type { Cursor } from './cursor.ts';
import { labelOf, type QuantityLimits, quantity } from './quantity-shape.ts';
import type { JsonSchema, Shape } from './shape.ts';

/** A catalogue entry chosen by name, with some values replaced by the file. */
export type Picked<Spec> = Spec & {
  readonly use: string;
  /** The file does not name it: it stands in for what was left out. */
  readonly isUsual?: true;
};

/** A field of catalogue entries that names an entry of another catalogue. */
interface NameField {
  readonly kind: string;
  readonly description: string;
  readonly catalogue: Readonly<Record<string, object>>;
}

/** The entries of one kind, as a file may pick one. */
export interface PickKind<Spec extends object> {
  readonly kind: string;
  readonly catalogue: Readonly<Record<string, Spec>>;
  readonly description: string;
  /** What can be stated in place besides the quantities. */
  readonly names?: Readonly<Record<string, NameField>>;
  /**
   * Quantities that no figure of a plan rests on, and what does instead: changing one is refused, for it would
   * be ignored.
   */
  readonly unused?: Readonly<Record<string, string>>;
}

/**
 * An entry of the catalogue: `h100-sxm`, or `{ use: h100-sxm, tdp: 650 W }` to replace values. Only
 * quantities can be replaced, and each must keep its dimension. With a `usual` entry `use` may be left out.
 */
export function pickOf<Spec extends object>(
  pick: PickKind<Spec>,
  usual?: string,
): Shape<Picked<Spec>> {
  const spec = usual === undefined ? undefined : pick.catalogue[usual];
  const base = spec && usual !== undefined ? { ...spec, use: usual } : undefined;
  return { schema: pickSchema(pick, base === undefined), read: (at) => readPick(pick, at, base) };
}

/** Reads an entry; if it names none, its values replace those of `usual`. */
export function readPick<Spec extends object>(
  pick: PickKind<Spec>,
  cursor: Cursor,
  usual: Picked<Spec> | undefined,
): Picked<Spec> | undefined {
  const { kind, catalogue } = pick;
  const { use, parts } = readUse(cursor);
  const name = use?.text ?? '';
  const spec = Object.hasOwn(catalogue, name) ? catalogue[name] : undefined;
  const base = use ? spec && { ...spec, use: name } : usual;
  if (!base) reportUse(kind, cursor, use, Object.keys(catalogue));
  const overrides = readOverrides(parts, pick);
  return base && { ...base, ...overrides };
}

/** Splits `{ use: name, ... }` into the name and the rest; a bare name has no rest. */
export function readUse(cursor: Cursor): {
  readonly use: Cursor | undefined;
  readonly parts: ReadonlyMap<string, Cursor>;
} {
  if (!cursor.isMap) return { use: cursor, parts: new Map() };
  const parts = new Map(cursor.entries());
  const use = parts.get('use');
  parts.delete('use');
  return { use, parts };
}

function reportUse(
  kind: string,
  cursor: Cursor,
  use: Cursor | undefined,
  names: readonly string[],
): void {
  if (use) use.reportUnknown(kind, use.text, names);
  else
    cursor.report({
      code: 'key.missing',
      message: `"use" is missing: the name of a ${kind} to start from, such as ${names[0]}.`,
      expected: 'use',
    });
}

/** A quantity, or the name of one of several that the catalogue offers. */
export function quantityOrPick(
  description: string,
  unit: string,
  table: Readonly<Record<string, Known>>,
  limits: QuantityLimits = { positive: true },
): Shape<Known> {
  const number = quantity(description, unit, limits);
  const names = Object.keys(table);
  return {
    schema: { description, anyOf: [{ enum: names }, number.schema] },
    label: labelOf(description),
    read(cursor) {
      const written = cursor.text;
      if (written !== undefined && Object.hasOwn(table, written)) return table[written];
      if (written !== undefined && /^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(written)) {
        cursor.reportUnknown('name', written, names);
        return undefined;
      }
      return number.read(cursor);
    },
  };
}

/** Names and units of the quantities of a catalogue's entries that a file may change. */
function quantityFields(
  catalogue: Readonly<Record<string, object>>,
  unused: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const spec of Object.values(catalogue)) {
    for (const [name, value] of Object.entries(spec)) {
      if (isKnown(value) && !Object.hasOwn(unused, name)) fields.set(name, value.unit);
    }
  }
  return fields;
}

/** Units that are counted in whole numbers. */
const COUNTED = ['GPU', 'NIC', 'node', 'port', 'link'];

/** More than any node, switch or fleet in the catalogue has. */
const MOST_COUNTED = 1e6;

function limitsOf(unit: string): QuantityLimits {
  return COUNTED.includes(unit)
    ? { least: 1, most: MOST_COUNTED, whole: true }
    : { positive: true };
}

function readOverrides(
  parts: ReadonlyMap<string, Cursor>,
  { kind, catalogue, names = {}, unused = {} }: PickKind<object>,
): Record<string, Known | string> {
  const fields = quantityFields(catalogue, unused);
  const overrides: Record<string, Known | string> = {};
  for (const [key, part] of parts) {
    const unit = fields.get(key);
    const named = Object.hasOwn(names, key) ? names[key] : undefined;
    if (Object.hasOwn(unused, key)) reportUnused(kind, key, unused[key]!, part);
    else if (unit === undefined && !named) {
      part.reportUnknownKey(key, [...fields.keys(), ...Object.keys(names), 'use']);
    } else {
      const read = named ? readName(named, part) : readQuantity(key, unit ?? '1', part);
      if (read !== undefined) overrides[key] = read;
    }
  }
  return overrides;
}

function reportUnused(kind: string, key: string, instead: string, part: Cursor): void {
  part.report({
    code: 'key.unused',
    message: `"${key}" of a ${kind} changes no figure: ${instead}.`,
    fixes: [{ label: `Remove “${key}”`, edits: { [part.path]: '' } }],
  });
}

function readQuantity(key: string, unit: string, part: Cursor): Known | undefined {
  return quantity(key, unit, limitsOf(unit)).read(part);
}

function readName({ kind, catalogue }: NameField, part: Cursor): string | undefined {
  const name = part.text;
  if (name !== undefined && Object.hasOwn(catalogue, name)) return name;
  part.reportUnknown(kind, name, Object.keys(catalogue));
  return undefined;
}

/** What can stand for an entry, in JSON Schema; `needsUse` where nothing says which one is meant. */
export function pickSchema(
  { description, catalogue, names = {}, unused = {} }: PickKind<object>,
  needsUse: boolean,
): JsonSchema {
  const name = namesSchema(catalogue);
  const properties = [
    ...[...quantityFields(catalogue, unused)].map(([key, unit]) => [
      key,
      quantity(wordsOf(key), unit, limitsOf(unit)).schema,
    ]),
    ...Object.entries(names).map(([key, field]) => [
      key,
      { description: field.description, enum: Object.keys(field.catalogue) },
    ]),
  ];
  return {
    description,
    anyOf: [
      name,
      {
        type: 'object',
        description: 'An entry of the catalogue with values put in its place',
        additionalProperties: false,
        ...(needsUse ? { required: ['use'] } : {}),
        properties: { use: useSchema(catalogue), ...Object.fromEntries(properties) },
      },
    ],
  };
}

/** The names of a catalogue, each with its label for editors to show. */
export function namesSchema(catalogue: Readonly<Record<string, object>>): JsonSchema {
  return {
    anyOf: Object.entries(catalogue).map(([name, entry]) => ({
      const: name,
      ...('label' in entry ? { description: entry.label } : {}),
    })),
  };
}

export function useSchema(catalogue: Readonly<Record<string, object>>): JsonSchema {
  return { enum: Object.keys(catalogue), description: 'The entry to start from' };
}

/** `memoryBandwidth` -> `Memory bandwidth`. */
function wordsOf(key: string): string {
  const words = key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
