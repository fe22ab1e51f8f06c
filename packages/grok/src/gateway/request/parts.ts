import { z } from 'zod';
import { type ApiError, badRequest } from '../api-error.ts';
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

export type WireFormat = z.output<typeof responsesFormat>;

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

/** A tool as an answer repeats it. */
export function echoedTool(tool: z.output<typeof functionTool>): object {
  return { ...tool, parameters: tool.parameters ?? null, strict: tool.strict ?? false };
}

/** Tools and the choice among them, once those that a list allows are picked. */
export interface Chosen {
  readonly tools: readonly ToolSpec[];
  readonly choice: ToolChoice;
  /** Of the list that allows some. */
  readonly named: readonly string[];
}

/** Why a choice cannot be obeyed: of a tool that is not offered, or of any where none is. */
export function choiceProblem({ tools, choice, named }: Chosen): ApiError | undefined {
  const wanted = typeof choice === 'object' ? [choice.name] : named;
  const unknown = wanted.find((each) => !tools.some(({ name }) => name === each));
  const refuse = (what: string) =>
    badRequest('invalid_value', `tool_choice: ${what}.`, 'tool_choice');
  if (unknown !== undefined) return refuse(`there is no tool "${unknown}"`);
  return choice === 'required' && tools.length === 0 ? refuse('there are no tools') : undefined;
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
