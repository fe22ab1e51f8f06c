import { isKnown, type Known } from '../base/index.ts';
import type { Cursor } from './cursor.ts';
import { labelOf, type QuantityLimits, quantity } from './quantity-shape.ts';
import type { JsonSchema, Shape } from './shape.ts';

/** A catalogue entry chosen by name, with the values that the file puts in its place. */
export type Picked<Spec> = Spec & { readonly use: string };

/**
 * An entry of the catalogue: `h100-sxm`, or `{ use: h100-sxm, tdp: 650 W }` to change values in
 * place. Only quantities can be changed; each must keep its dimension. With a `usual` entry `use` may
 * be left out.
 */
export function pickOf<Spec extends object>(
  kind: string,
  catalogue: Readonly<Record<string, Spec>>,
  description: string,
  usual?: string,
): Shape<Picked<Spec>> {
  const names = Object.keys(catalogue);
  const fields = quantityFields(catalogue);
  return {
    schema: pickSchema(description, catalogue, fields, usual),
    read(cursor) {
      const { use, parts } = readUse(cursor);
      const name = use ? (use.text ?? '') : (usual ?? '');
      const spec = Object.hasOwn(catalogue, name) ? catalogue[name] : undefined;
      if (!spec) reportUse(kind, cursor, use, names);
      const overrides = readOverrides(parts, fields);
      return spec && { ...spec, ...overrides, use: name };
    },
  };
}

/** Splits `{ use: name, ... }` into the name and the rest; a lone name has no rest. */
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

/** A quantity, or the name of one that the catalogue keeps under several circumstances. */
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

/** Names and units of the quantities that the entries of a catalogue have. */
function quantityFields(catalogue: Readonly<Record<string, object>>): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const spec of Object.values(catalogue)) {
    for (const [name, value] of Object.entries(spec)) {
      if (isKnown(value)) fields.set(name, value.unit);
    }
  }
  return fields;
}

/** Units of what there are whole ones of. */
const COUNTED = ['GPU', 'NIC', 'node', 'port', 'link'];

/** Above every node, switch and fleet that a catalogue entry speaks of. */
const MOST_COUNTED = 1e6;

function limitsOf(unit: string): QuantityLimits {
  return COUNTED.includes(unit)
    ? { least: 1, most: MOST_COUNTED, whole: true }
    : { positive: true };
}

function readOverrides(
  parts: ReadonlyMap<string, Cursor>,
  fields: ReadonlyMap<string, string>,
): Record<string, Known> {
  const overrides: Record<string, Known> = {};
  for (const [key, part] of parts) {
    const unit = fields.get(key);
    if (unit === undefined) {
      part.reportUnknownKey(key, [...fields.keys(), 'use']);
      continue;
    }
    const read = quantity(key, unit, limitsOf(unit)).read(part);
    if (read) overrides[key] = read;
  }
  return overrides;
}

function pickSchema(
  description: string,
  catalogue: Readonly<Record<string, object>>,
  fields: ReadonlyMap<string, string>,
  usual: string | undefined,
): JsonSchema {
  const name = namesSchema(catalogue);
  const properties = [...fields].map(([key, unit]) => [
    key,
    quantity(wordsOf(key), unit, limitsOf(unit)).schema,
  ]);
  return {
    description,
    anyOf: [
      name,
      {
        type: 'object',
        description: 'An entry of the catalogue with values put in its place',
        additionalProperties: false,
        ...(usual === undefined ? { required: ['use'] } : {}),
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
