import type { Attachment, ChatEvent, ChatMessage } from '@gigafactory/core/api';
import type { Things } from '../../control/NoControl.tsx';
import { linkTo, paths } from '../../state/paths.ts';

/** Chats, in words for when none can be shown. */
export const CHATS: Things = {
  plural: 'chats',
  singular: 'chat',
  without: 'Answers are written by the server of a state folder, not by a static page.',
  toType: 'gigafactory up FILE',
  href: linkTo(paths.chat()),
};

const FORMATS: Readonly<Record<Attachment['format'], string>> = {
  ...{ svg: 'SVG', mermaid: 'Mermaid', dot: 'Graphviz DOT', drawio: 'draw.io', png: 'picture' },
};

export function formatInWords(format: Attachment['format']): string {
  return FORMATS[format];
}

/** Sentences that are whole, of a text that may go on. */
export function wholeSentences(text: string): string {
  const end = /^[\s\S]*(?:[.!?:](?=\s)|\n)/.exec(text)?.[0];
  return end ?? '';
}

/** Messages with the same parent, the oldest first: other versions of a question, other answers to it. */
export function versionsOf(
  messages: readonly ChatMessage[],
  { parent, role }: ChatMessage,
): readonly ChatMessage[] {
  return messages.filter((each) => each.parent === parent && each.role === role);
}

/** The newest message below one of them, along the newest branch. */
export function newestBelow(messages: readonly ChatMessage[], id: string): string {
  const child = messages.findLast(({ parent }) => parent === id);
  return child ? newestBelow(messages, child.id) : id;
}

type Kind = ChatEvent['kind'];
type Of<Wanted extends Kind> = Extract<ChatEvent, { readonly kind: Wanted }>;

/** The events of one kind. */
export function only<Wanted extends Kind>(
  events: readonly ChatEvent[],
  kind: Wanted,
): readonly Of<Wanted>[] {
  return events.filter((event): event is Of<Wanted> => event.kind === kind);
}

/** A call as a line: `plan fleet.gpus = 50000`. */
export function callInWords({ name, arguments: given }: Of<'call'>): string {
  const told = Object.entries(given).flatMap(([key, value]) =>
    key === 'edits' && typeof value === 'object' && value !== null
      ? Object.entries(value).map(([path, text]) => `${path} = ${String(text)}`)
      : [`${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`],
  );
  return [name, told.join(', ')].filter(Boolean).join(' ');
}

/** A text in parts: those that begin with a word that was searched for, and what is between them. */
export function markedParts(
  text: string,
  words: string,
): readonly { readonly part: string; readonly isFound: boolean }[] {
  const sought = words.match(/[\p{L}\p{N}]+/gu) ?? [];
  if (sought.length === 0) return [{ part: text, isFound: false }];
  const found = new RegExp(`(?<![\\p{L}\\p{N}])(${sought.join('|')})`, 'giu');
  return text
    .split(found)
    .map((part, at) => ({ part, isFound: at % 2 === 1 }))
    .filter(({ part }) => part !== '');
}
