import type { Answer } from '../answer/answer.ts';
import type { StreamEvent, WireUsage } from '../answer/wire.ts';
import type { WireItem } from '../request/ask.ts';

/** Answers in the form of the older API. */

function chatId({ id }: Answer): string {
  return id.replace(/^resp_/, 'chatcmpl-');
}

function chatUsage(usage: WireUsage | null) {
  if (!usage) return undefined;
  return {
    prompt_tokens: usage.input_tokens,
    completion_tokens: usage.output_tokens,
    total_tokens: usage.total_tokens,
    prompt_tokens_details: { cached_tokens: usage.input_tokens_details.cached_tokens },
    completion_tokens_details: { reasoning_tokens: usage.output_tokens_details.reasoning_tokens },
  };
}

function finishOf(answer: Answer): 'stop' | 'length' | 'tool_calls' | 'content_filter' {
  const { ending } = answer;
  if (ending?.status === 'incomplete') {
    return ending.reason === 'content_filter' ? 'content_filter' : 'length';
  }
  // A call that words follow was answered already: the factory's own operations are run here.
  return answer.output.items.at(-1)?.type === 'function_call' ? 'tool_calls' : 'stop';
}

function createdOf({ createdAt }: Answer): number {
  return Math.floor(createdAt / 1000);
}

export function chatCompletion(answer: Answer) {
  const { items, text } = answer.output;
  const calls = items.filter(({ type }) => type === 'function_call');
  const refusal = refusalOf(items);
  return {
    ...{ id: chatId(answer), object: 'chat.completion', created: createdOf(answer) },
    model: answer.ask.model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: text === '' && (calls.length > 0 || refusal !== null) ? null : text,
          refusal,
          ...(calls.length > 0 ? { tool_calls: calls.map(toolCall) } : {}),
        },
        logprobs: null,
        finish_reason: finishOf(answer),
      },
    ],
    usage: chatUsage(answer.usage),
  };
}

function toolCall({ call_id, name, arguments: written }: WireItem) {
  return { id: call_id, type: 'function', function: { name, arguments: written } };
}

function refusalOf(items: readonly WireItem[]): string | null {
  const parts = items.flatMap(({ content }) => (Array.isArray(content) ? content : []));
  const refusals = parts.flatMap((part: Readonly<Record<string, unknown>>) =>
    typeof part['refusal'] === 'string' ? [part['refusal']] : [],
  );
  return refusals.length > 0 ? refusals.join('') : null;
}

/** Writes the events of an answer as chunks. */
export class ChatStream {
  readonly #answer: Answer;
  readonly #head: object;
  #calls = 0;

  constructor(answer: Answer) {
    this.#answer = answer;
    this.#head = {
      ...{ id: chatId(answer), object: 'chat.completion.chunk', created: createdOf(answer) },
      model: answer.ask.model,
    };
  }

  tell(events: readonly StreamEvent[]): string {
    return events.map((event) => this.#chunkOf(event)).join('');
  }

  #chunkOf(event: StreamEvent): string {
    switch (event.type) {
      case 'response.in_progress':
        return this.#delta({ role: 'assistant', content: '' });
      case 'response.output_text.delta':
        return this.#delta({ content: event['delta'] });
      case 'response.refusal.delta':
        return this.#delta({ refusal: event['delta'] });
      case 'response.reasoning_text.delta':
        return this.#delta({ reasoning_content: event['delta'] });
      case 'response.output_item.done': {
        const item = event['item'] as WireItem;
        if (item.type !== 'function_call') return '';
        const index = this.#calls++;
        return this.#delta({ tool_calls: [{ index, ...toolCall(item) }] });
      }
      case 'response.completed':
      case 'response.incomplete':
        return this.#end();
      case 'response.failed':
        return this.#failure();
      default:
        return '';
    }
  }

  #delta(delta: object): string {
    return this.#chunk([{ index: 0, delta, logprobs: null, finish_reason: null }]);
  }

  #end(): string {
    const choice = { index: 0, delta: {}, logprobs: null, finish_reason: finishOf(this.#answer) };
    const usage = chatUsage(this.#answer.usage);
    const told = this.#answer.ask.wantsUsage ? this.#chunk([], usage) : '';
    return this.#chunk([choice]) + told;
  }

  #failure(): string {
    const { ending } = this.#answer;
    if (ending?.status !== 'failed') return '';
    return `data: ${JSON.stringify(ending.error.body)}\n\n`;
  }

  #chunk(choices: readonly object[], usage: object | null = null): string {
    const { wantsUsage } = this.#answer.ask;
    const chunk = { ...this.#head, choices, ...(wantsUsage ? { usage } : {}) };
    return `data: ${JSON.stringify(chunk)}\n\n`;
  }
}
