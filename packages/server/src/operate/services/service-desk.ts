import { failed, ok, type Result, showQuantity } from '@gigafactory/core/base';
import {
  hasLiveAttempt,
  isOver,
  type RunState,
  type ScalingPolicy,
  type ScalingState,
  scale,
} from '@gigafactory/core/control';
import type { LiveEndpoint, ServiceDetail, ServiceSummary } from '@gigafactory/core/control-plane';
import type { AttemptId, Micros, RunId } from '@gigafactory/core/protocol';
import type { DesiredService } from '@gigafactory/core/study';
import type { ServerSight } from '../../engine/gang/index.ts';
import type { NewEntry } from '../story.ts';
import { NO_LOAD, Replica, together } from './replica.ts';
import type { ServiceOrder } from './service-orders.ts';
import { sayReady, showBounds } from './service-words.ts';
import type { ServiceRecord, Version } from './unit-folder.ts';

/** Of the history of a service: how often, us, and how many. */
const SAMPLE_EVERY = 10e6;
const MOST_SAMPLES = 90;
/** Of what gave way to it the newest are shown. */
const MOST_TAKEN = 20;

type Taken = NonNullable<ServiceDetail['took']>[number];

/** What a person asks of a replica, or a change of scale. */
export type ReplicaEvent =
  | { readonly kind: 'requested'; readonly again: true }
  | { readonly kind: 'cancelled'; readonly atOnce: true }
  | { readonly kind: 'restartDue'; readonly reason: string; readonly atOnce: true };

type RecalledOrder = ServiceOrder['kind'] | 'start';

export interface DeskHost {
  readonly now: Micros;
  stamp(at: Micros): string;
  runOf(run: RunId): RunState;
  nodesOf(run: RunId): readonly string[];
  hear(run: RunId, event: ReplicaEvent): void;
  note(text: string): void;
  /** Keeps the record of this service; on disk when this returns. */
  save(record: ServiceRecord): void;
}

/** One service: its replicas, how many there are to be, and which version they run. */
export class ServiceDesk {
  readonly desired: DesiredService;
  readonly #host: DeskHost;
  readonly #replicas: readonly Replica[];
  #record: ServiceRecord;
  #scaling: ScalingState = {};
  #isStopping = false;
  /** Replicas that are still to be started again, and the one that is, with its attempt before. */
  #rolling: RunId[] = [];
  #rolled: { readonly run: RunId; readonly after: AttemptId } | undefined;
  readonly #took: Taken[] = [];
  readonly #history: ServiceDetail['history'] = [];
  #sampledAt = Number.NEGATIVE_INFINITY;

  constructor(desired: DesiredService, record: ServiceRecord, host: DeskHost) {
    this.desired = desired;
    this.#record = record;
    this.#host = host;
    this.#replicas = desired.replicas.map((run) => new Replica(run, host.stamp(0)));
  }

  get name(): string {
    return this.desired.name;
  }

  get isStopping(): boolean {
    return this.#isStopping;
  }

  /** Whether it was stopped, and nothing of it is left. */
  get isOver(): boolean {
    return this.#isStopping && this.#live().every((run) => isOver(run) || run.phase === 'pending');
  }

  /** The program that replicas are started with now. */
  get version(): Version {
    const { version } = this.#record.turns.at(-1)!;
    return this.#record.versions.find((each) => each.version === version)!;
  }

