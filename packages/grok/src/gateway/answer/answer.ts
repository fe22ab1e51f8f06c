import type { ApiError } from '../api-error.ts';
import type { Ask, WireItem } from '../request/ask.ts';
import type { Turn } from '../upstream.ts';
import { Output } from './output.ts';
import { Stop } from './stop.ts';
import type { AnswerStatus, StreamEvent, WireError, WireResponse, WireUsage } from './wire.ts';

export interface AnswerParts {
  readonly id: string;
  readonly ask: Ask;
  /** Id of the key that asked; empty for this machine. */
  readonly key: string;
  /** The whole conversation, this request included. */
  readonly turns: readonly Turn[];
  /** ms since 1970. */
  readonly createdAt: number;
}

/** How an answer ended. */
export type Ending =
  | { readonly status: 'completed' | 'cancelled' }
  | { readonly status: 'incomplete'; readonly reason: string }
  | { readonly status: 'failed'; readonly error: ApiError; readonly code: WireError['code'] };

/** What of an answer changes while it is written. */
type Progress = Pick<
  WireResponse,
  'status' | 'completed_at' | 'output' | 'output_text' | 'error' | 'incomplete_details' | 'usage'
>;

/** Events of an answer and little else: B, about. */
const EVENT_BYTES = 250;
const FIXED_BYTES = 2000;

/**
 * One answer: what was asked, its events so far, and what they amount to. It belongs to the server: whoever reads it
 * may leave and come back, and reads on after the event that was read last.
 */
export class Answer {
  readonly id: string;
  readonly ask: Ask;
  readonly key: string;
  readonly turns: readonly Turn[];
  readonly createdAt: number;
  readonly output: Output;
  /** Stops the upstream. */
  readonly stop = new Stop();
  /** Where it was written: the replica of a service, or an upstream; empty until then. */
  place = '';
  /** Resolves with its end. */
  readonly ended: Promise<void>;
  #end: () => void = () => {};
  readonly #events: StreamEvent[] = [];
  readonly #listeners = new Set<() => void>();
  #status: AnswerStatus;
  #ending: Ending | undefined;
  #endedAt: number | undefined;
  #cost = 0;
  #usage: WireUsage | null = null;
  #isDeleted = false;

