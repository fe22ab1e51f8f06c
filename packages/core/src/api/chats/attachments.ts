import { z } from 'zod';
import { DIAGRAM_FORMATS } from '../../diagram/index.ts';

export const fileId = z.string().regex(/^file_[0-9a-f]{24}$/, 'the id of an attached file');

/** A file of a question: a diagram by its source, or a picture, which is kept as PNG whatever it came as. */
export const attachment = z.strictObject({
  id: fileId,
  name: z.string().describe('As it was called, without anything that is no plain text'),
  kind: z.enum(['diagram', 'picture']),
  format: z.enum([...DIAGRAM_FORMATS, 'png']).describe('As it is kept'),
  bytes: z.int().describe('As it is kept'),
  /** Pixels of a picture as it is kept. */
  width: z.int().optional(),
  height: z.int().optional(),
});

export type Attachment = z.infer<typeof attachment>;
