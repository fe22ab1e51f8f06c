import { type Micros, toMicros } from '@gigafactory/core/protocol';
import { type Attempt, fenceOf, isOver } from '../attempt.ts';
import type { ServeOptions } from '../options.ts';
import type { RunHost } from '../run-host.ts';
import type { ServerLoad, ServerSight } from '../telemetry.ts';
import { type Asked, ask } from './ask.ts';
import { type Reading, readServer } from './reading.ts';
import { LoadWindow } from './window.ts';

/** Between two looks, s. */
const LOOK_EVERY = 2;
/** How long an answer may take, s, and how large one is read, B. */
const ANSWER_WITHIN = 5;
const MOST_BYTES = 4e6;
/** A server counts as drained no earlier: whoever sends it requests must have noticed first, us. */
const LEAST_DRAIN = 3e6;
/** A server that is busy and says no token for so many times `unhealthyAfter` hangs, whatever it says of its health. */
const STALLED = 5;

/** What it sees of its run. */
export interface WatchedGang {
  readonly attempt: Attempt | undefined;
  readonly host: Pick<RunHost, 'clock' | 'begin' | 'tell' | 'emit' | 'write'>;
  note(text: string): void;
}

export interface ServerWatchHost {
  /** It answers that it is well, for the first time in this attempt. */
  ready(attempt: Attempt): void;
  /** It is well, or is still to become it: there is no doubt. */
  alive(attempt: Attempt): void;
  /** It fails for certain, and has for long enough. */
  fail(attempt: Attempt, why: string): void;
  /** It takes no requests any more, and none runs. */
  drained(attempt: Attempt): void;
}

/** What one look came to. */
type Health =
  | { readonly kind: 'well' }
  /** It is not, as far as it can be seen; `isLong` if it has been so for long enough. */
  | { readonly kind: 'bad'; readonly why: string; readonly isLong?: boolean }
  /** It cannot be seen. */
  | { readonly kind: 'unknown'; readonly why: string };

/** Looks at the health and the metrics of the server of a run, while it has an attempt. */
export class ServerWatch {
  readonly #gang: WatchedGang;
  readonly #options: ServeOptions;
  readonly #host: ServerWatchHost;
  readonly #window = new LoadWindow();
  #attempt: Attempt | undefined;
  #stopTimer: (() => void) | undefined;
  #isLooking = false;
  #isIdentified = false;
  /** Since when it has been bad without a healthy look between, and since when busy without a token. */
  #badSince: Micros | undefined;
  #stalled: { readonly since: Micros; readonly tokens: number } | undefined;
  #steadyAt: Micros | undefined;

  constructor(gang: WatchedGang, options: ServeOptions, host: ServerWatchHost) {
    this.#gang = gang;
    this.#options = options;
    this.#host = host;
  }

  /** An attempt begins, or one is found again. */
  watch(attempt: Attempt): void {
    this.close();
    this.#attempt = attempt;
    this.#isIdentified = false;
    this.#badSince = undefined;
    this.#stalled = undefined;
    this.#steadyAt = undefined;
    this.#window.clear();
    this.#lookSoon();
  }