  constructor({ id, ask, key, turns, createdAt }: AnswerParts) {
    this.id = id;
    this.ask = ask;
    this.key = key;
    this.turns = turns;
    this.createdAt = createdAt;
    this.output = new Output((type, fields) => this.#emit(type, fields));
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#status = ask.background ? 'queued' : 'in_progress';
    this.#emit('response.created', {});
    if (ask.background) this.#emit('response.queued', {});
  }

  get status(): AnswerStatus {
    return this.#status;
  }

  get isOver(): boolean {
    return this.#ending !== undefined;
  }

  /** Before it was over. */
  get isDeleted(): boolean {
    return this.#isDeleted;
  }

  get ending(): Ending | undefined {
    return this.#ending;
  }

  get usage(): WireUsage | null {
    return this.#usage;
  }

  /** About how much memory it takes, B. */
  get bytes(): number {
    const { ask, turns, output } = this;
    const earlier = turns.slice(0, turns.length - ask.turns.length);
    // Of the request all counts: instructions and tools are told again with the answer.
    const said = earlier.reduce((sum, turn) => sum + lengthOf(turn), ask.size);
    return FIXED_BYTES + 2 * (said + output.length) + EVENT_BYTES * this.#events.length;
  }

  /** How many events there are. */
  get length(): number {
    return this.#events.length;
  }

  begin(): void {
    this.#status = 'in_progress';
    this.#emit('response.in_progress', {});
  }

  /** US dollars, of tries in vain too, once it is over; clients are not told. */
  get cost(): number {
    return this.#cost;
  }

  /** @param now ms since 1970 @param cost US dollars */
  finish(ending: Ending, usage: WireUsage | null, now: number, cost = 0): void {
    if (this.#ending) return;
    this.#cost = cost;
    this.output.close(ending.status === 'completed' ? 'completed' : 'incomplete');
    this.#ending = ending;
    this.#status = ending.status;
    this.#usage = usage;
    this.#endedAt = now;
    // The API has no event for "cancelled": the status in the answer tells it.
    const last = ending.status === 'cancelled' ? 'incomplete' : ending.status;
    this.#emit(`response.${last}`, {});
    this.#end();
  }

  /** It is stopped, has no further events, and those who read it are told; what is over stays as it is. */
  remove(): void {
    if (this.#ending) return;
    this.#isDeleted = true;
    this.stop.ask();
    this.#wake();
  }

  /** Events from a number on; all that there are. */
  eventsFrom(number: number): readonly StreamEvent[] {
    return this.#events.slice(number).map((event) => this.#whole(event));
  }

  /** Calls the listener whenever it grows, ends or is deleted, until what this returns is called. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What it amounts to now, as the API tells it. */
  snapshot(): WireResponse {
    const { output, status } = this;
    const ending = this.#ending;
    return this.#told({
      status,
      completed_at: ending?.status === 'completed' ? Math.floor((this.#endedAt ?? 0) / 1000) : null,
      output: [...output.items],
      output_text: output.text,
      error:
        ending?.status === 'failed' ? { code: ending.code, message: ending.error.message } : null,
      incomplete_details: ending?.status === 'incomplete' ? { reason: ending.reason } : null,
      usage: this.#usage,
    });
  }

  /** What it amounted to before anything was written. */
  #begun(status: AnswerStatus): WireResponse {
    const nothing = { output: [], output_text: '', error: null, incomplete_details: null };
    return this.#told({ ...nothing, status, completed_at: null, usage: null });
  }

  /** Field by field: spread out, so many make a table of 5 KB, four times an answer. */
  #told(now: Progress): WireResponse {
    const { id, ask, createdAt } = this;
    const { echo } = ask;
    return {
      id,
      object: 'response',
      created_at: Math.floor(createdAt / 1000),
      completed_at: now.completed_at,
      status: now.status,
      model: ask.model,
      background: ask.background,
      store: ask.store,
      output: now.output,
      output_text: now.output_text,
      error: now.error,
      incomplete_details: now.incomplete_details,
      usage: now.usage,
      instructions: echo.instructions,
      max_output_tokens: echo.max_output_tokens,
      max_tool_calls: echo.max_tool_calls,
      parallel_tool_calls: echo.parallel_tool_calls,
      previous_response_id: echo.previous_response_id,
      reasoning: echo.reasoning,
      service_tier: echo.service_tier,
      temperature: echo.temperature,
      text: echo.text,
      tool_choice: echo.tool_choice,
      tools: echo.tools,
      top_p: echo.top_p,
      truncation: echo.truncation,
      metadata: echo.metadata,
      user: echo.user,
      safety_identifier: echo.safety_identifier,
    };
  }

  /** Events that tell the whole answer are made when they are read: kept, they would be most of the memory. */
  #whole(event: StreamEvent): StreamEvent {
    switch (event.type) {
      case 'response.created':
        return { ...event, response: this.#begun(this.ask.background ? 'queued' : 'in_progress') };
      case 'response.queued':
        return { ...event, response: this.#begun('queued') };
      case 'response.in_progress':
        return { ...event, response: this.#begun('in_progress') };
      case 'response.completed':
      case 'response.incomplete':
      case 'response.failed':
        return { ...event, response: this.snapshot() };
      default:
        return event;
    }
  }

  /** The input as the API lists it. */
  get inputItems(): readonly WireItem[] {
    return this.ask.items;
  }

  #emit(type: string, fields: Readonly<Record<string, unknown>>): void {
    if (this.#isDeleted) return;
    this.#events.push({ type, sequence_number: this.#events.length, ...fields });
    this.#wake();
  }

  #wake(): void {
    for (const listener of this.#listeners) listener();
  }
}

function lengthOf(turn: Turn): number {
  switch (turn.kind) {
    case 'message':
      return turn.text.length;
    case 'call':
      return turn.arguments.length;
    case 'result':
      return turn.output.length;
  }
}
