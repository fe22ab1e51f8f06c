import { z } from 'zod';
import { type ApiError, badRequest } from '../api-error.ts';
import type { ToolChoice, ToolSpec } from '../upstream.ts';
import type { Ask, Echo } from './ask.ts';
import { inputShape, readInput } from './input-items.ts';
import {
  absent,
  type Chosen,
  choiceProblem,
  echoedTool,
  formatOf,
  functionTool,
  hint,
  metadata,
  present,
  responsesFormat,
  toolName,
  toolOf,
} from './parts.ts';
import { readShape } from './read-body.ts';

const named = z.strictObject({ type: z.literal('function'), name: toolName });
const allowed = z.strictObject({
  type: z.literal('allowed_tools'),
  mode: z.enum(['auto', 'required']),
  tools: z.array(named),
});
const TOOLS_ERROR = 'is no tool that is taken here: only functions are (type "function")';

const shape = z.strictObject({
  model: z.string(),
  input: inputShape,
  instructions: z.string().nullish(),
  previous_response_id: z.string().nullish(),
  tools: z.array(functionTool, { error: TOOLS_ERROR }).max(128).nullish(),
  tool_choice: z.union([z.enum(['none', 'auto', 'required']), named, allowed]).nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  max_tool_calls: z.number().int().min(1).nullish(),
  text: z
    .strictObject({ format: responsesFormat.optional(), verbosity: z.literal('medium').nullish() })
    .nullish(),
  max_output_tokens: z.number().int().min(1).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().gt(0).max(1).nullish(),
  reasoning: z
    .strictObject({ effort: z.string().nullish(), summary: absent, generate_summary: absent })
    .nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.strictObject({ include_obfuscation: z.literal(false).nullish() }).nullish(),
  store: z.boolean().nullish(),
  background: z.boolean().nullish(),
  metadata,
  user: z.string().nullish(),
  safety_identifier: z.string().nullish(),
  service_tier: z.enum(['auto', 'default']).nullish(),
  truncation: z.literal('disabled').nullish(),
  include: z.array(z.string()).max(0).nullish(),
  top_logprobs: absent,
  prompt_cache_key: hint,
  prompt_cache_options: hint,
  prompt_cache_retention: hint,
  conversation: absent,
  context_management: absent,
  moderation: absent,
  prompt: absent,
});
type Body = z.output<typeof shape>;

const UNSUPPORTED = new Set([
  ...['conversation', 'context_management', 'moderation', 'prompt', 'top_logprobs', 'include'],
  ...['truncation', 'service_tier', 'stream_options'],
]);

/** Reads `POST /v1/responses`. */
export function readResponsesRequest(text: string): Ask | ApiError {
  const read = readShape(text, shape, UNSUPPORTED);
  if (!read.ok) return read.error;
  const body = read.value;
  const chosen = chosenOf(body);
  const wrong = choiceProblem(chosen);
  if (wrong) return wrong;
  const store = body.store ?? true;
  const background = body.background ?? false;
  if (background && !store) {
    const message = 'A background answer is fetched later: it cannot have "store": false.';
    return badRequest('invalid_value', message, 'background');
  }
  const { turns, items } = readInput(body.input);
  return {
    face: 'responses',
    model: body.model,
    instructions: body.instructions ?? null,
    turns,
    items,
    previous: body.previous_response_id ?? null,
    tools: chosen.tools,
    toolChoice: chosen.choice,
    parallelCalls: body.parallel_tool_calls ?? true,
    format: formatOf(body.text?.format),
    sampling: present({ temperature: body.temperature, topP: body.top_p }),
    effort: body.reasoning?.effort ?? undefined,
    mostTokens: body.max_output_tokens ?? undefined,
    mostCalls: body.max_tool_calls ?? undefined,
    store,
    background,
    stream: body.stream ?? false,
    wantsUsage: false,
    echo: echoOf(body),
    size: text.length,
  };
}

function chosenOf({ tools, tool_choice: choice }: Body): Chosen {
  const offered: readonly ToolSpec[] = (tools ?? []).map(toolOf);
  if (choice && typeof choice === 'object' && choice.type === 'allowed_tools') {
    const names = choice.tools.map(({ name }) => name);
    const tools = offered.filter(({ name }) => names.includes(name));
    return { tools, choice: choice.mode, named: names };
  }
  const plain: ToolChoice =
    choice && typeof choice === 'object' ? { name: choice.name } : (choice ?? 'auto');
  return { tools: offered, choice: plain, named: [] };
}

/** What is not given is told as the API tells it. */
function echoOf(body: Body): Echo {
  return {
    instructions: body.instructions ?? null,
    max_output_tokens: body.max_output_tokens ?? null,
    max_tool_calls: body.max_tool_calls ?? null,
    parallel_tool_calls: body.parallel_tool_calls ?? true,
    previous_response_id: body.previous_response_id ?? null,
    reasoning: { effort: body.reasoning?.effort ?? null, summary: null },
    service_tier: 'default',
    temperature: body.temperature ?? null,
    text: { format: body.text?.format ?? { type: 'text' } },
    tool_choice: body.tool_choice ?? 'auto',
    tools: (body.tools ?? []).map(echoedTool),
    top_p: body.top_p ?? null,
    truncation: 'disabled',
    metadata: body.metadata ?? {},
    user: body.user ?? undefined,
    safety_identifier: body.safety_identifier ?? undefined,
  };
}
