import type { ChatPiece } from '@gigafactory/core/chats';
import type { Passage } from './port.ts';

/** A passage as an answer quotes it. @param call that found it */
export function citationOf(
  { id, document, heading, text, path }: Passage,
  call: string,
): ChatPiece {
  const quoted = { kind: 'citation' as const, call, id, document, heading, quote: text };
  return path === undefined ? quoted : { ...quoted, path };
}
