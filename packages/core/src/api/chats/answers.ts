import type { ChatMessage, ChatPiece } from './contract.ts';

/** After one of these nothing follows. */
const LAST: ReadonlySet<ChatPiece['kind']> = new Set(['end', 'interrupted', 'failed']);

/** Whether nothing follows this piece. */
export function isLastPiece({ kind }: ChatPiece): boolean {
  return LAST.has(kind);
}

/** Whether an answer with these events is over. */
export function isAnswerOver(events: readonly ChatPiece[]): boolean {
  const last = events.at(-1);
  return last !== undefined && isLastPiece(last);
}

/** The text of an answer so far, in Markdown. */
export function textOfAnswer(events: readonly ChatPiece[]): string {
  return events.map((event) => (event.kind === 'text' ? event.delta : '')).join('');
}

/** The messages from the first question to one of them, along its branch. */
export function branchTo(messages: readonly ChatMessage[], leaf: string): readonly ChatMessage[] {
  const byId = new Map(messages.map((each) => [each.id, each]));
  const branch: ChatMessage[] = [];
  for (let at = byId.get(leaf); at; at = at.parent === null ? undefined : byId.get(at.parent))
    branch.push(at);
  return branch.reverse();
}
