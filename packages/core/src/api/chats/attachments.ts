import { z } from 'zod';
import { DIAGRAM_FORMATS } from '../../diagram/index.ts';

/** What may be attached to a question. */
export const ATTACHMENT_LIMITS = {
  /** Of one question. */
  files: 8,
  /** Of one file as it is sent, bytes. */
  bytes: 8_000_000,
  /** Of a picture as it is sent: more than any screen or camera in use, and little enough to unpack. */
  pixels: 64_000_000,
  /** Longest side of a picture as it is kept, pixels: what models that see read at most. */
  side: 2048,
  /** Of a name, characters. */
  name: 120,
} as const;

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
