import { z } from 'zod';

/** What the fullest GPU holds, by part. */
export const bytes = {
  stage: z.int().min(0).describe('Pipeline stage of the fullest GPUs, from 0'),
  weights: z.number(),
  gradients: z.number(),
  optimizer: z.number(),
  activations: z.number(),
  logits: z.number(),
  reserve: z.number(),
  total: z.number().describe('Sum of the parts'),
  capacity: z.number().describe('Memory of a GPU'),
};
export const memoryFit = z.strictObject({
  edits: z.record(z.string(), z.string()).describe('Path -> value: with all of them the run fits'),
  strategy: z.string(),
  total: z.number().describe('B on the fullest GPU'),
  stepTime: z.number().describe('s'),
});

export const problem = z.strictObject({
  code: z.string(),
  message: z.string().describe('What is wrong and what to do about it'),
  path: z.string().optional(),
  at: z.strictObject({ line: z.int(), column: z.int(), file: z.string().optional() }).optional(),
  expected: z.string().optional(),
  limit: z.number().optional().describe('That a quantity is beyond, in SI'),
  nearest: z.string().optional().describe('The known name that was probably meant'),
  edits: z
    .record(z.string(), z.string())
    .optional()
    .describe('Edits (path -> value) that, written together, mend it'),
  fixes: z
    .array(z.strictObject({ label: z.string(), edits: z.record(z.string(), z.string()) }))
    .optional()
    .describe('Every way to mend it, each in one step; the likeliest first'),
  memory: z
    .strictObject({
      ...bytes,
      strategy: z.string().describe('The pinned one, or the smallest of those that the pins allow'),
      over: z.number().describe('Bytes of the total beyond the capacity'),
      nearest: z.array(memoryFit).describe('Fewest changes first'),
    })
    .optional()
    .describe('B on the fullest GPU, where that is too much'),
});
