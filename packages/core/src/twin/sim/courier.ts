import type { Command, SupervisorEvent } from '../../control/protocol/index.ts';
import { type Micros, toMicros } from '../../control/protocol/index.ts';
import type { Courier } from '../life.ts';
import type { MessageFault, SimCase } from './sim-case.ts';

/** Delivers every message at once except those with a mishap; after healing, all of them. */
export class FaultyCourier implements Courier {
  readonly #faults: ReadonlyMap<string, MessageFault>;
  readonly #counts = new Map<string, number>();
  readonly #healAt: Micros;

  constructor({ messages, healAt }: SimCase) {
    this.#faults = new Map(messages.map((fault) => [`${fault.kind} ${fault.nth}`, fault]));
    this.#healAt = toMicros(healAt);
  }

  deliver({ kind }: SupervisorEvent | Command, now: Micros): readonly Micros[] {
    const nth = this.#counts.get(kind) ?? 0;
    this.#counts.set(kind, nth + 1);
    const fault = now < this.#healAt ? this.#faults.get(`${kind} ${nth}`) : undefined;
    if (!fault) return AT_ONCE;
    if (fault.what === 'lost') return [];
    return fault.what === 'late' ? [toMicros(fault.late)] : [0, toMicros(fault.again)];
  }
}

const AT_ONCE: readonly Micros[] = [0];