  /** It is to take no more requests. */
  drain(attempt: Attempt): void {
    if (attempt.drainFrom !== undefined) {
      // Word that it is drained may have been lost with an earlier engine.
      if (attempt.isDrained && !this.#isLooking) this.#host.drained(attempt);
      return;
    }
    attempt.drainFrom = this.#gang.host.clock.now;
    this.#gang.host.write();
    this.#tell(attempt, 'draining', 'it takes no more requests');
    this.#lookSoon();
  }

  close(): void {
    this.#attempt = undefined;
    this.#stopTimer?.();
  }

  #lookSoon(after: Micros = 0): void {
    this.#stopTimer?.();
    this.#stopTimer = this.#gang.host.clock.after(after, () => {
      if (this.#isLooking) return;
      this.#isLooking = true;
      this.#gang.host.begin(async () => {
        const attempt = this.#attempt;
        try {
          if (attempt && this.#isWatched(attempt)) await this.#look(attempt);
        } finally {
          this.#isLooking = false;
          if (this.#attempt && this.#isWatched(this.#attempt)) this.#lookSoon(this.#pause);
        }
      });
    });
  }

  get #limits() {
    return { limit: 1000 * (this.#options.answerWithin ?? ANSWER_WITHIN), most: MOST_BYTES };
  }

  get #pause(): Micros {
    return toMicros(this.#options.lookEvery ?? LOOK_EVERY);
  }

  #isWatched(attempt: Attempt): boolean {
    return (
      attempt === this.#gang.attempt && !attempt.isEnding && !isOver(attempt) && !attempt.isDrained
    );
  }

  async #look(attempt: Attempt): Promise<void> {
    const { host, port } = attempt.ranks[0]!;
    const asked = await ask({ host, port, path: '/health', ...this.#limits });
    const health = await this.#healthOf(asked, { host, port });
    const reading = health.kind === 'well' ? await this.#read({ host, port }) : undefined;
    if (!this.#isWatched(attempt) || attempt !== this.#attempt) return;
    const { now } = this.#gang.host.clock;
    if (reading) this.#window.add(now, reading);
    const judged = this.#stallOf(now, reading) ?? health;
    if (attempt.phase === 'starting') this.#judgeStart(attempt, judged, now);
    else if (attempt.phase === 'saving') this.#judgeDrain(attempt, judged, reading, now);
    else this.#judgeService(attempt, judged, now);
  }

  async #healthOf(asked: Asked, at: { host: string; port: number }): Promise<Health> {
    if (asked.kind === 'unreachable') return { kind: 'unknown', why: asked.why };
    if (asked.kind !== 'answered') return { kind: 'bad', why: asked.why };
    if (asked.status < 200 || asked.status >= 300) {
      return { kind: 'bad', why: `/health answers ${asked.status}` };
    }
    return (await this.#strangerAt(at)) ?? { kind: 'well' };
  }

  /** Whoever listens on a port need not be the server that was told to. Asked until it is known. */
  async #strangerAt(at: { host: string; port: number }): Promise<Health | undefined> {
    if (this.#isIdentified) return undefined;
    const asked = await ask({ ...at, path: '/v1/models', ...this.#limits });
    const names = asked.kind === 'answered' && asked.status === 200 ? modelsOf(asked.text) : [];
    const { model } = this.#options;
    if (names.length > 0 && !names.includes(model)) {
      return {
        kind: 'bad',
        why: `port ${at.port} serves ${names.slice(0, 3).join(', ')}, not ${model}`,
      };
    }
    this.#isIdentified = true;
    return undefined;
  }

  /** Undefined if its metrics cannot be read now: that says nothing of its health. */
  async #read(at: { host: string; port: number }): Promise<Reading | undefined> {
    const asked = await ask({ ...at, path: '/metrics', ...this.#limits });
    return asked.kind === 'answered' && asked.status === 200 ? readServer(asked.text) : undefined;
  }

  /** A server that says that it is well, and gives none of those who ask a token. */
  #stallOf(now: Micros, reading: Reading | undefined): Health | undefined {
    const { tokens, running = 0 } = reading ?? {};
    if (tokens === undefined || running === 0) {
      this.#stalled = undefined;
      return undefined;
    }
    if (this.#stalled?.tokens !== tokens) this.#stalled = { since: now, tokens };
    const limit = STALLED * this.#options.unhealthyAfter;
    if (now - this.#stalled.since < toMicros(limit)) return undefined;
    const why = `${running} requests run, and no token came for ${limit} s`;
    return { kind: 'bad', why, isLong: true };
  }

  #judgeStart(attempt: Attempt, health: Health, now: Micros): void {
    const { startWithin } = this.#options;
    if (health.kind === 'well') {
      for (const rank of attempt.ranks) rank.startStep ??= 0;
      this.#steadyAt = now;
      this.#host.ready(attempt);
      this.#host.alive(attempt);
      this.#tell(attempt, 'ready', '');
      return;
    }
    this.#tell(attempt, 'starting', health.why);
    if (health.kind === 'unknown') return;
    if (now - attempt.launchedAt < toMicros(startWithin)) this.#host.alive(attempt);
    else this.#host.fail(attempt, `not healthy within ${startWithin} s (${health.why})`);
  }

  #judgeService(attempt: Attempt, health: Health, now: Micros): void {
    if (health.kind === 'well') {
      this.#badSince = undefined;
      this.#host.alive(attempt);
      this.#noteSteady(attempt, now);
      this.#tell(attempt, 'ready', '');
      return;
    }
    this.#tell(attempt, 'unhealthy', health.why);
    if (health.kind === 'unknown') return;
    this.#badSince ??= now;
    const lasts = now - this.#badSince >= toMicros(this.#options.unhealthyAfter);
    if (lasts || health.isLong) this.#host.fail(attempt, `unhealthy: ${health.why}`);
  }

  #judgeDrain(attempt: Attempt, health: Health, reading: Reading | undefined, now: Micros): void {
    const since = now - (attempt.drainFrom ?? now);
    const { queue = 0, running } = reading ?? {};
    const left = running === undefined ? undefined : running + queue;
    const isDone = left === 0 && since >= LEAST_DRAIN;
    if (!isDone && since < toMicros(this.#options.drainWithin)) {
      const unsaid = health.kind === 'well' ? 'its metrics do not say what still runs' : health.why;
      this.#host.alive(attempt);
      this.#tell(attempt, 'draining', left === undefined ? unsaid : `${left} requests are left`);
      return;
    }
    if (!isDone) {
      const what = left === undefined ? 'whatever still runs' : `${left} requests`;
      this.#gang.note(`The time to drain is over: it cuts off ${what}.`);
    }
    attempt.isDrained = true;
    this.#gang.host.write();
    this.#host.drained(attempt);
  }

  /** Healthy for long is what a checkpoint is to a run: the supervisor gives it its retries back. */
  #noteSteady(attempt: Attempt, now: Micros): void {
    this.#steadyAt ??= now;
    if (now - this.#steadyAt < toMicros(attempt.launch.interval)) return;
    this.#steadyAt = now;
    const work = attempt.launch.work + Math.round(now - attempt.launchedAt);
    this.#gang.host.emit({ kind: 'checkpointed', work }, fenceOf(attempt));
  }

  #tell(attempt: Attempt, state: ServerSight['state'], why: string): void {
    const { host, port } = attempt.ranks[0]!;
    const load: ServerLoad = this.#window.load(this.#gang.host.clock.now);
    const sight: ServerSight = { state, url: `http://${host}:${port}`, why, load };
    this.#gang.host.tell(attempt.launch, { kind: 'serving', ...sight });
  }
}

/** Ids of a list of models in the words of OpenAI; empty if it is none. */
function modelsOf(text: string): string[] {
  try {
    const { data } = JSON.parse(text) as { data?: unknown };
    if (!Array.isArray(data)) return [];
    return data.flatMap((each: unknown) =>
      typeof each === 'object' && each !== null && 'id' in each && typeof each.id === 'string'
        ? [each.id]
        : [],
    );
  } catch {
    return [];
  }
}
