import { isKnown } from '../base/index.ts';
import { type Cursor, isSettable } from './cursor.ts';
import type { JsonSchema, Read, Shape } from './shape.ts';

export type Shapes = Readonly<Record<string, Shape<unknown>>>;
export type ReadAll<Fields extends Shapes> = { readonly [Key in keyof Fields]: Read<Fields[Key]> };

/**
 * A map with fixed keys. Unknown and missing keys are reported, each at its position; fields that could not
 * be read are then absent from the result. `rules` adds to the JSON Schema.
 */
export function section<const Fields extends Shapes>(
  description: string,
  fields: Fields,
  rules: JsonSchema = {},
): Shape<ReadAll<Fields>> {
  const names = Object.keys(fields);
  const required = names.filter((name) => !fields[name]!.fallback);
  return {
    schema: {
      type: 'object',
      description,
      additionalProperties: false,
      properties: Object.fromEntries(names.map((name) => [name, fields[name]!.schema])),
      ...(required.length > 0 ? { required } : {}),
      ...rules,
    },
    read(cursor) {
      if (!cursor.isMap) {
        reportNoMap(cursor, names);
        return undefined;
      }
      return readFields(cursor, fields) as ReadAll<Fields>;
    },
  };
}

/** An optional section: if it is left out, all its fields take their defaults. */
export function sectionWithDefaults<const Fields extends Shapes>(
  description: string,
  fields: Fields,
): Shape<ReadAll<Fields>> & { readonly fallback: { readonly value: ReadAll<Fields> } } {
  const shape = section(description, fields);
  const value = Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [
      name,
      labelled(field.fallback?.value, field.label),
    ]),
  ) as ReadAll<Fields>;
  return { ...shape, fallback: { value } };
}

/** Reports that keys and values were expected. */
export function reportNoMap(cursor: Cursor, names: readonly string[]): void {
  cursor.report({
    code: 'map.expected',
    message: `Expected keys and values: ${names.join(', ')}.${insteadOf(cursor, names[0] ?? 'key')}`,
    expected: 'keys and values',
  });
}

/** How to write keys and values where something else stands. */
function insteadOf(cursor: Cursor, key: string): string {
  if (cursor.isList) return ` A list stands here: leave out the dashes, as in "${key}: …".`;
  return ` Here stands ${cursor.kind}: write "${key}: …" on the next line, indented.`;
}

/** The fields of the map here; keys of `reported` are known to be wrong already. */
export function readFields(
  cursor: Cursor,
  fields: Shapes,
  reported: ReadonlySet<string> = new Set(),
): Readonly<Record<string, unknown>> {
  const parts = new Map(cursor.entries());
  const names = Object.keys(fields);
  for (const [key, part] of parts) {
    if (!names.includes(key) && !reported.has(key)) part.reportUnknownKey(key, names);
  }
  const values: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const part = parts.get(name);
    if (field.fallback && (!part || part.isEmpty)) {
      values[name] = labelled(field.fallback.value, field.label);
    } else if (!part) reportMissing(cursor, name, field);
    else {
      const value = field.read(part);
      if (value !== undefined) values[name] = labelled(value, field.label);
    }
  }
  return values;
}

function labelled(value: unknown, label: string | undefined): unknown {
  return label !== undefined && isKnown(value) ? { ...value, label } : value;
}

function reportMissing(cursor: Cursor, name: string, { schema, start }: Shape<unknown>): void {
  const path = cursor.path === '' ? name : `${cursor.path}.${name}`;
  cursor.report({
    code: 'key.missing',
    message: `"${name}" is missing: ${schema['description'] ?? 'required'}.`,
    expected: name,
    ...(start !== undefined && isSettable(path)
      ? { fixes: [{ label: `Add “${name}: ${start}”`, edits: { [path]: start } }] }
      : {}),
  });
}
