import { z } from 'zod';
import { newId } from '../ids.ts';
import type { UpstreamEvent } from '../upstream.ts';
import { BrokenStream } from './sse-reader.ts';

const text = z.string().nullish();
const count = z.number().nullish();

/** A chunk of the chat API, as far as it is read; servers add fields of their own. */
const chunkShape = z.object({
  choices: z
    .array(
      z.object({
        delta: z
          .object({
            content: text,
            refusal: text,
            // vLLM and llama.cpp; newer versions of vLLM say `reasoning`.
            reasoning_content: text,
            reasoning: text,
            tool_calls: z
              .array(
                z.object({
                  index: z.number().int().min(0).nullish(),
                  id: text,
                  function: z.object({ name: text, arguments: text }).nullish(),
                }),
              )
              .nullish(),
          })
          .nullish(),
        finish_reason: text,
      }),
    )
    .nullish(),
  usage: z
    .object({
      prompt_tokens: count,
      completion_tokens: count,
      prompt_tokens_details: z.object({ cached_tokens: count }).nullish(),
      completion_tokens_details: z.object({ reasoning_tokens: count }).nullish(),
    })
    .nullish(),
  /** In the middle of a stream too. */
  error: z.unknown().optional(),
});
type Chunk = z.output<typeof chunkShape>;
type Delta = NonNullable<NonNullable<NonNullable<Chunk['choices']>[number]['delta']>>;

interface Call {
  id: string;
  name: string;
  readonly pieces: string[];
}

type Done = Extract<UpstreamEvent, { kind: 'done' }>['reason'];

/** vLLM says `abort` for what it stopped itself. */
const REASONS: Readonly<Record<string, Done>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool',
  function_call: 'tool',
  content_filter: 'filter',
};

/** Makes events of the chunks of the chat API. */
export class ChatEvents {
  readonly #thoughtsApart: boolean;
  readonly #calls = new Map<number, Call>();
  #reason: string | undefined;

  /** @param thoughtsApart see `Dialect` */
  constructor(thoughtsApart: boolean) {
    this.#thoughtsApart = thoughtsApart;
  }

  /** Whether it was said why the answer ended. */
  get hasReason(): boolean {
    return this.#reason !== undefined;
  }

  /** @throws BrokenStream */
  read(data: string): UpstreamEvent[] {
    const chunk = chunkOf(data);
    if (chunk.error !== undefined && chunk.error !== null) {
      throw new BrokenStream(`it said: ${wordsOf(chunk.error)}`);
    }
    const events: UpstreamEvent[] = [];
    const choice = chunk.choices?.[0];
    if (choice?.delta) this.#readDelta(choice.delta, events);
    if (choice?.finish_reason) this.#reason = choice.finish_reason;
    const usage = this.#usageOf(chunk);
    if (usage) events.push(usage);
    return events;
  }

  /** The calls, which are whole now, and the end. */
  end(): UpstreamEvent[] {
    const calls = [...this.#calls.values()].map(
      ({ id, name, pieces }): UpstreamEvent => ({
        ...{ kind: 'call', id, name, arguments: pieces.join('') || '{}' },
      }),
    );
    // vLLM ends a call that was demanded by name with "stop".
    const reason = calls.length > 0 ? 'tool' : (REASONS[this.#reason ?? ''] ?? 'stop');
    const done = this.#reason === 'length' ? 'length' : reason;
    return [...(done === 'length' ? [] : calls), { kind: 'done', reason: done }];
  }

  #readDelta(delta: Delta, events: UpstreamEvent[]): void {
    const thought = delta.reasoning_content ?? delta.reasoning;
    if (thought) events.push({ kind: 'reasoning', delta: thought });
    if (delta.content) events.push({ kind: 'text', delta: delta.content });
    if (delta.refusal) events.push({ kind: 'refusal', delta: delta.refusal });
    let bytes = 0;
    for (const [position, { index, id, function: called }] of (delta.tool_calls ?? []).entries()) {
      const at = index ?? position;
      const known = this.#calls.get(at) ?? { id: id || newId('call'), name: '', pieces: [] };
      this.#calls.set(at, known);
      if (called?.name) known.name = called.name;
      if (called?.arguments) known.pieces.push(called.arguments);
      bytes += Buffer.byteLength(`${called?.name ?? ''}${called?.arguments ?? ''}`);
    }
    // A call is told once it is whole: until then this is all that shows that one is being written.
    if (bytes > 0) events.push({ kind: 'writing', bytes });
  }

  #usageOf({ usage }: Chunk): UpstreamEvent | undefined {
    if (!usage) return undefined;
    const reasoning = usage.completion_tokens_details?.reasoning_tokens ?? 0;
    const output = usage.completion_tokens ?? Number.NaN;
    return {
      kind: 'usage',
      input: usage.prompt_tokens ?? Number.NaN,
      output: this.#thoughtsApart ? output + reasoning : output,
      cached: usage.prompt_tokens_details?.cached_tokens ?? 0,
      reasoning,
    };
  }
}

function chunkOf(data: string): Chunk {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    throw new BrokenStream('it sent what is no JSON');
  }
  const read = chunkShape.safeParse(value);
  if (!read.success) throw new BrokenStream('it sent what is no chunk of an answer');
  return read.data;
}

const MOST_WORDS = 500;

/** The words of an error in any of the forms that servers send. */
export function wordsOf(error: unknown): string {
  const words = findMessage(error) ?? JSON.stringify(error) ?? '';
  return words.slice(0, MOST_WORDS);
}

function findMessage(error: unknown): string | undefined {
  if (typeof error === 'string') return error;
  if (typeof error !== 'object' || error === null) return undefined;
  if ('message' in error && typeof error.message === 'string') return error.message;
  if ('error' in error) return findMessage(error.error);
  return 'detail' in error ? findMessage(error.detail) : undefined;
}
