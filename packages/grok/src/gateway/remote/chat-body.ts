import type { UpstreamConfig } from '../config/shape.ts';
import type {
  AnswerFormat,
  Picture,
  ToolChoice,
  ToolSpec,
  Turn,
  UpstreamRequest,
} from '../upstream.ts';

/** How servers of the chat API differ; each as its documentation says. */
export interface Dialect {
  /** The name of the limit of tokens. */
  readonly mostTokens: 'max_tokens' | 'max_completion_tokens';
  readonly format: (format: AnswerFormat) => object | undefined;
  readonly choice: (choice: ToolChoice, tools: readonly ToolSpec[]) => object;
  /** Whether the tokens of thoughts are told beside those of the answer, and not among them. */
  readonly thoughtsApart: boolean;
}

const OPENAI: Dialect = {
  mostTokens: 'max_completion_tokens',
  format: (format) => {
    if (format.kind === 'text') return undefined;
    if (format.kind === 'json') return { type: 'json_object' };
    const { name, description, schema, strict } = format;
    const json_schema = { name, ...(description ? { description } : {}), schema, strict };
    return { type: 'json_schema', json_schema };
  },
  choice: (choice, tools) => ({
    tools: tools.map(wireTool),
    tool_choice:
      typeof choice === 'string' ? choice : { type: 'function', function: { name: choice.name } },
  }),
  thoughtsApart: false,
};

export const DIALECTS: Readonly<Record<UpstreamConfig['kind'], Dialect>> = {
  openai: OPENAI,
  // https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html
  vllm: { ...OPENAI, mostTokens: 'max_tokens' },
  // https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md: a schema stands in response_format
  // itself, and a named tool is not obeyed, so that one alone is offered and required.
  'llama.cpp': {
    ...OPENAI,
    mostTokens: 'max_tokens',
    format: (format) =>
      format.kind === 'schema'
        ? { type: 'json_object', schema: format.schema }
        : OPENAI.format(format),
    choice: (choice, tools) =>
      typeof choice === 'string'
        ? OPENAI.choice(choice, tools)
        : OPENAI.choice(
            'required',
            tools.filter(({ name }) => name === choice.name),
          ),
  },
  // https://docs.x.ai/docs/guides/reasoning: reasoning_tokens come on top of completion_tokens.
  xai: { ...OPENAI, thoughtsApart: true },
};

/** The body of `POST /chat/completions`. */
export function chatBody(request: UpstreamRequest, model: string, dialect: Dialect): string {
  const { sampling, tools, toolChoice, parallelCalls, effort } = request;
  const format = dialect.format(request.format);
  return JSON.stringify({
    model,
    messages: messagesOf(request.turns),
    stream: true,
    stream_options: { include_usage: true },
    [dialect.mostTokens]: request.mostTokens,
    temperature: sampling.temperature,
    top_p: sampling.topP,
    seed: sampling.seed,
    stop: sampling.stop,
    presence_penalty: sampling.presencePenalty,
    frequency_penalty: sampling.frequencyPenalty,
    reasoning_effort: effort,
    ...(format ? { response_format: format } : {}),
    ...(tools.length > 0
      ? { ...dialect.choice(toolChoice, tools), parallel_tool_calls: parallelCalls }
      : {}),
  });
}

function wireTool({ name, description, parameters, strict }: ToolSpec) {
  return {
    type: 'function',
    function: {
      name,
      ...(description ? { description } : {}),
      parameters: parameters ?? { type: 'object', properties: {} },
      ...(strict ? { strict } : {}),
    },
  };
}

interface WireCall {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; readonly arguments: string };
}

type WirePart =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'image_url';
      readonly image_url: { readonly url: string; readonly detail?: Picture['detail'] };
    };

type WireMessage =
  | { readonly role: 'system' | 'user'; readonly content: string | readonly WirePart[] }
  | { role: 'assistant'; content: string | null; tool_calls?: WireCall[] }
  | { readonly role: 'tool'; readonly tool_call_id: string; readonly content: string };

/** A text with the pictures that stand in it. */
function partsOf(text: string, pictures: readonly Picture[]): WirePart[] {
  const parts: WirePart[] = [];
  let from = 0;
  const say = (to: number): void => {
    if (to > from) parts.push({ type: 'text', text: text.slice(from, to) });
    from = to;
  };
  for (const { mime, data, detail, at } of pictures) {
    say(at);
    const url = `data:${mime};base64,${data}`;
    parts.push({ type: 'image_url', image_url: { url, ...(detail ? { detail } : {}) } });
  }
  say(text.length);
  return parts;
}

/** Calls belong to the message of the assistant before them, and those side by side to one. */
function messagesOf(turns: readonly Turn[]): WireMessage[] {
  const messages: WireMessage[] = [];
  for (const turn of turns) {
    const last = messages.at(-1);
    if (turn.kind === 'result') {
      messages.push({ role: 'tool', tool_call_id: turn.id, content: turn.output });
    } else if (turn.kind === 'message') {
      const { role, text, pictures = [] } = turn;
      if (role === 'user' && pictures.length > 0)
        messages.push({ role, content: partsOf(text, pictures) });
      else messages.push({ role, content: text });
    } else {
      const { id, name, arguments: written } = turn;
      const call: WireCall = { id, type: 'function', function: { name, arguments: written } };
      if (last?.role === 'assistant') last.tool_calls = [...(last.tool_calls ?? []), call];
      else messages.push({ role: 'assistant', content: null, tool_calls: [call] });
    }
  }
  return messages;
}
