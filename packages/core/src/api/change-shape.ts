import { z } from 'zod';
import { COLLECTION_NAMES, MOST_CHARACTERS } from '../factory/index.ts';

const path = z.string().min(1).max(200).describe('Of the entry, such as runs.pretrain');
const name = z.string().min(1).max(80);

/** A change to what a factory file holds, rather than to one of its values. */
export const change = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('add'),
    to: z.enum(COLLECTION_NAMES).describe('What it is added to, at its end'),
    name: name.optional().describe('The next free one when left out'),
    value: z
      .string()
      .max(MOST_CHARACTERS)
      .optional()
      .describe('What it says, as YAML; something to begin with when left out'),
  }),
  z.strictObject({ do: z.literal('remove'), path }),
  z.strictObject({ do: z.literal('rename'), path, name }),
  z.strictObject({
    do: z.literal('move'),
    path,
    by: z.int().min(-1000).max(1000).describe('Places: -1 before the one before it'),
  }),
]);
