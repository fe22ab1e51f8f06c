import { z } from 'zod';
import { LEAST_STEPS, MOST_COMPARED, MOST_POINTS, MOST_STEPS } from '../study/index.ts';
import { factoryText } from './inputs.ts';
import { problem } from './problem-shape.ts';

/** Inputs and outputs of the operations that plan a file many times: scenarios side by side, sweeps, goal seek. */

const LONGEST = 200;
/** The most figures that a sweep gives of each point. */
const MOST_FIGURES = 60;
/** The most points of one part. */
const MOST_OF_PART = 256;

const path = z.string().min(1).max(LONGEST);
const name = z.string().min(1).max(LONGEST);
const written = z.string().min(1).max(LONGEST);
const edits = factoryText.edits.unwrap();
const figureNames = z.array(path).max(MOST_FIGURES);
const problems = z.array(problem);
const value = z.number().nullable();
/** JSON has no infinity. */
const figure = z
  .custom<number | null>((given) => typeof given === 'number' || given === null)
  .meta({ type: ['number', 'null'] });
const verdict = z.enum(['holds', 'fails', 'unknown']).nullable();
const named = {
  path: z.string(),
  label: z.string(),
  unit: z.string().describe('It is best shown in'),
};

/** What is compared is the file without a scenario. */
const { scenario: _, ...ofBase } = factoryText;

export const compareInput = z.strictObject({
  ...ofBase,
  scenarios: z
    .array(name)
    .min(1)
    .max(MOST_COMPARED)
    .optional()
    .describe(
      `Names of scenarios of the file; all of them, ${MOST_COMPARED} at most, when left out`,
    ),
  with: z
    .array(
      z.strictObject({
        name,
        edits,
        text: z.string().min(1).optional().describe('Another file, which the edits then change'),
      }),
    )
    .min(1)
    .max(MOST_COMPARED)
    .optional()
    .describe('Further scenarios, by their edits; only these when "scenarios" is left out'),
});

const comparedFigure = z.strictObject({
  ...named,
  values: z.array(figure).describe('In SI, by scenario; null in one that lacks it'),
  difference: z.array(figure).describe('From the base, in SI'),
});

export const compared = z.strictObject({
  scenarios: z
    .array(
      z.strictObject({
        name: z.string(),
        about: z.string().optional(),
        edits,
        problems: problems.describe('Why it cannot be planned; its values are then null'),
        notices: problems,
        runs: z.array(
          z.strictObject({
            name: z.string(),
            model: z.string(),
            gpus: z.number(),
            strategy: z.string().describe('How it is split, in short form'),
          }),
        ),
        schedule: z
          .array(
            z.strictObject({
              name: z.string(),
              kind: z.enum(['task', 'run']),
              start: z.number(),
              end: z.number(),
            }),
          )
          .describe('What has dates, s since 1970: tasks by start, then runs by start'),
      }),
    )
    .describe('The base first'),
  figures: z.array(comparedFigure).describe('All headline figures, those that differ most first'),
  money: z
    .array(comparedFigure)
    .describe('All figures of the money in the order of its tables; none without money'),
  requirements: z
    .array(
      z.strictObject({
        claim: z.string(),
        quantity: z.string(),
        relation: z.enum(['atLeast', 'atMost']),
        unit: z.string(),
        verdicts: z.array(verdict).describe('By scenario; null in one that does not claim it'),
        values: z.array(figure),
        bounds: z.array(figure),
      }),
    )
    .describe('Those on which scenarios differ first'),
  leftOut: z.array(z.string()).describe(`Scenarios of the file beyond ${MOST_COMPARED}`),
});

export const sweepInput = z.strictObject({
  ...factoryText,
  over: z
    .array(
      z.strictObject({
        path: path.describe('Of a number of the file, such as site.pue'),
        from: written.describe('With its unit, such as "20 MW"'),
        to: written,
      }),
    )
    .min(1)
    .max(2)
    .describe('The inputs to vary: a line, or a grid'),
  steps: z
    .number()
    .int()
    .min(LEAST_STEPS)
    .max(MOST_STEPS)
    .describe(`Values of each input, both ends included; ${MOST_POINTS} points at most in all`),
  figures: figureNames
    .min(1)
    .optional()
    .describe('Paths of figures of the plan; the headline figures when left out'),
});

