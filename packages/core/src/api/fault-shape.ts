import { z } from 'zod';
import { DOMAIN_KINDS } from '../control/protocol/index.ts';
import { FAULT_NUMBERS } from '../twin/index.ts';

/** The most faults in one request. */
const MOST_FAULTS = 100_000;
/** A hall of the largest fleet. */
const MOST_DRAINED = 100_000;

/** The bounds are the twin's, which has the last word on a fault. */
const number = (name: keyof typeof FAULT_NUMBERS) =>
  z.number().min(FAULT_NUMBERS[name].least).max(FAULT_NUMBERS[name].most);

const at = number('at').describe('When it strikes, s after the start');
const repair = number('repair');
const duration = number('duration');
const node = z.number().int().min(0);
const cause = z.string().min(1).max(200);
const run = z.string().min(1).max(64);
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
    repair: repair.exactOptional(),
    replacesPart: z.boolean().exactOptional(),
  }),
  z.strictObject({ what: what('domain'), at, domain, cause, repair }),
  z.strictObject({ what: what('job'), at, run, cause, detection }),
  z.strictObject({
    what: what('slow'),
    at,
    node,
    cause,
    factor: number('factor'),
    duration,
  }),
  z.strictObject({
    what: what('bandwidth'),
    at,
    domain,
    cause,
    share: number('share'),
    duration,
  }),
  z.strictObject({ what: what('corruption'), at, node, cause, latency: number('latency'), repair }),
  z.strictObject({ what: what('doubt'), at, run, cause, duration }),
  z.strictObject({
    what: what('drain'),
    at,
    nodes: z.array(node).max(MOST_DRAINED),
    cause,
    duration,
  }),
  z.strictObject({ what: what('person'), at, run, cause }),
  z.strictObject({ what: what('maintenance'), at, run, cause }),
]);

export const faultsShape = z
  .array(faultShape)
  .max(MOST_FAULTS)
  .describe('Faults at fixed times, besides those drawn');
