import { z } from 'zod';
import { newId } from '../ids.ts';
import type { Turn } from '../upstream.ts';
import type { WireItem } from './ask.ts';
import { joined } from './parts.ts';
import { messageOf, type Piece, pictureDetail, pictureUrl } from './picture-part.ts';

const status = z.enum(['in_progress', 'completed', 'incomplete']).nullish();
const id = z.string().nullish();

/** Hints about caches are taken, and change nothing. */
const inputText = z.object({ type: z.literal('input_text'), text: z.string() });
const outputText = z.object({ type: z.literal('output_text'), text: z.string() });
const refusal = z.object({ type: z.literal('refusal'), refusal: z.string() });

const inputImage = z.object({
  type: z.literal('input_image'),
  image_url: pictureUrl,
  detail: pictureDetail,
});
const part = z.discriminatedUnion('type', [inputText, inputImage, outputText, refusal], {
  error: 'is no part that is taken here (input_text, input_image, output_text or refusal)',
});

const message = z
  .object({
    type: z.literal('message').optional(),
    role: z.enum(['user', 'assistant', 'system', 'developer']),
    content: z.union([z.string(), z.array(part)], { error: 'is text, or a list of parts' }),
    id,
    status,
  })
  .refine(({ role, content }) => role === 'user' || !hasPicture(content), {
    error: 'has pictures, which only the messages of a user may',
    path: ['content'],
  })
  .transform((given) => ({ ...given, type: 'message' as const }));

function hasPicture(content: string | readonly { readonly type: string }[]): boolean {
  return typeof content !== 'string' && content.some(({ type }) => type === 'input_image');
}

const call = z.object({
  type: z.literal('function_call'),
  call_id: z.string(),
  name: z.string(),
  arguments: z.string(),
  id,
  status,
});
const result = z.object({
  type: z.literal('function_call_output'),
  call_id: z.string(),
  output: z.union([z.string(), z.array(inputText)], { error: 'is text, or a list of input_text' }),
  id,
  status,
});
/** Thoughts of an earlier answer, sent back by clients that keep the conversation: no upstream takes them. */
const reasoning = z.object({
  type: z.literal('reasoning'),
  id,
  summary: z.array(z.unknown()).default([]),
});

const MESSAGE =
  'is no item that is taken here: message, function_call, function_call_output or reasoning';
const item = z.union([message, call, result, reasoning], { error: MESSAGE });

export const inputShape = z.union([z.string(), z.array(item)], {
  error: (issue) => (Array.isArray(issue.input) ? MESSAGE : 'is text, or a list of items'),
});

type Item = z.output<typeof item>;

export interface ReadInput {
  readonly turns: readonly Turn[];
  readonly items: readonly WireItem[];
}

/** What a model reads of the input, and how the API lists it. */
export function readInput(input: string | readonly Item[]): ReadInput {
  const given: readonly Item[] =
    typeof input === 'string' ? [{ type: 'message', role: 'user', content: input }] : input;
  return { turns: given.flatMap(turnsOf), items: given.map(listed) };
}

function turnsOf(given: Item): Turn[] {
  switch (given.type) {
    case 'message': {
      const { role, content } = given;
      if (role === 'user' && typeof content !== 'string') return [messageOf(content.map(pieceOf))];
      const text = typeof content === 'string' ? content : content.map(textOf).join('');
      return [{ kind: 'message', role: role === 'developer' ? 'system' : role, text }];
    }
    case 'function_call':
      return [{ kind: 'call', id: given.call_id, name: given.name, arguments: given.arguments }];
    case 'function_call_output':
      return [{ kind: 'result', id: given.call_id, output: joined(given.output) }];
    case 'reasoning':
      return [];
  }
}

function pieceOf(given: z.output<typeof part>): Piece {
  return given.type === 'input_image'
    ? { url: given.image_url, ...(given.detail ? { detail: given.detail } : {}) }
    : { text: textOf(given) };
}

function textOf(given: z.output<typeof part>): string {
  if (given.type === 'input_image') return '';
  return given.type === 'refusal' ? given.refusal : given.text;
}

const PREFIX = {
  message: 'msg',
  function_call: 'fc',
  function_call_output: 'fco',
  reasoning: 'rs',
} as const;

function listed(given: Item): WireItem {
  const own = { id: given.id ?? newId(PREFIX[given.type]), status: 'completed' };
  if (given.type !== 'message') return { ...given, ...own };
  const { role, content } = given;
  if (typeof content !== 'string') return { ...given, ...own };
  const text =
    role === 'assistant'
      ? { type: 'output_text', text: content, annotations: [] }
      : { type: 'input_text', text: content };
  return { ...given, ...own, content: [text] };
}