  get policy(): ScalingPolicy {
    return { ...this.desired.scaling, ...this.#record.bounds };
  }

  /** The first replicas, once it is started. */
  begin(): void {
    for (const { run } of this.#replicas.slice(0, this.policy.least)) this.#want(run);
  }

  hear(entry: NewEntry, at: Micros): void {
    const turn = this.#record.turns.findLast((each) => each.at <= at) ?? this.#record.turns[0]!;
    for (const replica of this.#replicas) replica.hear(entry, turn.version);
    for (const { kind, run, inputs, reason } of entry.decisions) {
      const replica = String(inputs['for'] ?? '');
      if (kind !== 'preempt' || !this.has(replica)) continue;
      this.#took.push({ at: entry.at, replica, run, reason });
      if (this.#took.length > MOST_TAKEN) this.#took.shift();
    }
  }

  see(run: RunId, sight: ServerSight, attempt: AttemptId): void {
    const { now } = this.#host;
    this.#of(run)?.see(sight, attempt, this.#host.stamp(now));
  }

  has(run: RunId): boolean {
    return this.#of(run) !== undefined;
  }

  /** Drains and ends all replicas. */
  stop(): void {
    this.#isStopping = true;
    this.#rolling = [];
    for (const run of this.#live()) {
      if (!isOver(run) && run.phase !== 'pending')
        this.#host.hear(run.spec.run, { kind: 'cancelled', atOnce: true });
    }
  }

  /** What was ordered before this control plane began. */
  recall(order: RecalledOrder): void {
    if (order === 'stop') this.#isStopping = true;
    else if (order === 'start') this.#isStopping = false;
  }

  /** Begins anew, once it is over. */
  startAgain(): void {
    this.#isStopping = false;
    this.#scaling = {};
    this.begin();
  }

  /** Goes on with what an earlier control plane had begun: a stop, or the way to another version. */
  resume(): void {
    if (this.#isStopping) {
      if (!this.isOver) this.stop();
      return;
    }
    const { version } = this.version;
    const isBehind = (replica: Replica) => replica.version > 0 && replica.version !== version;
    const behind = this.#pairs().filter(
      ([replica, run]) => hasLiveAttempt(run) && isBehind(replica),
    );
    this.#rolling = behind.map(([{ run }]) => run);
  }

  /** Codes: `service.scale`. */
  setBounds(bounds: { readonly least: number; readonly most: number }): Result<undefined> {
    const { length } = this.#replicas;
    if (bounds.least > bounds.most || bounds.most > length) {
      const message = `${this.name} may have 0 to ${showQuantity(length, 'replica')} by its file: ${showBounds(bounds)} cannot be kept.`;
      return failed({ code: 'service.scale', message });
    }
    this.#keep({ ...this.#record, bounds });
    this.#scaling = {};
    this.tick();
    return ok(undefined);
  }

  /** Starts all replicas again, one after the other; those that failed for good at once. */
  restart(): void {
    const live = this.#live();
    for (const { phase, spec } of live) if (phase === 'failed') this.#want(spec.run);
    this.#rolling = live
      .filter(({ phase }) => phase === 'starting' || phase === 'running' || phase === 'detecting')
      .map(({ spec }) => spec.run);
    this.#rolled = undefined;
  }

  /** Takes a new version, or none if the program is the current one. */
  deploy(version: Omit<Version, 'version'>): boolean {
    const { version: number, by: _, ...current } = this.version;
    const { by, ...next } = version;
    if (JSON.stringify(current) === JSON.stringify(next)) return false;
    const latest = Math.max(number, ...this.#record.versions.map((each) => each.version));
    const versions = [...this.#record.versions, { ...version, version: latest + 1 }];
    this.#turnTo({ ...this.#record, versions }, latest + 1, by);
    return true;
  }

  /** Codes: `service.version`. */
  rollback(wanted: number | undefined, by: string): Result<Version> {
    const current = this.version.version;
    const before = this.#record.turns.findLast(({ version }) => version !== current)?.version;
    const number = wanted ?? before;
    const version = this.#record.versions.find((each) => each.version === number);
    if (!version || version.version === current) {
      const known = this.#record.versions.map((each) => each.version).join(', ');
      const message = `${this.name} runs version ${current}; there ${this.#record.versions.length === 1 ? 'is no other' : `are ${known}`}.`;
      return failed({ code: 'service.version', message });
    }
    this.#turnTo(this.#record, version.version, by);
    return ok(version);
  }

  /** Looks how many replicas there are to be, and goes on with what is under way. */
  tick(): void {
    this.#sample();
    if (this.#isStopping) return;
    this.#roll();
    const { reason, wanted, state } = scale(this.#scaling, this.#scalingSample(), this.policy);
    this.#scaling = state;
    if (reason === undefined) return;
    const change = wanted - this.#wanted().length;
    const changed = change > 0 ? this.#takeMore(change) : this.#giveUp(-change);
    if (changed) this.#host.note(`${this.name}: ${reason}`);
  }

  summary(): Omit<ServiceSummary, 'unit' | 'engine' | 'startedAt' | 'startedBy'> {
    const { name, kind, priority } = this.desired;
    const { least, most } = this.policy;
    const { version, model } = this.version;
    return {
      ...{ service: name, state: this.#state(), kind, model, priority, least, most },
      ...{ wanted: this.#wanted().length, ready: this.#ready().length, version },
      ...together(this.#ready().map(([replica, run]) => replica.loadOf(run))),
      reason: this.#reason(),
      ...(kind === 'command' ? {} : { untried: untried(kind) }),
    };
  }

  detail(): Pick<ServiceDetail, 'replicas' | 'versions' | 'took' | 'history'> {
    const current = this.version.version;
    return {
      replicas: this.#pairs().map(([replica, run]) =>
        replica.view(run, this.#host.nodesOf(replica.run)),
      ),
      versions: this.#record.versions.map(({ version, model, argv }) => {
        const turn = this.#record.turns.findLast((each) => each.version === version);
        const { at = 0, by = '' } = turn ?? {};
        const state = version === current ? ('current' as const) : ('earlier' as const);
        return { version, model, command: [...argv], since: this.#host.stamp(at), by, state };
      }),
      took: [...this.#took],
      history: [...this.#history],
    };
  }

  /** Replicas that take requests now. */
  endpoints(): LiveEndpoint[] {
    const { name: service, kind } = this.desired;
    return this.#ready().flatMap(([replica, run]) => {
      const url = replica.urlOf(run);
      const { queue, running } = replica.loadOf(run);
      const { version } = replica;
      const { model } =
        this.#record.versions.find((each) => each.version === version) ?? this.version;
      return url === null
        ? []
        : [{ service, replica: replica.run, model, url, kind, version, queue, running }];
    });
  }

  #turnTo(record: ServiceRecord, version: number, by: string): void {
    const turns = [...record.turns, { version, at: this.#host.now, by }];
    this.#keep({ ...record, turns });
    this.restart();
  }

  #keep(record: ServiceRecord): void {
    this.#record = record;
    this.#host.save(record);
  }

  #roll(): void {
    if (this.#rolled) {
      const { run, after } = this.#rolled;
      const state = this.#host.runOf(run);
      const isBack = state.attempt > after && this.#of(run)!.stateOf(state) === 'ready';
      if (!isBack && !isOver(state)) return;
      this.#rolled = undefined;
    }
    const run = this.#rolling.shift();
    if (run === undefined) return;
    const state = this.#host.runOf(run);
    if (isOver(state)) return;
    this.#rolled = { run, after: state.attempt };
    const reason = `version ${this.version.version} of ${this.name}`;
    this.#host.hear(run, { kind: 'restartDue', reason, atOnce: true });
  }

  #scalingSample() {
    const wanted = this.#wanted();
    const ready = this.#ready().map(([replica, run]) => replica.loadOf(run));
    const failures = wanted.filter(({ phase }) => phase === 'failed').length;
    const unready = wanted.length - ready.length - failures;
    return { at: this.#host.now, wanted: wanted.length, unready, ready };
  }

  #takeMore(count: number): boolean {
    const off = this.#live().filter(({ phase }) => phase === 'pending' || phase === 'finished');
    for (const { spec } of off.slice(0, count)) this.#want(spec.run);
    return off.length > 0;
  }

  /** Those that answer nobody first, then those that answer the fewest; of equals the last. */
  #giveUp(count: number): boolean {
    const burden = ([replica, run]: readonly [Replica, RunState]) => {
      if (replica.stateOf(run) !== 'ready') return -1;
      const { running, queue } = replica.loadOf(run);
      return (running ?? 0) + (queue ?? 0);
    };
    const wanted = this.#pairs().filter(([, run]) => isWanted(run));
    const first = wanted.toReversed().toSorted((a, b) => burden(a) - burden(b));
    for (const [{ run }] of first.slice(0, count))
      this.#host.hear(run, { kind: 'cancelled', atOnce: true });
    return first.length > 0;
  }

  #want(run: RunId): void {
    this.#host.hear(run, { kind: 'requested', again: true });
  }

  #sample(): void {
    const { now } = this.#host;
    if (now - this.#sampledAt < SAMPLE_EVERY) return;
    this.#sampledAt = now;
    const ready = this.#ready();
    const load = together(ready.map(([replica, run]) => replica.loadOf(run)));
    const wanted = this.#wanted().length;
    this.#history.push({
      at: this.#host.stamp(now),
      ready: ready.length,
      wanted,
      ...NO_LOAD,
      ...load,
    });
    if (this.#history.length > MOST_SAMPLES) this.#history.shift();
  }

  #state(): ServiceSummary['state'] {
    if (this.isOver) return 'stopped';
    if (this.#isStopping) return 'stopping';
    const wanted = this.#wanted();
    return wanted.length > 0 && wanted.every(({ phase }) => phase === 'failed')
      ? 'failed'
      : 'active';
  }

  #reason(): string {
    const ready = this.#ready().length;
    const wanted = this.#wanted().length;
    if (this.#isStopping) return 'A person ended it.';
    if (this.#rolling.length > 0 || this.#rolled) {
      const left = this.#rolling.length + (this.#rolled ? 1 : 0);
      return `${showQuantity(left, 'replica')} still to be started again with version ${this.version.version}.`;
    }
    if (ready === wanted) return sayReady(ready, wanted);
    const waiting = this.#pairs().find(
      ([replica, run]) => isWanted(run) && replica.stateOf(run) !== 'ready',
    );
    const why = waiting ? ` ${waiting[0].run}: ${waiting[0].view(waiting[1], []).reason}` : '';
    return `${sayReady(ready, wanted)}${why}`;
  }

  #pairs(): (readonly [Replica, RunState])[] {
    return this.#replicas.map((replica) => [replica, this.#host.runOf(replica.run)] as const);
  }

  #ready(): (readonly [Replica, RunState])[] {
    return this.#pairs().filter(([replica, run]) => replica.stateOf(run) === 'ready');
  }

  #live(): RunState[] {
    return this.#replicas.map(({ run }) => this.#host.runOf(run));
  }

  #wanted(): RunState[] {
    return this.#live().filter(isWanted);
  }

  #of(run: RunId): Replica | undefined {
    return this.#replicas.find((replica) => replica.run === run);
  }
}

/** Not off, and not on its way to be. */
function isWanted({ phase, planned, next }: RunState): boolean {
  if (phase === 'pending' || phase === 'finished') return false;
  if (phase === 'releasing' && next === 'finished') return false;
  return !planned.some(({ kind }) => kind === 'cancel');
}

function untried(kind: 'vllm' | 'sglang'): string {
  const name = kind === 'vllm' ? 'vLLM' : 'SGLang';
  return `Not run against a real ${name}: its command line, /health and /metrics are as its documentation has them, tried on a program that speaks them.`;
}
