import { Composer, type CST, type Document, LineCounter, Parser, type YAMLError } from 'yaml';
import { failed, ok, type Place, type Problem, type Result, showQuantity } from '../base/index.ts';

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
  if (faults.length > 0) return failed(...syntaxProblems(faults, lines));
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
function syntaxProblems(faults: readonly YAMLError[], lines: LineCounter): Problem[] {
  const byLine = new Map<number, Problem>();
  for (const fault of [...faults].sort((a, b) => a.pos[0] - b.pos[0])) {
    const at = placeOf(fault.pos[0], lines);
    if (!byLine.has(at.line)) byLine.set(at.line, { ...explain(fault), at });
    if (byLine.size === MOST_SYNTAX_PROBLEMS) break;
  }
  return [...byLine.values()];
}

function explain({ code, message }: YAMLError): Problem {
  if (code === 'TAB_AS_INDENT') {
    return { code: 'yaml.tabs', message: 'A tab cannot indent YAML; use spaces.' };
  }
  const reason = message.slice(0, 200).replace(/\.$/, '');
  return { code: 'yaml.syntax', message: `Not valid YAML: ${reason}.` };
}

function placeOf(offset: number, lines: LineCounter): Place {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}
