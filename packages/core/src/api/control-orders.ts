import { z } from 'zod';
import { problem } from './problem-shape.ts';

/* What orders about runs and about services have in common. */

export const time = z.string().describe('RFC 3339, UTC');
export const seconds = z.number().min(0).describe('s');
export const by = z.string().min(1).max(100).describe('Who orders it');
export const why = z.string().max(500).optional();

export const runOrder = z.strictObject({ by, why });

/** An order that was given. */
export const given = z.strictObject({
  at: time,
  by: z.string(),
  order: z.string().describe('stop, drain grok-nano:1, …'),
  outcome: z.string().describe('In words; empty until it is known'),
});

/** Confirmed: the engine has said that it is so; otherwise the order is written and under way. */
export const orderAnswer = z.strictObject({
  confirmed: z.boolean(),
  words: z.string(),
  problems: z.array(problem).optional(),
});

export type OrderAnswer = z.infer<typeof orderAnswer>;
