import { createStream } from '../../base/index.ts';
import type { Journal, JournalHeader } from '../../control/journal/index.ts';
import type { Diagnosis, EventOf, SupervisorEvent } from '../../control/protocol/index.ts';
import type { Detection, Fault, TimedFault } from '../fault.ts';
import type { TwinRun, TwinScenario } from '../scenario.ts';
import { OutNodes } from './out-nodes.ts';
import { SlowNodes } from './slow-nodes.ts';

/** How long after its failure a domain may be found to be why an attempt failed, us. */
const DOMAIN_ECHO = 3600e6;

/** A failure that was noticed but not explained yet, with the estimated time at which it struck, us. */
interface Incident {
  readonly struckAt: number;
  readonly detection: Detection;
}

/** The faults behind a journal and, in words, what could not be derived from it. */
export interface JournalFaults {
  readonly faults: readonly TimedFault[];
  readonly notes: readonly string[];
}

/**
 * Derives the external faults from a journal, to be replayed. A failure strikes when it was noticed, less the
 * time that noticing takes in the scenario. Consequences such as restarts are left out, because the twin
 * produces them itself.
 */
export function faultsOf(journal: Journal, scenario: TwinScenario): JournalFaults {
  const inquest = new Inquest(journal, scenario);
  for (const { event } of journal.entries) inquest.hear(event);
  return inquest.close();
}

class Inquest {
  readonly #journal: Journal;
  readonly #scenario: TwinScenario;
  readonly #end: number;
  readonly #faults: TimedFault[] = [];
  readonly #nodes = new OutNodes();
  readonly #slow: SlowNodes;
  readonly #down: EventOf<'domainFailed'>[] = [];
  /** When a domain last failed, by cause. */
  readonly #domainCauses = new Map<string, number>();
  /** By run, or by run and replica. */
  readonly #incidents = new Map<string, Incident>();
  /** Replicas whose failure came with its cause, which may be told again when they are diagnosed. */
  readonly #explained = new Set<string>();
  /** By run: how much training its checkpoints held, and when. */
  readonly #marks = new Map<string, { readonly at: number; readonly work: number }[]>();
  #drained = 0;
  #guessed = 0;

  constructor(journal: Journal, scenario: TwinScenario) {
    this.#journal = journal;
    this.#scenario = scenario;
    this.#end = Math.round(journal.horizon * 1e6);
    this.#slow = new SlowNodes(scenario.stragglers.imbalanceShare);
  }

  hear(event: SupervisorEvent): void {
    if ('run' in event) this.#hearOfRun(event);
    else this.#hearOfFleet(event);
  }

  close(): JournalFaults {
    for (const { run } of this.#journal.header.runs) this.#giveUp(run, this.#end);
    for (const failure of this.#down) this.#endDomain(failure, this.#end);
    this.#faults.push(...this.#slow.close(this.#end), ...this.#nodes.close(this.#end));
    return { faults: this.#faults.sort((a, b) => a.at - b.at), notes: this.#notes() };
  }

  #hearOfFleet(event: Exclude<SupervisorEvent, { readonly run: string }>): void {
    switch (event.kind) {
      case 'nodeFailed': {
        const { node, cause, at } = event;
        const struckAt = at - this.#monitorTime();
        this.#nodes.break({ node, cause, detection: 'crash', struckAt: Math.max(0, struckAt) });
        break;
      }
      case 'cordoned':
        this.#nodes.cordon(event.node, event.at);
        break;
      case 'repaired':
        this.#nodes.repair(event.node, event.at);
        this.#slow.end(event.node, event.at);
        break;
      case 'domainFailed':
        this.#down.push(event);
        this.#domainCauses.set(event.cause, event.at);
        break;
      case 'domainRestored':
        this.#restore(event);
        break;
      case 'drainDue':
        this.#drained++;
    }
  }

  #hearOfRun(event: Extract<SupervisorEvent, { readonly run: string }>): void {
    const { run, at } = event;
    switch (event.kind) {
      case 'observed':
        this.#observe(event);
        break;
      case 'diagnosed':
        this.#explain(run, run, at, event.diagnosis);
        break;
      case 'replicaDiagnosed':
        this.#explainReplica(event);
        break;
      case 'rejoined':
        this.#explained.delete(keyOf(run, event.replica));
        break;
      case 'launched':
        this.#giveUp(run, at);
        for (const key of this.#explained)
          if (key.startsWith(`${run}/`)) this.#explained.delete(key);
        this.#mark(event);
        break;
      case 'checkpointed':
      case 'saved':
        this.#mark(event);
        break;
      case 'corrupted':
        this.#corrupt(event);
        break;
      case 'slowed': {
        const twin = this.#runNamed(run);
        if (twin) this.#slow.hear(event, twin);
        break;
      }
      case 'restartDue':
        this.#add(at, { what: 'person', run, cause: event.reason });
        break;
      case 'maintenanceDue':
        this.#add(at, { what: 'maintenance', run, cause: 'planned work' });
    }
  }

  #observe({ run, health, diagnosis, at, replica }: EventOf<'observed'>): void {
    const key = keyOf(run, replica);
    if (health === 'ok') {
      this.#incidents.delete(run);
      return;
    }
    if (!this.#incidents.has(key)) {
      const detection = health === 'unknown' ? 'hang' : 'crash';
      this.#incidents.set(key, this.#incident(run, detection, at));
    }
    if (!diagnosis || this.#explained.has(key)) return;
    if (replica !== undefined) this.#explained.add(key);
    this.#explain(run, key, at, diagnosis, replica);
  }

  /** A cause that came with the failure is no second failure; only nodes may be new. */
  #explainReplica({ run, at, replica, diagnosis }: EventOf<'replicaDiagnosed'>): void {
    const key = keyOf(run, replica);
    if (this.#explained.has(key) && diagnosis.nodes.length === 0) return;
    this.#explain(run, key, at, diagnosis, replica);
  }

  /** Attributes a failure to nodes, to the domain that took them down, or to the run itself. */
  #explain(run: string, key: string, at: number, { cause, nodes }: Diagnosis, replica?: number) {
    const { struckAt, detection } = this.#incidents.get(key) ?? this.#incident(run, 'crash', at);
    this.#incidents.delete(key);
    for (const node of nodes) this.#nodes.break({ node, cause, detection, struckAt });
    if (nodes.length > 0 || this.#isDomainsDoing(cause, at)) return;
    if (replica !== undefined || this.#scenario.causes.some(({ name }) => name === cause)) {
      // A process died on some healthy node; which node matters only if replicas can be lost one by one.
      const node = this.#guess(run, replica);
      this.#add(struckAt, { what: 'node', node, cause, detection });
    } else this.#add(struckAt, { what: 'job', run, cause, detection });
  }

  /** Records a failure that was never explained before the run went on. */
  #giveUp(run: string, at: number): void {
    if (this.#incidents.has(run)) this.#explain(run, run, at, { cause: 'unknown', nodes: [] });
  }

  /** A brief domain failure is over before the attempt that it ended is diagnosed. */
  #isDomainsDoing(cause: string, at: number): boolean {
    const failedAt = this.#domainCauses.get(cause) ?? Number.NEGATIVE_INFINITY;
    const isDown = this.#down.some((failure) => failure.cause === cause);
    return isDown || at - failedAt <= DOMAIN_ECHO || cause.endsWith(' down');
  }

  /** The corruption is assumed to have begun when the clean checkpoint was written. */
  #corrupt({ at, run, cleanWork, diagnosis }: EventOf<'corrupted'>): void {
    this.#incidents.delete(run);
    const { cause, nodes } = diagnosis;
    const mark = (this.#marks.get(run) ?? []).findLast(({ work }) => work <= cleanWork);
    const cleanAt = mark ? mark.at + cleanWork - mark.work : at;
    const latency = Math.max(0, at - cleanAt) / 1e6;
    const node = nodes[0] ?? this.#guess(run, undefined);
    // A node that was not found was not repaired.
    const repair = nodes.length > 0 ? this.#scenario.corruption.repair.median : 0;
    this.#add(at - latency * 1e6, { what: 'corruption', node, cause, latency, repair });
  }

  #mark({ run, at, work }: EventOf<'launched' | 'checkpointed' | 'saved'>): void {
    const marks = this.#marks.get(run);
    if (marks) marks.push({ at, work });
    else this.#marks.set(run, [{ at, work }]);
  }

