import { findUnit, showDate, showQuantity } from '@gigafactory/core/base';
import type { ChatMark, ChatPiece } from '@gigafactory/core/chats';
import { nameOf } from '../skill/index.ts';
import type { Passage } from './port.ts';

/** A figure that a tool gave. */
interface Figure {
  readonly call: string;
  readonly path: string;
  readonly label: string;
  readonly value: number | string;
  readonly unit: string;
  readonly mark: ChatMark;
  /** As a person reads it. */
  readonly words: string;
}

/** What tools gave in one answer: all that the answer may show as a figure or a source. */
export class Evidence {
  readonly #figures = new Map<string, Figure>();
  readonly #passages = new Map<string, Passage & { readonly call: string }>();
  readonly #addresses = new Set<string>();

  /** Takes in what came of a call, however deep its figures lie. */
  take(call: string, value: unknown): void {
    const open: unknown[] = [value];
    for (let next = open.pop(); open.length > 0 || next !== undefined; next = open.pop()) {
      if (typeof next !== 'object' || next === null) continue;
      this.#takeNote(call, next as Readonly<Record<string, unknown>>);
      open.push(...Object.values(next));
    }
  }

  takePassage(call: string, passage: Passage): void {
    this.#passages.set(passage.id, { ...passage, call });
  }

  /** The words and the piece of a reference; undefined if no tool gave it. */
  show(reference: string): { readonly words: string; readonly piece: ChatPiece } | undefined {
    const figure = this.#figures.get(reference);
    if (figure) {
      const { words, ...rest } = figure;
      return { words, piece: { kind: 'figure', ...rest } };
    }
    const passage = this.#passages.get(reference);
    if (!passage) return undefined;
    const { call, document, heading } = passage;
    const piece = citationOf(passage, call);
    return { words: `(${document}, “${heading}”)`, piece };
  }

  /** Whether a tool gave this address. */
  knowsAddress(address: string): boolean {
    return this.#addresses.has(address);
  }

  /** A note of a plan or a simulation: it has the path, the value in SI and the unit. */
  #takeNote(call: string, note: Readonly<Record<string, unknown>>): void {
    const { id, value, unit, label, kind, sources } = note;
    if (typeof id !== 'string' || typeof value !== 'number' || typeof unit !== 'string') return;
    if (typeof label !== 'string' || typeof kind !== 'string') return;
    const own =
      unit === 'date'
        ? showDate(value)
        : Number((value / (findUnit(unit)?.factor ?? 1)).toPrecision(12));
    const mark = kind === 'simulated' || kind === 'measured' ? kind : 'planned';
    const words = unit === 'date' ? String(own) : showQuantity(value, unit);
    // Only of sources: an answer of a tool may repeat what the model wrote into its call.
    for (const source of Array.isArray(sources) ? sources : []) {
      const address: unknown = source?.url;
      if (typeof address === 'string') this.#addresses.add(address);
    }
    this.#figures.set(id, {
      call,
      path: id,
      label: nameOf({ label }),
      value: own,
      unit,
      mark,
      words,
    });
  }
}

/** A passage as an answer quotes it. @param call that found it */
export function citationOf(
  { id, document, heading, text, path }: Passage,
  call: string,
): ChatPiece {
  const quoted = { kind: 'citation' as const, call, id, document, heading, quote: text };
  return path === undefined ? quoted : { ...quoted, path };
}
