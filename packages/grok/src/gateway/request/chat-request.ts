import { z } from 'zod';
import { type ApiError, badRequest } from '../api-error.ts';
import { newId } from '../ids.ts';
import type { Sampling, ToolChoice, Turn } from '../upstream.ts';
import type { Ask, Echo, WireItem } from './ask.ts';
import {
  absent,
  chatFormat,
  choiceProblem,
  echoedTool,
  formatOf,
  hint,
  joined,
  metadata,
  present,
  schemaObject,
  toolName,
  toolOf,
  type WireFormat,
} from './parts.ts';
import { messageOf, type Piece, pictureDetail, pictureUrl, urlOf } from './picture-part.ts';
import { readShape } from './read-body.ts';

const text = z.object({ type: z.literal('text'), text: z.string() });
const content = z.union([z.string(), z.array(text)], { error: 'is text, or a list of texts' });
const name = z.string().nullish();

const system = z.strictObject({ role: z.enum(['system', 'developer']), content, name });
const picture = z.object({
  type: z.literal('image_url'),
  image_url: z.strictObject({ url: pictureUrl, detail: pictureDetail }),
});
const userContent = z.union([z.string(), z.array(z.discriminatedUnion('type', [text, picture]))], {
  error: 'is text, or a list of texts and pictures (text, image_url)',
});
const user = z.strictObject({ role: z.literal('user'), content: userContent, name });
const toolCall = z.object({
  id: z.string(),
  type: z.literal('function'),
  function: z.object({ name: z.string(), arguments: z.string() }),
});
/** What an answer had besides its text and calls is taken, and not sent on. */
const assistant = z.object({
  role: z.literal('assistant'),
  content: content.nullish(),
  refusal: z.string().nullish(),
  tool_calls: z.array(toolCall).nullish(),
});
const tool = z.strictObject({ role: z.literal('tool'), content, tool_call_id: z.string(), name });
const message = z.discriminatedUnion('role', [system, user, assistant, tool]);

const functionTool = z.strictObject({
  type: z.literal('function'),
  function: z.strictObject({
    name: toolName,
    description: z.string().nullish(),
    parameters: schemaObject.nullish(),
    strict: z.boolean().nullish(),
  }),
});
const named = z.strictObject({
  type: z.literal('function'),
  function: z.strictObject({ name: toolName }),
});
const penalty = z.number().min(-2).max(2).nullish();

const shape = z.strictObject({
  model: z.string(),
  messages: z.array(message).min(1),
  tools: z.array(functionTool).max(128).nullish(),
  tool_choice: z.union([z.enum(['none', 'auto', 'required']), named]).nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  response_format: chatFormat.nullish(),
  max_tokens: z.number().int().min(1).nullish(),
  max_completion_tokens: z.number().int().min(1).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().gt(0).max(1).nullish(),
  presence_penalty: penalty,
  frequency_penalty: penalty,
  seed: z.number().int().nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(4)]).nullish(),
  reasoning_effort: z.string().nullish(),
  stream: z.boolean().nullish(),
  stream_options: z
    .strictObject({
      include_usage: z.boolean().nullish(),
      include_obfuscation: z.literal(false).nullish(),
    })
    .nullish(),
  store: z.boolean().nullish(),
  metadata,
  user: z.string().nullish(),
  safety_identifier: hint,
  service_tier: z.enum(['auto', 'default']).nullish(),
  n: z.literal(1).nullish(),
  verbosity: z.literal('medium').nullish(),
  modalities: z.array(z.literal('text')).nullish(),
  prompt_cache_key: hint,
  prompt_cache_options: hint,
  prompt_cache_retention: hint,
  ...{ audio: absent, function_call: absent, functions: absent, logit_bias: absent },
  ...{ logprobs: absent, moderation: absent, prediction: absent, top_logprobs: absent },
  web_search_options: absent,
});
type Body = z.output<typeof shape>;

const UNSUPPORTED = new Set([
  ...['audio', 'function_call', 'functions', 'logit_bias', 'logprobs', 'moderation', 'prediction'],
  ...['top_logprobs', 'web_search_options', 'n', 'verbosity', 'modalities', 'service_tier'],
]);

/** Reads `POST /v1/chat/completions`. */
export function readChatRequest(json: string): Ask | ApiError {
  const read = readShape(json, shape, UNSUPPORTED);
  if (!read.ok) return read.error;
  const body = read.value;
  const tools = (body.tools ?? []).map(({ function: offered }) => toolOf(offered));
  const choice = choiceOf(body.tool_choice);
  const wrong = choiceProblem({ tools, choice, named: [] }) ?? limitProblem(body);
  if (wrong) return wrong;
  const turns = body.messages.flatMap(turnsOf);
  return {
    ...{ face: 'chat', model: body.model, instructions: null, turns, items: turns.map(listed) },
    ...{ previous: null, tools, toolChoice: choice },
    parallelCalls: body.parallel_tool_calls ?? true,
    format: formatOf(wireFormat(body)),
    sampling: samplingOf(body),
    effort: body.reasoning_effort ?? undefined,
    mostTokens: body.max_completion_tokens ?? body.max_tokens ?? undefined,
    ...{ mostCalls: undefined, store: body.store ?? false, background: false },
    ...{ stream: body.stream ?? false, wantsUsage: body.stream_options?.include_usage ?? false },
    echo: echoOf(body),
    size: json.length,
  };
}

