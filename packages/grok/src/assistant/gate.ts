import type { ChatPiece } from '@gigafactory/core/chats';
import type { Evidence } from './evidence.ts';
import { inMarkdown } from './words.ts';

/** A reference as models are told to write it, a link or an image of Markdown, or a bare address. */
const CLAIM =
  /\[\[([^[\]\n]{1,300})\]\]|!?\[([^[\]\n]{0,300})\]\(((?:[^()\n]|\([^()\n]{0,300}\)){0,2300})\)|(?:https?:\/\/|www\.)[^\s"'<>()[\]]+/g;

/** The end of a text that may be the beginning of a claim. */
const BEGUN =
  /(?:!?\[{1,2}[^\]\n]{0,300}\]{0,2}(?:\((?:[^()\n]|\([^()\n]{0,300}\)?){0,2300})?|(?:https?:\/\/|www\.)[^\s"'<>()[\]]*|!|h|ht|htt|https?|https?:|https?:\/|w|ww|www)$/;

const WHY =
  'The model named figures, sources or addresses that no operation and no search of this answer gave; they are left out.';

/**
 * What a model writes on its way to a person: references become figures and sources that tools gave, and whatever
 * claims to be one and is not is left out and counted. Works on pieces of any length.
 */
export class Gate {
  readonly #evidence: Evidence;
  #held = '';
  #removed = 0;

  constructor(evidence: Evidence) {
    this.#evidence = evidence;
  }

  /** The pieces that are sure now. */
  push(delta: string): ChatPiece[] {
    const text = this.#held + delta;
    const whole = endOfWhole(text);
    const begun = BEGUN.exec(text.slice(whole));
    const end = begun ? whole + begun.index : text.length;
    this.#held = text.slice(end);
    return this.#pass(text.slice(0, end));
  }

  /** The rest, and what was left out. */
  end(): ChatPiece[] {
    const pieces = this.#pass(this.#held);
    this.#held = '';
    if (this.#removed === 0) return pieces;
    return [...pieces, { kind: 'removed', count: this.#removed, why: WHY }];
  }

  #pass(text: string): ChatPiece[] {
    const pieces: ChatPiece[] = [];
    const after: ChatPiece[] = [];
    const delta = text.replace(CLAIM, (claim, reference?: string, words?: string, to?: string) => {
      if (reference !== undefined) {
        const shown = this.#evidence.show(reference.trim());
        if (shown) after.push(shown.piece);
        return shown ? inMarkdown(shown.words) : this.#leaveOut('');
      }
      // A title may follow the address.
      const address = to === undefined ? claim : (to.trim().split(/\s/)[0] ?? '');
      if (this.#evidence.knowsAddress(address)) return claim;
      return this.#leaveOut(words ?? '');
    });
    if (delta !== '') pieces.push({ kind: 'text', delta });
    return [...pieces, ...after];
  }

  #leaveOut(instead: string): string {
    this.#removed++;
    return instead;
  }
}

/** Up to where claims are whole: an address at the very end may go on. */
function endOfWhole(text: string): number {
  let end = 0;
  for (const { 0: claim, index } of text.matchAll(CLAIM)) {
    const next = index + claim.length;
    if (next < text.length || claim.endsWith(')') || claim.endsWith(']')) end = next;
  }
  return end;
}
