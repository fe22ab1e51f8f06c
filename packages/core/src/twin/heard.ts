import {
  type Decision,
  type Domain,
  type EventOf,
  isSameDomain,
  type Micros,
  type SupervisorEvent,
  toSeconds,
} from '../control/protocol/index.ts';
import type { TwinEvent, TwinEventKind } from './result.ts';
import { DecisionTeller } from './tell.ts';
import type { Members } from './watcher.ts';

/** An event of a real engine as a supervisor heard it, and what it decided. */
export interface Heard {
  readonly event: SupervisorEvent;
  /** The event as a sentence. */
  readonly words: string;
  readonly decisions: readonly Decision[];
}

/**
 * Turns what the supervisor of real runs heard and decided into the events that a life of the twin has. The
 * world behind a real engine is known only by what the engine reports, so a failure is told when it is
 * noticed, not when it strikes.
 */
export class HeardTeller {
  readonly #teller: DecisionTeller;
  /** Runs, or replicas of runs, whose failure has been told and which do not train again yet. */
  readonly #failed = new Set<string>();
  readonly #slow = new Map<string, readonly number[]>();
  #down: readonly { readonly domain: Domain; readonly cause: string }[] = [];

  /** `runs` in the order of the trace. */
  constructor(nodes: number, runs: readonly string[]) {
    this.#teller = new DecisionTeller(nodes, runs);
  }

  /** The events that this one comes to, in their order; `members`: the nodes in a replica now. */
  tell({ event, words, decisions }: Heard, members: Members): TwinEvent[] {
    const told = this.#tellEvent(event, words, members);
    for (const decision of decisions) {
      const { kind, run, reason } = decision;
      const shown = this.#teller.tell(event.at, decision, members);
      if (shown) told.push(shown);
      if (kind === 'finish' || kind === 'give up')
        told.push(eventAt(event.at, 'end', reason, { run }));
    }
    return told;
  }

  #tellEvent(event: SupervisorEvent, words: string, members: Members): TwinEvent[] {
    const { at } = event;
    switch (event.kind) {
      case 'requested':
        return [eventAt(at, 'start', words, { run: event.run })];
      case 'nodeFailed': {
        const { node, cause } = event;
        return [eventAt(at, 'failure', words, { node, cause, broken: true })];
      }
      case 'domainFailed': {
        const { domain, cause } = event;
        this.#down = [...this.#down, { domain, cause }];
        return [eventAt(at, 'failure', words, { domain, cause })];
      }
      case 'domainRestored':
        return this.#restore(event, words);
      case 'observed':
        return this.#observe(event, words, members);
      case 'slowed':
        return this.#slowDown(event, words);
      case 'checkpointed':
      case 'saved':
        return [eventAt(at, 'checkpoint', words, { run: event.run })];
      case 'launched':
        this.#forget(event.run);
        return [];
      case 'rejoined':
        this.#failed.delete(keyOf(event.run, event.replica));
        return [];
      default:
        return [];
    }
  }

  /** An engine may report the same failure again; it is told once. */
  #observe(
    { at, run, health, replica, diagnosis }: EventOf<'observed'>,
    words: string,
    members: Members,
  ): TwinEvent[] {
    const key = keyOf(run, replica);
    if (health === 'ok') this.#failed.delete(key);
    if (health !== 'failed' || this.#failed.has(key)) return [];
    this.#failed.add(key);
    const suspects = replica === undefined ? [] : [...members(run, replica)];
    const broken = diagnosis?.nodes[0];
    // Which node of several it was is not known before the diagnosis.
    const node = broken ?? (suspects.length === 1 ? suspects[0] : undefined);
    const about = {
      run,
      interrupts: true,
      ...(node === undefined ? {} : { node }),
      ...(broken === undefined ? {} : { broken: true }),
      ...(diagnosis ? { cause: diagnosis.cause } : {}),
    };
    return [eventAt(at, 'failure', words, about)];
  }

  #slowDown({ at, run, nodes }: EventOf<'slowed'>, words: string): TwinEvent[] {
    const before = this.#slow.get(run) ?? [];
    this.#slow.set(run, nodes);
    const told = (kind: TwinEventKind) => (node: number) => eventAt(at, kind, words, { node, run });
    return [
      ...before.filter((node) => !nodes.includes(node)).map(told('restored')),
      ...nodes.filter((node) => !before.includes(node)).map(told('slowed')),
    ];
  }

  /** A domain may be down for several causes; it is back from all of them. */
  #restore({ at, domain }: EventOf<'domainRestored'>, words: string): TwinEvent[] {
    const over = this.#down.filter((each) => isSameDomain(each.domain, domain));
    this.#down = this.#down.filter((each) => !over.includes(each));
    return over.map(({ cause }) => eventAt(at, 'restored', words, { domain, cause }));
  }

  #forget(run: string): void {
    for (const key of this.#failed) {
      if (key === run || key.startsWith(`${run}/`)) this.#failed.delete(key);
    }
  }
}

function eventAt(
  at: Micros,
  kind: TwinEventKind,
  text: string,
  about: Partial<TwinEvent>,
): TwinEvent {
  return { time: toSeconds(at), kind, ...about, text };
}

function keyOf(run: string, replica: number | undefined): string {
  return replica === undefined ? run : `${run}/${replica}`;
}