/** Both are names of one limit. */
function limitProblem({ max_tokens, max_completion_tokens }: Body): ApiError | undefined {
  if (max_tokens == null || max_completion_tokens == null || max_tokens === max_completion_tokens)
    return undefined;
  const message = 'max_tokens: max_completion_tokens says otherwise; give one of them.';
  return badRequest('invalid_value', message, 'max_tokens');
}

/** In the form of the other face. */
function wireFormat({ response_format: format }: Body): WireFormat | undefined {
  return format?.type === 'json_schema'
    ? { type: 'json_schema', ...format.json_schema }
    : (format ?? undefined);
}

function samplingOf(body: Body): Sampling {
  const { stop } = body;
  return present({
    temperature: body.temperature,
    topP: body.top_p,
    seed: body.seed,
    stop: typeof stop === 'string' ? [stop] : stop,
    presencePenalty: body.presence_penalty,
    frequencyPenalty: body.frequency_penalty,
  });
}

function choiceOf(choice: Body['tool_choice']): ToolChoice {
  return choice && typeof choice === 'object' ? { name: choice.function.name } : (choice ?? 'auto');
}

function turnsOf(given: z.output<typeof message>): Turn[] {
  switch (given.role) {
    case 'tool':
      return [{ kind: 'result', id: given.tool_call_id, output: joined(given.content) }];
    case 'assistant': {
      const said = given.content ? joined(given.content) : (given.refusal ?? '');
      const calls = (given.tool_calls ?? []).map(
        ({ id, function: { name: called, arguments: written } }): Turn => ({
          ...{ kind: 'call', id, name: called, arguments: written },
        }),
      );
      return said === '' ? calls : [{ kind: 'message', role: 'assistant', text: said }, ...calls];
    }
    case 'user':
      return [messageOf(piecesOf(given.content))];
    default:
      return [{ kind: 'message', role: 'system', text: joined(given.content) }];
  }
}

function piecesOf(content: z.output<typeof userContent>): Piece[] {
  if (typeof content === 'string') return [{ text: content }];
  return content.map((part) => (part.type === 'text' ? { text: part.text } : part.image_url));
}

/** A stored answer of this face lists its input as the other face does. */
function listed(turn: Turn): WireItem {
  const own = (kind: 'msg' | 'fc' | 'fco') => ({ id: newId(kind), status: 'completed' });
  switch (turn.kind) {
    case 'call':
      return {
        ...{ type: 'function_call', ...own('fc'), call_id: turn.id },
        ...{ name: turn.name, arguments: turn.arguments },
      };
    case 'result':
      return { type: 'function_call_output', ...own('fco'), call_id: turn.id, output: turn.output };
    case 'message': {
      const type = turn.role === 'assistant' ? 'output_text' : 'input_text';
      const part = {
        type,
        text: turn.text,
        ...(turn.role === 'assistant' ? { annotations: [] } : {}),
      };
      const pictures = (turn.pictures ?? []).map((each) => ({
        ...{ type: 'input_image', image_url: urlOf(each), detail: each.detail ?? 'auto' },
      }));
      return { type: 'message', ...own('msg'), role: turn.role, content: [part, ...pictures] };
    }
  }
}

function echoedChoice({ tool_choice: choice }: Body): Echo['tool_choice'] {
  return choice && typeof choice === 'object'
    ? { type: choice.type, ...choice.function }
    : (choice ?? 'auto');
}

/** A stored answer of this face is told as the other face tells it. */
function echoOf(body: Body): Echo {
  return {
    instructions: null,
    max_output_tokens: body.max_completion_tokens ?? body.max_tokens ?? null,
    max_tool_calls: null,
    parallel_tool_calls: body.parallel_tool_calls ?? true,
    previous_response_id: null,
    reasoning: { effort: body.reasoning_effort ?? null, summary: null },
    service_tier: 'default',
    temperature: body.temperature ?? null,
    text: { format: wireFormat(body) ?? { type: 'text' } },
    tool_choice: echoedChoice(body),
    tools: (body.tools ?? []).map(({ type, function: offered }) =>
      echoedTool({ type, ...offered }),
    ),
    top_p: body.top_p ?? null,
    truncation: 'disabled',
    metadata: body.metadata ?? {},
    user: body.user ?? undefined,
    safety_identifier: undefined,
  };
}
