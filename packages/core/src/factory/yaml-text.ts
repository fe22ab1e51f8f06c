import { Composer, type CST, type Document, LineCounter, Parser, type YAMLError } from 'yaml';
import { failed, ok, type Place, type Problem, type Result, showQuantity } from '../base/index.ts';
import { yamlWords } from './yaml-words.ts';

/** A factory file is a few pages of text; far more is a mistake, and would take long to read. */
export const MOST_CHARACTERS = 250_000;

/** One mistake in YAML causes others after it; the first lines with problems are enough to find it. */
const MOST_SYNTAX_PROBLEMS = 50;

/** A factory file nests eight deep. */
const DEEPEST = 64;

export interface ParsedText {
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
}

/** Parses YAML, keeping all positions. Duplicate keys are left to the reader. */
export function parseText(text: string): Result<ParsedText> {
  if (text.length > MOST_CHARACTERS) return failed(tooLarge(text.length));
  const lines = new LineCounter();
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  if (isDeep(tokens)) return failed(TOO_DEEP);
  // The composer compares every key with every other to find duplicates; the reader looks them up by name.
  const composer = new Composer({ prettyErrors: false, uniqueKeys: false });
  const [document, second] = composer.compose(tokens, true, text.length);
  const faults: YAMLError[] = [...document!.errors, ...document!.warnings];
  if (faults.length > 0) return failed(...syntaxProblems(text, faults, lines));
  if (second) return failed({ ...SECOND_DOCUMENT, at: placeOf(second.range[0], lines) });
  return ok({ document: document as Document.Parsed, lines });
}

/**
 * Whether collections nest deeper than in any factory file. The composer is recursive, and running out of
 * stack inside a regular expression takes down the whole process.
 */
function isDeep(tokens: readonly CST.Token[]): boolean {
  const open: [token: CST.Token | null | undefined, depth: number][] = [];
  for (const token of tokens) open.push([token.type === 'document' ? token.value : token, 0]);
  for (let next = open.pop(); next; next = open.pop()) {
    const [token, depth] = next;
    if (depth > DEEPEST) return true;
    if (!token || !('items' in token)) continue;
    for (const { key, value } of token.items) open.push([key, depth + 1], [value, depth + 1]);
  }
  return false;
}

const TOO_DEEP: Problem = {
  code: 'yaml.depth',
  message: `The file nests lists and maps more than ${DEEPEST} deep.`,
  at: { line: 1, column: 1 },
};

const SECOND_DOCUMENT: Problem = {
  code: 'yaml.documents',
  message: 'A file holds one factory: remove the "---" before this, or what follows it.',
};

function tooLarge(characters: number): Problem {
  return {
    code: 'file.size',
    message: `The file has ${showQuantity(characters, '1')} characters; a factory file has at most ${showQuantity(MOST_CHARACTERS, '1')}.`,
    at: { line: 1, column: 1 },
  };
}

/** The first problem of each line, in file order. */
function syntaxProblems(text: string, faults: readonly YAMLError[], lines: LineCounter): Problem[] {
  const byLine = new Map<number, Problem>();
  for (const fault of [...faults].sort((a, b) => a.pos[0] - b.pos[0])) {
    const offset = beginningOf(text, fault);
    const at = placeOf(offset, lines);
    if (!byLine.has(at.line)) byLine.set(at.line, { ...explain(text, fault, offset), at });
    if (byLine.size === MOST_SYNTAX_PROBLEMS) break;
  }
  return [...byLine.values()].sort((a, b) => a.at!.line - b.at!.line);
}

/** No message needs more of a line than this. */
const LONGEST_LINE = 2000;

function explain(text: string, { code, message }: YAMLError, offset: number): Problem {
  const start = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  const whole = text.slice(start, end < 0 ? undefined : end);
  const line = whole.slice(0, LONGEST_LINE).trimEnd();
  const words = yamlWords({ code, message, line, column: offset - start });
  if (code === 'TAB_AS_INDENT') return { code: 'yaml.tabs', message: words };
  return { code: 'yaml.syntax', message: `Not valid YAML: ${words}` };
}

/** Where the mistake is: where a quote or bracket opens that is not closed, or the first sign that is wrong. */
function beginningOf(text: string, { message, pos: [offset] }: YAMLError): number {
  const [, quote, bracket] = /closing (["'])quote|end with a ([}\]])/.exec(message) ?? [];
  const opens = quote ? openQuote(text, quote, offset) : openBracket(text, bracket, offset);
  if (opens >= 0) return opens;
  const spaces = /^ */.exec(text.slice(offset, offset + LONGEST_LINE))![0].length;
  return offset + spaces;
}

/** The last such quote before an offset that is not escaped. */
function openQuote(text: string, quote: string, offset: number): number {
  let at = text.lastIndexOf(quote, offset - 1);
  while (at > 0) {
    const before = text[at - 1];
    if (quote === '"' && before === '\\') at = text.lastIndexOf(quote, at - 1);
    else if (quote === "'" && before === "'") at = text.lastIndexOf(quote, at - 2);
    else return at;
  }
  return at;
}

/** The last bracket before an offset that no other closes. */
function openBracket(text: string, closing: string | undefined, offset: number): number {
  if (!closing) return -1;
  const opening = closing === '}' ? '{' : '[';
  let closed = 0;
  for (let at = offset - 1; at >= 0; at--) {
    if (text[at] === closing) closed++;
    else if (text[at] === opening && closed-- === 0) return at;
  }
  return -1;
}

function placeOf(offset: number, lines: LineCounter): Place {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}
