import type { Grammar } from './grammar.ts';

/**
 * The grammar as llama.cpp reads it (GBNF). Throws RangeError for one that has a part that allows nothing, which cannot
 * be said there.
 */
export function toGbnf(grammar: Grammar): string {
  return `root ::= ${write(grammar)}\n`;
}

function write(grammar: Grammar): string {
  if (typeof grammar === 'string') return quote(grammar);
  if ('oneOf' in grammar) return alternatives(grammar.oneOf.map(quote));
  if ('choice' in grammar) return alternatives(grammar.choice.map(write));
  if ('sequence' in grammar) return `(${grammar.sequence.map(write).join(' ') || '""'})`;
  if ('characters' in grammar) {
    if (grammar.characters.length === 0) throw new RangeError('no character may follow');
    return `[${grammar.characters.map(([first, last]) => `${code(first)}-${code(last)}`).join('')}]`;
  }
  return `(${write(grammar.repeat)}){${grammar.least},${grammar.most ?? ''}}`;
}

function alternatives(parts: readonly string[]): string {
  if (parts.length === 0) throw new RangeError('no alternative may follow');
  return `(${parts.join(' | ')})`;
}

function quote(text: string): string {
  const written = Array.from(text, (character) =>
    /[\w .,:;{}()/+*=<>-]/.test(character) ? character : code(character.codePointAt(0)!),
  );
  return `"${written.join('')}"`;
}

function code(point: number): string {
  return `\\U${point.toString(16).padStart(8, '0')}`;
}
