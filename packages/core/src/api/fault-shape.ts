import { z } from 'zod';
import { DOMAIN_KINDS } from '../control/protocol/index.ts';

/** The most faults that one request may bring. */
const MOST_FAULTS = 100_000;
/** A hall of the largest fleet. */
const MOST_DRAINED = 100_000;
const CENTURY_S = 100 * 365 * 86_400;

const at = z.number().min(0).max(CENTURY_S).describe('When it strikes, s after the start');
const seconds = z.number().min(0).max(CENTURY_S);
const node = z.number().int().min(0);
const cause = z.string().min(1).max(200);
const run = z.string().max(64);
const detection = z.enum(['crash', 'hang']);
const domain = z.strictObject({ kind: z.enum(DOMAIN_KINDS), index: z.number().int().min(0) });
const what = <Name extends string>(name: Name) => z.literal(name);

/** A fault at a fixed time, see `TimedFault`. */
const faultShape = z.discriminatedUnion('what', [
  z.strictObject({
    what: what('node'),
    at,
    node,
    cause,
    detection,
    repair: seconds.optional(),
    replacesPart: z.boolean().optional(),
  }),
  z.strictObject({ what: what('domain'), at, domain, cause, repair: seconds }),
  z.strictObject({ what: what('job'), at, run, cause, detection }),
  z.strictObject({
    what: what('slow'),
    at,
    node,
    cause,
    factor: z.number().min(1).max(1000),
    duration: seconds,
  }),
  z.strictObject({
    what: what('bandwidth'),
    at,
    domain,
    cause,
    share: z.number().gt(0).lt(1),
    duration: seconds,
  }),
  z.strictObject({ what: what('corruption'), at, node, cause, latency: seconds, repair: seconds }),
  z.strictObject({ what: what('doubt'), at, run, cause, duration: seconds }),
  z.strictObject({
    what: what('drain'),
    at,
    nodes: z.array(node).max(MOST_DRAINED),
    cause,
    duration: seconds,
  }),
  z.strictObject({ what: what('person'), at, run, cause }),
  z.strictObject({ what: what('maintenance'), at, run, cause }),
]);

export const faultsShape = z
  .array(faultShape)
  .max(MOST_FAULTS)
  .describe('Faults at fixed times, beside those drawn');
