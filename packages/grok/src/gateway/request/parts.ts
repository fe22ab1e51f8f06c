import { z } from 'zod';
import type { AnswerFormat, ToolChoice, ToolSpec } from '../upstream.ts';

/** Pieces of requests that both faces share. */

/** A parameter of the API that this gateway does not obey: only its absence is taken. */
export const absent = z.union([z.null(), z.literal(false), z.literal(0)]).optional();
/** A hint that changes no answer. */
export const hint = z.unknown().optional();

export const metadata = z
  .record(z.string().max(64), z.string().max(512))
  .refine((value) => Object.keys(value).length <= 16, 'has 16 entries at most')
  .nullish();

export const toolName = z.string().regex(/^[\w-]{1,64}$/, 'is 1 to 64 letters, digits, _ and -');
export const schemaObject = z.record(z.string(), z.unknown());

const schemaFormat = {
  name: toolName,
  schema: schemaObject,
  description: z.string().optional(),
  strict: z.boolean().nullish(),
};
export const responsesFormat = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text') }),
  z.strictObject({ type: z.literal('json_object') }),
  z.strictObject({ type: z.literal('json_schema'), ...schemaFormat }),
]);
export const chatFormat = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text') }),
  z.strictObject({ type: z.literal('json_object') }),
  z.strictObject({ type: z.literal('json_schema'), json_schema: z.strictObject(schemaFormat) }),
]);

type WireFormat = z.output<typeof responsesFormat>;

export function formatOf(format: WireFormat | undefined): AnswerFormat {
  if (!format || format.type === 'text') return { kind: 'text' };
  if (format.type === 'json_object') return { kind: 'json' };
  const { name, schema, description, strict } = format;
  return {
    ...{ kind: 'schema', name, schema, strict: strict ?? false },
    ...(description === undefined ? {} : { description }),
  };
}

export const functionTool = z.strictObject({
  type: z.literal('function'),
  name: toolName,
  description: z.string().nullish(),
  parameters: schemaObject.nullish(),
  strict: z.boolean().nullish(),
});

export function toolOf({
  name,
  description,
  parameters,
  strict,
}: Omit<z.output<typeof functionTool>, 'type'>): ToolSpec {
  return {
    ...{ name, parameters: parameters ?? null, strict: strict ?? false },
    ...(description ? { description } : {}),
  };
}

/** Tools and the choice among them, once those that a list allows are picked. */
export interface Chosen {
  readonly tools: readonly ToolSpec[];
  readonly choice: ToolChoice;
}

/** The name of a tool that was chosen and is not offered; undefined if all are. */
export function unknownTool({ tools, choice }: Chosen): string | undefined {
  if (typeof choice === 'string' || tools.some(({ name }) => name === choice.name))
    return undefined;
  return choice.name;
}

/** Text of parts that a model reads one after the other. */
export function joined(parts: string | readonly { readonly text: string }[]): string {
  return typeof parts === 'string' ? parts : parts.map(({ text }) => text).join('');
}

/** Leaves out what is absent, so that an optional property is absent too. */
export function present<Value extends object>(
  value: {
    readonly [Key in keyof Value]: Value[Key] | null | undefined;
  },
): Partial<Value> {
  const entries = Object.entries(value).filter(([, of]) => of !== undefined && of !== null);
  return Object.fromEntries(entries) as Partial<Value>;
}
