import type { Cursor } from './cursor.ts';
import { type ReadAll, readFields, reportNoMap, type Shapes, section } from './section.ts';
import { type JsonSchema, oneOf, type Shape } from './shape.ts';

/** One kind of a section, and the keys that it has besides `kind`. */
interface Kind {
  readonly about: string;
  readonly fields: Shapes;
}
type Kinds = Readonly<Record<string, Kind>>;
type ReadKind<All extends Kinds> = {
  readonly [Name in keyof All & string]: { readonly kind: Name } & ReadAll<All[Name]['fields']>;
}[keyof All & string];

/** A section whose keys depend on its `kind`; a key of another kind is refused with the kind that has it. */
export function byKind<const All extends Kinds>(
  description: string,
  kinds: All,
): Shape<ReadKind<All>> {
  const names = Object.keys(kinds);
  const choice = oneOf(`Kind: ${names.join(', ')}`, names);
  return {
    schema: { description, anyOf: names.map((name) => schemaOf(name, kinds[name]!)) },
    read(cursor) {
      if (!cursor.isMap) {
        reportNoMap(cursor, ['kind', ...Object.keys(kinds[names[0]!]!.fields)]);
        return undefined;
      }
      const name = readKind(cursor, choice, kinds);
      if (name === undefined) return undefined;
      const { fields } = kinds[name]!;
      const strange = reportStrange(cursor, name, kinds);
      return readFields(cursor, { kind: choice, ...fields }, strange) as ReadKind<All>;
    },
  };
}

function readKind(cursor: Cursor, choice: Shape<string>, kinds: Kinds): string | undefined {
  const written = new Map(cursor.entries()).get('kind');
  if (written) return choice.read(written);
  const known = Object.entries(kinds).map(([name, { about }]) => `${name} (${about})`);
  cursor.report({
    code: 'key.missing',
    message: `"kind" is missing: ${known.join(', ')}.`,
    expected: 'kind',
  });
  return undefined;
}

/** Reports the keys that this kind does not have and another one has; returns them. */
function reportStrange(cursor: Cursor, kind: string, kinds: Kinds): ReadonlySet<string> {
  const strange = new Set<string>();
  for (const [key, part] of cursor.entries()) {
    if (key === 'kind' || key in kinds[kind]!.fields) continue;
    const owners = Object.keys(kinds).filter((name) => key in kinds[name]!.fields);
    if (owners.length === 0) continue;
    strange.add(key);
    part.reportKey({
      code: 'key.otherKind',
      message: `"${key}" is a key of kind ${owners.join(' and ')}, and this is of kind ${kind}; leave it out, or write kind: ${owners[0]}.`,
      edits: { [part.path]: '' },
    });
  }
  return strange;
}

function schemaOf(name: string, { about, fields }: Kind): JsonSchema {
  const { schema } = section(about, fields);
  return {
    ...schema,
    properties: {
      kind: { const: name, description: `${name}: ${about}` },
      ...(schema['properties'] as JsonSchema),
    },
    required: ['kind', ...((schema['required'] as string[] | undefined) ?? [])],
  };
}
