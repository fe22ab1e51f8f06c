import { z } from 'zod';
import {
  OPERATIONS,
  type OperationKind,
  type OperationName,
  type OperationRow,
} from '../contract.ts';
import { factoryText } from '../inputs.ts';
import { PROPOSE } from './propose.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

/** An operation as a model, or another assistant, is told of it. */
export interface Tool {
  readonly name: string;
  /** Of the operation; `order` for the one tool that proposes orders, and gives none. */
  readonly kind: OperationKind;
  readonly description: string;
  /** JSON Schema of its arguments: an object, without what whoever serves the tool has fixed. */
  readonly input: JsonSchema;
  /** JSON Schema of a `ToolAnswer`. */
  readonly output: JsonSchema;
}

/** The name of the tool that proposes orders. */
export const PROPOSAL_TOOL = 'propose';

/** What an answer has at most unless its caller says otherwise, characters of JSON: some 5,000 tokens. */
export const USUAL_ANSWER = 20_000;
const LEAST_ANSWER = 1000;
const MOST_ANSWER = 1_000_000;
const MOST_PATHS = 50;
const LONGEST_PATH = 400;

/** What every tool of an operation takes beside its fields. */
export const COMMON = {
  only: z
    .array(z.string().min(1).max(LONGEST_PATH))
    .min(1)
    .max(MOST_PATHS)
    .optional()
    .describe(
      'Paths of the answer to give instead of all of it, such as ["notes.power.facility"]; list entries by number from 0',
    ),
  most: z
    .int()
    .min(LEAST_ANSWER)
    .max(MOST_ANSWER)
    .optional()
    .describe(
      `Most characters of the answer; ${USUAL_ANSWER} when left out. What is cut is always listed`,
    ),
};

/** Fields that whoever serves a tool fixes: the file, so that no model need repeat it, nor can replace it. */
const FIXED: ReadonlySet<string> = new Set(['text', 'file', 'beside']);

/** What a model would otherwise get wrong. */
const ABOUT_FILE =
  ' About the factory file that is open. Numbers are in SI (W, B, s, USD); the unit of a note is only what it is best shown in.';

/** Every question and stream of the contract as a tool, and the one that proposes orders. */
export function listTools(): readonly Tool[] {
  listed ??= [...toolNames().map(toolOf), proposalTool()];
  return listed;
}

/** Their schemas take 30 ms, and a conversation needs them with each question. */
let listed: readonly Tool[] | undefined;

/** Of those that an operation answers. */
export function toolNames(): OperationName[] {
  const names = Object.keys(OPERATIONS) as OperationName[];
  return names.filter((name) => rowOf(name).kind !== 'order');
}

/** Fields of an operation that a caller may not give, because they are fixed. */
export function fixedFields(name: OperationName): string[] {
  const { shape } = rowOf(name).input;
  // Others have a text or a file of their own: that of a diagram, the name of a new file.
  return shape['text'] === factoryText.text
    ? Object.keys(shape).filter((field) => FIXED.has(field))
    : [];
}

/** The row, by the type that all rows have. */
function rowOf(name: OperationName): OperationRow {
  return OPERATIONS[name];
}

function toolOf(name: OperationName): Tool {
  const { kind, summary, input, output } = rowOf(name);
  const fixed = fixedFields(name);
  const own = Object.entries(input.shape).filter(([field]) => !fixed.includes(field));
  const about = fixed.length > 0 ? ABOUT_FILE : '';
  const shape: z.ZodRawShape = { ...Object.fromEntries(own), ...COMMON };
  return {
    ...{ name, kind },
    description: `${summary}${about}`,
    input: schemaOf(z.strictObject(shape)),
    output: schemaOf(answerShape(output)),
  };
}

function proposalTool(): Tool {
  const { description, input, output } = PROPOSE;
  return {
    ...{ name: PROPOSAL_TOOL, kind: 'order', description },
    input: schemaOf(z.strictObject(input)),
    output: schemaOf(answerShape(output)),
  };
}

const cut = z.strictObject({
  path: z.string().describe('Of the answer; empty for the answer itself'),
  what: z.enum(['entries', 'characters']),
  kept: z.int().min(0),
  of: z.int().min(0),
});

/** One of value, partial, parts and problems. */
function answerShape(output: z.ZodType) {
  return z.strictObject({
    value: output.optional().describe('The whole answer'),
    partial: z
      .unknown()
      .optional()
      .describe('Instead of the value: as much of it as fits; "cut" says what is missing'),
    parts: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('Instead of the value: what "only" asked for, by path'),
    cut: z.array(cut).optional().describe('What was left out, where'),
    advice: z.string().optional().describe('How to ask for what was left out'),
    problems: z
      .array(z.looseObject({ code: z.string(), message: z.string() }))
      .optional()
      .describe('Why there is no answer, and what to do'),
  });
}

/** In words that readers of draft 7 and of 2020-12 both understand. */
function schemaOf(schema: z.ZodObject): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    ...{ io: 'input', unrepresentable: 'any' },
    override: ({ jsonSchema }) => {
      const { prefixItems } = jsonSchema;
      if (!prefixItems) return;
      // Draft 7 does not know the entries by that name, and would allow no entry at all.
      delete jsonSchema.items;
      Object.assign(jsonSchema, { minItems: prefixItems.length, maxItems: prefixItems.length });
    },
  });
  return rest;
}

export type Cut = z.output<typeof cut>;
