import { newId } from '../ids.ts';
import type { WireItem } from '../request/ask.ts';
import type { Turn } from '../upstream.ts';
import type { Emit } from './wire.ts';

type ItemStatus = 'in_progress' | 'completed' | 'incomplete';
type PartKind = 'output_text' | 'refusal' | 'reasoning_text';

/** A part that is being written. */
interface OpenPart {
  readonly kind: PartKind;
  readonly index: number;
  readonly pieces: string[];
}

/** A message or thought that is being written. */
interface OpenItem {
  readonly type: 'message' | 'reasoning';
  readonly id: string;
  readonly index: number;
  readonly parts: Readonly<Record<string, unknown>>[];
  part: OpenPart | undefined;
}

/** Names of the events of a part, and of the field that holds all of it. */
const EVENTS = {
  output_text: { name: 'response.output_text', field: 'text' },
  refusal: { name: 'response.refusal', field: 'refusal' },
  reasoning_text: { name: 'response.reasoning_text', field: 'text' },
} as const;

/** Shared by all events: nothing is ever added to it. */
const NONE: readonly never[] = [];

/** Writes the items of an answer, each with its events in the order of the API. */
export class Output {
  readonly #emit: Emit;
  readonly #items: WireItem[] = [];
  readonly #turns: Turn[] = [];
  #open: OpenItem | undefined;
  #textPieces: string[] = [];
  #calls = 0;
  #length = 0;

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  /** Finished items. */
  get items(): readonly WireItem[] {
    return this.#items;
  }

  /** What a model reads of it when the conversation goes on. */
  get turns(): readonly Turn[] {
    return this.#turns;
  }

  /** All text of its messages. */
  get text(): string {
    return this.#textPieces.join('');
  }

  /** Characters of all that was written. */
  get length(): number {
    return this.#length;
  }

  get calls(): number {
    return this.#calls;
  }

  /** Whether anything was written: from then on no other upstream can take over. */
  get hasBegun(): boolean {
    return this.#items.length > 0 || this.#open !== undefined;
  }

  write(kind: PartKind, delta: string): void {
    const item = this.#itemFor(kind);
    const part = this.#partFor(item, kind);
    part.pieces.push(delta);
    this.#length += delta.length;
    if (kind === 'output_text') this.#textPieces.push(delta);
    const at = { item_id: item.id, output_index: item.index, content_index: part.index, delta };
    const fields = kind === 'output_text' ? { ...at, logprobs: NONE } : at;
    this.#emit(`${EVENTS[kind].name}.delta`, fields);
  }

  /** A call, which arrives whole. */
  call(callId: string, name: string, written: string): void {
    this.close('completed');
    const id = newId('fc');
    const index = this.#items.length;
    const item = (status: ItemStatus, args: string) => ({
      ...{ type: 'function_call', id, call_id: callId, name, arguments: args, status },
    });
    const at = { item_id: id, output_index: index };
    this.#emit('response.output_item.added', {
      output_index: index,
      item: item('in_progress', ''),
    });
    this.#emit('response.function_call_arguments.delta', { ...at, delta: written });
    this.#emit('response.function_call_arguments.done', { ...at, name, arguments: written });
    const done = item('completed', written);
    this.#items.push(done);
    this.#turns.push({ kind: 'call', id: callId, name, arguments: written });
    this.#calls++;
    this.#length += written.length;
    this.#emit('response.output_item.done', { output_index: index, item: done });
  }

  /** Ends what is being written. */
  close(status: 'completed' | 'incomplete'): void {
    const open = this.#open;
    if (!open) return;
    this.#closePart(open);
    const item = itemOf(open, status);
    this.#open = undefined;
    this.#items.push(item);
    if (open.type === 'message') {
      const text = open.parts.map((part) => part['text'] ?? part['refusal'] ?? '').join('');
      this.#turns.push({ kind: 'message', role: 'assistant', text });
    }
    this.#emit('response.output_item.done', { output_index: open.index, item });
  }

  #itemFor(kind: PartKind): OpenItem {
    const type = kind === 'reasoning_text' ? 'reasoning' : 'message';
    if (this.#open?.type === type) return this.#open;
    this.close('completed');
    const open: OpenItem = {
      ...{ type, id: newId(type === 'message' ? 'msg' : 'rs'), index: this.#items.length },
      ...{ parts: [], part: undefined },
    };
    this.#open = open;
    const item = itemOf(open, 'in_progress');
    this.#emit('response.output_item.added', { output_index: open.index, item });
    return open;
  }

  #partFor(item: OpenItem, kind: PartKind): OpenPart {
    if (item.part?.kind === kind) return item.part;
    this.#closePart(item);
    const part: OpenPart = { kind, index: item.parts.length, pieces: [] };
    item.part = part;
    this.#emit('response.content_part.added', {
      ...{ item_id: item.id, output_index: item.index, content_index: part.index },
      part: partOf(kind, ''),
    });
    return part;
  }

  #closePart(item: OpenItem): void {
    const { part } = item;
    if (!part) return;
    item.part = undefined;
    const { name, field } = EVENTS[part.kind];
    const text = part.pieces.join('');
    const at = { item_id: item.id, output_index: item.index, content_index: part.index };
    this.#emit(`${name}.done`, {
      ...{ ...at, [field]: text },
      ...(part.kind === 'output_text' ? { logprobs: NONE } : {}),
    });
    const done = partOf(part.kind, text);
    item.parts.push(done);
    this.#emit('response.content_part.done', { ...at, part: done });
  }
}

function itemOf({ type, id, parts }: OpenItem, status: ItemStatus): WireItem {
  const content = [...parts];
  return type === 'message'
    ? { type, id, status, role: 'assistant', content }
    : { type, id, status, summary: [], content };
}

function partOf(kind: PartKind, text: string): Readonly<Record<string, unknown>> {
  switch (kind) {
    case 'output_text':
      return { type: kind, text, annotations: NONE, logprobs: NONE };
    case 'refusal':
      return { type: kind, refusal: text };
    case 'reasoning_text':
      return { type: kind, text };
  }
}
