import { z } from 'zod';
import { LONGEST_SCENARIO_NAME, MOST_CHARACTERS } from '../factory/index.ts';
import { faultsShape } from './fault-shape.ts';

/** The most virtual time and lives that one request may ask for. */
const MOST_DAYS = 3650;
const MOST_LIVES = 100_000;
const MOST_POLICY_LIVES = 10_000;

/** The console makes a few edits, and each of them reads the whole file again. */
export const MOST_EDITS = 200;

/** The most files that a factory file may name beside it, and the characters of each. */
const MOST_FILES_BESIDE = 50;
const MOST_BESIDE = 1_000_000;

/** The longest name of a run. */
const name = z.string().min(1).max(64);

export const factoryText = {
  text: z.string().describe('The factory file'),
  file: z.string().min(1).max(1000).optional().describe('Its name, for problems; never opened'),
  edits: z
    .record(z.string().max(200), z.string().max(MOST_CHARACTERS))
    .meta({ maxProperties: MOST_EDITS })
    .optional()
    .describe('Changes by path, such as { "fleet.gpus": "50000" }'),
  scenario: z
    .string()
    .min(1)
    .max(LONGEST_SCENARIO_NAME)
    .optional()
    .describe('A scenario of the file, whose changes are made before the edits'),
  beside: z
    .record(z.string().max(1000), z.string().max(MOST_BESIDE))
    .refine((beside) => Object.keys(beside).length <= MOST_FILES_BESIDE, {
      error: `At most ${MOST_FILES_BESIDE} files beside it`,
    })
    .meta({ maxProperties: MOST_FILES_BESIDE })
    .optional()
    .describe(
      'Texts of what the file names beside it, by name: { "./config.json": "…" }; nothing else is opened',
    ),
};

export const run = name.optional().describe('Name of a run; the first when left out');

const answer = z.string().min(1).max(200);

/** Of the questions of a new factory file. */
export const answers = {
  gpu: answer.optional().describe('The GPU, by its name in the catalogue'),
  gpus: answer.optional().describe('How many of them'),
  model: answer.optional().describe('The model to train, by its name in the catalogue'),
  tokens: answer.optional().describe('Tokens to train on, such as 15B'),
  start: answer
    .optional()
    .describe('The first day of training, such as 2027-01-04; no dates when left out'),
  name: answer.optional().describe('Name of the factory'),
  file: answer.optional().describe('Name of the file, for the commands in its comment'),
};

export const top = z.number().int().min(1).max(10_000).optional().describe('20 when left out');

export const seed = z
  .number()
  .int()
  .min(0)
  .max(Number.MAX_SAFE_INTEGER)
  .optional()
  .describe('7 when left out');

/** One life of a run, or the first of many. */
export const life = {
  ...factoryText,
  run,
  seed,
  days: z
    .number()
    .positive()
    .max(MOST_DAYS)
    .optional()
    .describe(
      'Virtual days to simulate; 54, or to the end of the run if that is earlier, when left out',
    ),
  with: z.array(name).max(20).optional().describe('Other runs to simulate alongside it'),
  faults: faultsShape.optional(),
  journal: z
    .string()
    .optional()
    .describe('A journal as text, whose faults are replayed instead of drawing faults'),
};

export const lives = (most: number, standard: number) =>
  z.number().int().min(2).max(most).optional().describe(`${standard} when left out`);
export const lifeNumber = z.number().int().min(0).max(MOST_LIVES);

export { MOST_LIVES, MOST_POLICY_LIVES };
