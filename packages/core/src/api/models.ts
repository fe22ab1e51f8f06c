import { z } from 'zod';
import { by, time, why } from './control-orders.ts';

/**
 * The contract of published models: what a registry says of them, and the routes by which pages list and promote
 * them. Sizes in B, times RFC 3339 in UTC, hashes SHA-256 in hexadecimal.
 */

/** Of models and their versions, which name folders. */
const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'small letters, digits, ".", "_" and "-"');
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'SHA-256 in hexadecimal');
const reference = z
  .string()
  .min(1)
  .max(140)
  .describe('`grok-nano@2`; a name or an alias as well where one is asked for');

/** A file of a model by its path in the model's folder. */
const file = z.strictObject({ bytes: z.int().min(0), sha256 });
const path = z.string().regex(/^[a-z0-9][\w.-]*(\/[a-z0-9][\w.-]*)?$/i, 'no path below the folder');

/** Where a model came from, so that the same weights can be trained again. */
export const lineage = z.strictObject({
  run: z.string(),
  attempt: z.int().min(0).describe('That trained the step'),
  step: z.int().min(0).describe('Of the checkpoint'),
  steps: z.int().min(0).describe('Of the whole run'),
  checkpoint: sha256.describe('Of its manifest, which has the hashes of its files'),
  journal: z.strictObject({
    line: z.int().min(0).describe('That says the checkpoint was written; 0 if none does'),
    sha256: sha256.describe('Of the journal up to that line, or of the whole'),
  }),
  factory: sha256.describe('Of the factory file'),
  edits: z.record(z.string(), z.string()).optional(),
  plan: sha256.describe('Of what `gigafactory plan FILE --json` prints'),
  job: sha256.describe('Of job.json, which the program was given'),
  data: z
    .record(z.string(), z.string())
    .describe('Hashes of what it was trained on, as the checkpoint has them'),
  seed: z.int().min(0),
  program: z.array(z.string()).describe('The argv of the program that trained'),
  startedAt: time,
  startedBy: z.string(),
  gigafactory: z.string().describe('Version of the program that published it'),
});

/** What `model.json` says: the model's files and where they came from. It never changes. */
export const modelFacts = z.strictObject({
  format: z.literal('gigafactory-model'),
  formatVersion: z.literal(1),
  name,
  version: name,
  sha256: sha256.describe('Of the files below, as `sha256sum` lists them by name'),
  bytes: z.int().min(0).describe('Of all files'),
  files: z.record(path, file),
  architecture: z.literal('LlamaForCausalLM'),
  precision: z.enum(['F32', 'F16']).describe('Of the weights'),
  parameters: z.int().min(1),
  vocabulary: z.int().min(1).describe('Tokens'),
  sequence: z.int().min(1).describe('The longest input, tokens'),
  licence: z.string().nullable().describe('null: nothing was stated'),
  publishedAt: time,
  publishedBy: z.string(),
  lineage,
  evaluation: z
    .looseObject({})
    .nullable()
    .describe('Results as they were measured; null: none were given'),
});

export const publishedModel = modelFacts.extend({
  model: reference.describe('`grok-nano@2`'),
  ships: z.boolean().describe('Part of this release: it is never removed'),
  aliases: z.array(z.string()).describe('That mean this version now'),
  heldBy: z.array(z.string()).describe('What serves it now'),
  folder: z.string(),
});

/** A change of what an alias means, or a removal; they are kept in order. */
export const modelChange = z.strictObject({
  number: z.int().min(1),
  kind: z.enum(['promote', 'back', 'remove']),
  alias: z.string().optional().describe('Not of a removal'),
  model: reference.describe('What the alias means from then on, or what was removed'),
  before: reference.optional().describe('What it meant until then'),
  at: time,
  by: z.string(),
  why: z.string().optional(),
});

export const modelList = z.strictObject({
  models: z.array(publishedModel).describe('Those of the release first, then the newest'),
  changes: z.array(modelChange).describe('The newest last'),
  problems: z
    .array(z.strictObject({ code: z.string(), message: z.string() }))
    .describe('Of models that cannot be read'),
});

/** The factory file that a model was trained with, and the edits of `--set`: what its plan is made of. */
export const modelFactory = z.strictObject({
  file: z.string().describe('A name to show'),
  text: z.string(),
  edits: z.record(z.string(), z.string()).optional(),
});

const alias = name.default('grok');

export const promoteOrder = z.strictObject({ by, why, model: reference, alias });
export const backOrder = z.strictObject({ by, why, alias });

export type Lineage = z.infer<typeof lineage>;
export type ModelFacts = z.infer<typeof modelFacts>;
export type PublishedModel = z.infer<typeof publishedModel>;
export type ModelChange = z.infer<typeof modelChange>;
export type ModelList = z.infer<typeof modelList>;
export type ModelFactory = z.infer<typeof modelFactory>;
export type PromoteOrder = z.input<typeof promoteOrder>;
export type BackOrder = z.input<typeof backOrder>;

/** The routes of a registry below `/control`, for those who have the token of the state folder. */
export const MODEL_ROUTES = {
  models: { method: 'GET', path: '/models', output: modelList },
  /** `:model` is a reference, encoded. */
  factory: { method: 'GET', path: '/models/:model/factory', output: modelFactory },
  promote: { method: 'POST', path: '/models/promote', input: promoteOrder, output: modelChange },
  back: { method: 'POST', path: '/models/back', input: backOrder, output: modelChange },
} as const;