  #restore({ domain, at }: EventOf<'domainRestored'>): void {
    const index = this.#down.findIndex(
      (failure) => failure.domain.kind === domain.kind && failure.domain.index === domain.index,
    );
    const [failure] = index < 0 ? [] : this.#down.splice(index, 1);
    if (failure) this.#endDomain(failure, at);
  }

  #endDomain({ domain, cause, at }: EventOf<'domainFailed'>, end: number): void {
    const struckAt = Math.max(0, at - this.#monitorTime());
    this.#add(struckAt, { what: 'domain', domain, cause, repair: (end - struckAt) / 1e6 });
  }

  #guess(run: string, replica: number | undefined): number {
    return membersGuess(this.#journal.header, run, replica, ++this.#guessed);
  }

  #add(at: number, fault: Fault): void {
    this.#faults.push({ ...fault, at: Math.max(0, at) / 1e6 });
  }

  #runNamed(run: string): TwinRun | undefined {
    return this.#scenario.runs.find(({ spec }) => spec.run === run);
  }

  /** A failure of a run noticed now; a hang began before the silence that the journal's supervisor waited out. */
  #incident(run: string, detection: Detection, noticedAt: number): Incident {
    const recorded = this.#journal.header.runs.find((each) => each.run === run);
    const seconds =
      detection === 'hang'
        ? recorded?.policy.hangTimeout
        : this.#runNamed(run)?.times.detectCrash.median;
    return { struckAt: Math.max(0, noticedAt - (seconds ?? 0) * 1e6), detection };
  }

  #monitorTime(): number {
    return this.#scenario.monitorTime.median * 1e6;
  }

  #notes(): string[] {
    const counts: readonly (readonly [number, string])[] = [
      [this.#guessed, 'failures name no node: each is put on a node that the run began with'],
      [this.#drained, 'requests to drain nodes are not replayed'],
      [this.#slow.others, 'slowdowns without a slow node (lost bandwidth) are not replayed'],
    ];
    return counts.flatMap(([count, what]) => (count > 0 ? [`${count} ${what}.`] : []));
  }
}

function keyOf(run: string, replica: number | undefined): string {
  return replica === undefined ? run : `${run}/${replica}`;
}

/**
 * A node that was probably in a run, or in one of its replicas, for a journal that names none. It assumes
 * that the first run took the first nodes, the second the next, and so on. The same guess number gives the
 * same node.
 */
function membersGuess(
  { runs, topology }: JournalHeader,
  run: string,
  replica: number | undefined,
  guess: number,
): number {
  let first = 0;
  for (const { run: name, replicas, nodesPerReplica } of runs) {
    if (name === run) {
      const stream = createStream('journal').fork(`${run} ${guess}`);
      const place = replica ?? stream.integer(Math.max(1, replicas));
      const node = first + place * nodesPerReplica + stream.integer(Math.max(1, nodesPerReplica));
      return Math.min(node, topology.nodes - 1);
    }
    first += replicas * nodesPerReplica;
  }
  return 0;
}