export const swept = z.strictObject({
  over: z.array(z.strictObject({ ...named, values: z.array(z.number()).describe('In SI') })),
  figures: z.array(z.strictObject(named)),
  points: z
    .array(
      z.strictObject({
        value: z.number().describe('Of the first input, in SI'),
        values: z.array(z.number()).describe('Of each input'),
        figures: z.record(z.string(), value).describe('By path, in SI'),
        problems: problems.describe('Why it cannot be planned; its figures are then null'),
      }),
    )
    .describe('In order of the first input, then of the second'),
});

export const listed = z.strictObject({
  scenarios: z
    .array(
      z.strictObject({
        name: z.string(),
        about: z.string().optional(),
        edits,
        at: z.strictObject({ line: z.int(), column: z.int(), file: z.string().optional() }),
      }),
    )
    .describe('In the order of the file'),
});

export const leversInput = z.strictObject({
  ...factoryText,
  figure: path.describe('Of the plan, such as power.facility'),
});

export const levers = z.strictObject({
  ...named,
  value: figure.describe('In SI'),
  levers: z
    .array(
      z.strictObject({
        ...named,
        value: figure.describe('In SI'),
        from: z.string().describe('Least value to try, as an edit writes it'),
        to: z.string(),
        isRange: z.boolean().describe('Whether the file or a source gives these as its range'),
        ends: z
          .tuple([value, value])
          .describe('The figure at either end, by the formulas of the plan'),
        isDecision: z.boolean().describe('Whether a planner decides about it'),
      }),
    )
    .describe('Decisions first, and of them that which moves it furthest'),
});

export const tornadoInput = z.strictObject({
  ...factoryText,
  figure: path.describe('Of the plan, such as money.capex.total'),
});

const span = z.tuple([figure, figure]);

export const tornado = z.strictObject({
  ...named,
  value: figure.describe('In SI'),
  range: span.describe('With every input at its worst and at its best end'),
  inputs: z
    .array(
      z.strictObject({
        ...named,
        isOfFile: z
          .boolean()
          .describe('Its path is one of the file; else a constant of the method'),
        value: z.number(),
        range: span.describe('Lowest and highest credible value, in SI'),
        ends: span.describe('The figure with the input at either end'),
      }),
    )
    .describe('That which moves it furthest first'),
});

export const pointsInput = z.strictObject({
  ...factoryText,
  points: z.array(z.strictObject({ edits })).max(MOST_OF_PART),
  figures: figureNames,
  requirement: z
    .number()
    .int()
    .min(0)
    .max(LONGEST)
    .optional()
    .describe('Which requirement of the plan to judge, from 0'),
  mend: z
    .boolean()
    .optional()
    .describe('Plan a point again with the edits that its problems offer'),
});

export const pointsPart = z.strictObject({
  figures: z.array(z.strictObject(named)),
  points: z.array(
    z.strictObject({
      values: z.array(value),
      verdict: verdict.optional(),
      problems,
      mended: edits.optional(),
    }),
  ),
});

export const seekInput = z.strictObject({
  ...factoryText,
  requirement: z
    .string()
    .min(1)
    .max(400)
    .describe('The claim in words: all of them, or as many as only it has'),
  over: path.describe('Of the number whose value is sought, such as site.pue'),
  from: written.optional().describe('Least value; that of its range when left out'),
  to: written.optional(),
});

export const sought = z.strictObject({
  claim: z.string(),
  ...named,
  value: value.describe('In SI, the nearest to the present one; null if the claim holds at none'),
  holds: z.boolean(),
  nearest: value.describe('Tried value at which the claim comes closest, if it holds at none'),
  comesTo: value.describe('The claimed quantity at that value, in SI'),
  evaluations: z.int().describe('Plans that were made'),
  edits: edits.describe('That make it hold, written together'),
  present: z.strictObject({ value, verdict }),
  from: z.number().describe('Where it was sought, in SI'),
  to: z.number(),
  step: z.number().describe('How close the value is'),
  undecided: z.int().describe('Values at which ranges of other inputs leave it undecided'),
  unplanned: z.int().describe('Values at which there is no plan'),
  problems: problems.describe('Why there is none at the first of them'),
  assumed: z.array(z.string()),
});

export const begun = z.strictObject({
  text: z.string(),
  wanted: z
    .strictObject({ gpu: z.string(), gpus: z.string(), model: z.string(), tokens: z.string() })
    .describe('The answers, with the proposals that were taken'),
});
