import { z } from 'zod';

/* Figures and their derivations, as answers carry them. */

/** JSON has no infinity. */
export const figure = z
  .custom<number>((value) => typeof value === 'number')
  .meta({ type: ['number', 'null'], description: 'null where it is infinite' });
const note = z.object({
  id: z.string(),
  label: z.string(),
  kind: z.string(),
  value: figure.describe('In SI'),
  unit: z.string().describe('The unit it is best shown in'),
  formula: z.string().optional(),
  inputs: z.record(z.string(), z.string()).optional().describe('Name in the formula -> note'),
  reason: z.string().optional(),
});

export const explained = z.object({
  path: z.string(),
  note,
  inputs: z
    .record(z.string(), note)
    .describe('Notes of the figures that its formula names, by their path'),
  shown: z
    .record(z.string(), z.string())
    .describe(
      'The figure and its inputs as they are read, such as "9.24 MW": values in notes are in SI',
    ),
});

export const notes = z
  .record(z.string(), note)
  .describe('The derivation of each figure, by its path');
