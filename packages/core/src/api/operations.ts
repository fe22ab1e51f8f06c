import { z } from 'zod';
import { LAUNCH_ENGINES } from '../export/index.ts';
import { MOST_CHARACTERS } from '../factory/index.ts';
import { LONGEST_TRACE } from '../plan/index.ts';
import { DEFAULT_POLICY_LIVES, DIMENSIONS, OBJECTIVES } from '../study/index.ts';
import type { OperationName } from './contract.ts';
import { faultsShape } from './fault-shape.ts';

/** The most virtual time and lives that one request may ask for. */
const MOST_DAYS = 3650;
const MOST_LIVES = 100_000;
/** Into how many parts a search may be divided. */
const MOST_PARTS = 4096;

const factoryText = {
  text: z.string().describe('The factory file'),
  file: z.string().max(1000).optional().describe('Its name, for messages; never opened'),
  edits: z
    .record(z.string().max(200), z.string().max(MOST_CHARACTERS))
    .optional()
    .describe('Changes by path, such as { "fleet.gpus": "50000" }'),
};

const run = z.string().max(64).optional().describe('Name of a run; the first when left out');

const life = {
  ...factoryText,
  run,
  seed: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional().describe('7 when left out'),
  days: z
    .number()
    .positive()
    .max(MOST_DAYS)
    .optional()
    .describe('Virtual days to live; the planned duration of the run when left out'),
  with: z
    .array(z.string().max(64))
    .max(20)
    .optional()
    .describe('Other runs that live side by side with it'),
  faults: faultsShape.optional(),
  journal: z
    .string()
    .optional()
    .describe('A journal as text, whose faults are lived through instead of drawn ones'),
};

/** One row of the contract: what an operation is for, and the shape of its input. */
export interface OperationRow {
  readonly summary: string;
  readonly input: z.ZodObject;
}

/** The contract table. Path and method follow from the name: `POST /api/<name>`. */
export const OPERATIONS: Readonly<Record<OperationName, OperationRow>> = {
  check: {
    summary: 'Problems of a factory file; none means that it can be planned.',
    input: z.strictObject(factoryText),
  },
  plan: {
    summary: 'What a factory file comes to, every figure with its derivation.',
    input: z.strictObject(factoryText),
  },
  strategies: {
    summary: 'The strategy search of one run, best first.',
    input: z
      .strictObject({
        ...factoryText,
        run,
        top: z.number().int().min(1).max(10_000).optional().describe('20 when left out'),
        launch: z
          .enum(LAUNCH_ENGINES)
          .optional()
          .describe('Engine to write a launch script for; none when left out'),
        rank: z
          .number()
          .int()
          .min(1)
          .optional()
          .describe('Which strategy to launch, 1 the fastest and when left out'),
      })
      .refine(({ launch, rank }) => launch !== undefined || rank === undefined, {
        path: ['rank'],
        error: 'A rank says which strategy to launch; give "launch" too',
      }),
  },
  search: {
    summary: 'One part of a strategy search, for several workers to share.',
    input: z
      .strictObject({
        ...factoryText,
        run,
        top: z.number().int().min(1).max(10_000).optional().describe('20 when left out'),
        part: z.number().int().min(0).max(MOST_PARTS).describe('Which part, from 0'),
        parts: z.number().int().min(1).max(MOST_PARTS).describe('Of how many'),
      })
      .refine(({ part, parts }) => part < parts, { message: 'part must be less than parts' }),
  },
  twin: {
    summary: 'Many lives of one run: interruptions, goodput, losses by cause.',
    input: z.strictObject({
      ...life,
      lives: z.number().int().min(2).max(MOST_LIVES).optional().describe('100 when left out'),
    }),
  },
  lives: {
    summary: 'Some of the lives of a twin, for several workers to share.',
    input: z
      .strictObject({
        ...life,
        from: z.number().int().min(0).max(MOST_LIVES).describe('Number of the first, from 0'),
        before: z.number().int().min(1).max(MOST_LIVES).describe('Number after the last'),
      })
      .refine(({ from, before }) => from < before, { message: 'from must be less than before' }),
  },
  optimise: {
    summary: 'The best policy of a run: many raced on the same failures, with what is significant.',
    input: z.strictObject({
      ...life,
      over: z
        .array(z.string().max(64))
        .max(20)
        .describe(`What to search over: ${DIMENSIONS.join(', ')}`),
      objective: z
        .enum(OBJECTIVES)
        .optional()
        .describe('by default cost where spares are searched, else ettr'),
      lives: z
        .number()
        .int()
        .min(2)
        .max(10_000)
        .optional()
        .describe(`Lives of a policy that stays to the end; ${DEFAULT_POLICY_LIVES} when left out`),
    }),
  },
  record: {
    summary: 'The journal of one life of one run: all that its supervisor heard.',
    input: z.strictObject(life),
  },
  replay: {
    summary: 'One life of one run in full, for playback.',
    input: z.strictObject(life),
  },
  power: {
    summary: 'Power of the site every 100 ms, its largest ramp, and batteries for a ramp limit.',
    input: z.strictObject({
      ...factoryText,
      run,
      seconds: z
        .number()
        .min(1)
        .max(LONGEST_TRACE)
        .optional()
        .describe('Length of the trace; a checkpoint, a failure and a restart when left out'),
      rampLimit: z
        .string()
        .max(200)
        .optional()
        .describe('How fast the power from the grid may change, such as "10 MW/min"'),
    }),
  },
  edit: {
    summary: 'The text of the file with the edits written in, comments kept.',
    input: z.strictObject(factoryText),
  },
  backtest: {
    summary: 'Predictions for a CSV file of measured training runs, with their errors.',
    input: z.strictObject({ csv: z.string() }),
  },
  schema: { summary: 'JSON Schema of the factory file.', input: z.strictObject({}) },
  catalogue: {
    summary: 'Names that a factory file can choose from.',
    input: z.strictObject({}),
  },
};

/** JSON Schema of an operation's input, for OpenAPI. */
export function inputSchema(name: OperationName): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(OPERATIONS[name].input, { io: 'input' });
}
