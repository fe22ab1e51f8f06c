import type { ServiceDetail } from '@gigafactory/core/control-plane';
import { z } from 'zod';
import type { OrderRecord } from '../../journal/index.ts';
import { showBounds } from './service-words.ts';

const order = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('stop'), why: z.string().optional() }),
  z.object({ kind: z.literal('restart'), why: z.string().optional() }),
  z.object({
    kind: z.literal('scale'),
    why: z.string().optional(),
    least: z.int(),
    most: z.int(),
  }),
  z.object({
    kind: z.literal('rollback'),
    why: z.string().optional(),
    version: z.int().optional(),
  }),
]);

/** What a person orders about a service. */
export type ServiceOrder = z.infer<typeof order>;
type Given = ServiceDetail['orders'][number];
type KnownOrder = (ServiceOrder | z.infer<typeof start>) & { readonly service: string };

/** It was stopped, and is started again while others of its unit live. */
const start = z.object({ kind: z.literal('start'), why: z.string().optional() });
const written = z.union([order, start]);
const about = z.object({ service: z.string() });

/** The orders that were given about services, with who gave them. */
export class ServiceOrders {
  readonly #given: { readonly service: string; readonly given: Given }[] = [];

  give(known: KnownOrder, by: string, at: string): Given {
    const given = { at, by, order: say(known), outcome: '' };
    this.#given.push({ service: known.service, given });
    return given;
  }

  /** Takes in an order of the journal; undefined if it is none about a service. */
  recall({ by, order: raw }: OrderRecord, at: string): KnownOrder | undefined {
    const [known, whose] = [written.safeParse(raw), about.safeParse(raw)];
    if (!known.success || !whose.success) return undefined;
    const recalled = { ...known.data, service: whose.data.service };
    this.give(recalled, by, at).outcome =
      'It was given before this control plane began, and is not carried out again.';
    return recalled;
  }

  of(service: string): Given[] {
    return this.#given.flatMap((each) => (each.service === service ? [{ ...each.given }] : []));
  }
}

function say({ why, ...known }: KnownOrder): string {
  const { kind } = known;
  const what =
    known.kind === 'scale'
      ? `scale to ${showBounds(known)}`
      : known.kind === 'rollback' && known.version !== undefined
        ? `roll back to version ${known.version}`
        : kind === 'rollback'
          ? 'roll back'
          : kind;
  return why ? `${what}: ${why}` : what;
}
