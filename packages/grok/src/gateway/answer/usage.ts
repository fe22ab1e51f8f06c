import type { UpstreamEvent, UpstreamRequest } from '../upstream.ts';
import type { WireUsage } from './wire.ts';

/** What an answer used, in tokens. */
export interface Usage {
  readonly input: number;
  readonly output: number;
  readonly cached: number;
  readonly reasoning: number;
  /** By the length of the texts, because the upstream told nothing or what cannot be true. */
  readonly isEstimated: boolean;
}

type Told = Extract<UpstreamEvent, { kind: 'usage' }>;

/** About as many bytes of text make a token, in English. */
const BYTES_PER_TOKEN = 4;
/** Of a picture, at most by the price list of xAI (https://docs.x.ai/docs/guides/image-understanding). */
const PICTURE_TOKENS = 1792;
/** No tokenizer makes longer ones on average, nor adds more around a prompt. */
const MOST_BYTES_PER_TOKEN = 128;
const MOST_ADDED = 4096;
/** Thoughts that are not shown cannot be checked; this is more than any model thinks. */
const MOST_HIDDEN = 1_000_000;

export function tokensIn(bytes: number): number {
  return Math.ceil(bytes / BYTES_PER_TOKEN);
}

/** Bytes of everything that a model reads; a picture counts as a text of as many tokens. */
export function bytesOf({ turns, tools, format }: UpstreamRequest): number {
  let bytes = 0;
  for (const turn of turns) {
    if (turn.kind === 'message') {
      bytes += Buffer.byteLength(turn.text);
      bytes += (turn.pictures?.length ?? 0) * PICTURE_TOKENS * BYTES_PER_TOKEN;
    } else if (turn.kind === 'result') bytes += Buffer.byteLength(turn.output);
    else bytes += Buffer.byteLength(turn.name) + Buffer.byteLength(turn.arguments);
  }
  if (tools.length > 0) bytes += Buffer.byteLength(JSON.stringify(tools));
  if (format.kind === 'schema') bytes += Buffer.byteLength(JSON.stringify(format.schema));
  return bytes;
}

export interface Sizes {
  /** Bytes of what was read and of what was written. */
  readonly inputBytes: number;
  readonly outputBytes: number;
  readonly mostTokens: number;
}

/** What an upstream told, if it can be true; else an estimate. */
export function usageOf(told: Told | undefined, sizes: Sizes): Usage {
  const cached = told?.cached ?? 0;
  const reasoning = told?.reasoning ?? 0;
  if (told && isPossible(told, sizes)) {
    const { input, output } = told;
    return { input, output, cached, reasoning, isEstimated: false };
  }
  const { inputBytes, outputBytes } = sizes;
  const estimated = { input: tokensIn(inputBytes), output: tokensIn(outputBytes) };
  return { ...estimated, cached: 0, reasoning: 0, isEstimated: true };
}

function isPossible(told: Told, { inputBytes, outputBytes, mostTokens }: Sizes): boolean {
  const { input, output, cached = 0, reasoning = 0 } = told;
  const counts = [input, output, cached, reasoning];
  if (!counts.every((count) => Number.isSafeInteger(count) && count >= 0)) return false;
  if (cached > input || reasoning > output || reasoning > MOST_HIDDEN) return false;
  const isBetween = (count: number, bytes: number, most: number) =>
    count >= bytes / MOST_BYTES_PER_TOKEN && count <= most;
  return (
    isBetween(input, inputBytes, inputBytes + MOST_ADDED) &&
    isBetween(output, outputBytes, Math.max(mostTokens, outputBytes) + reasoning)
  );
}

export function wireUsage({ input, output, cached, reasoning }: Usage): WireUsage {
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cached, cache_write_tokens: 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: input + output,
  };
}
