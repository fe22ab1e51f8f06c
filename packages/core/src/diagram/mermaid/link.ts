import type { MermaidText } from './label.ts';
import type { Scanner } from './scanner.ts';

/** A line between nodes, as it is written. */
export interface MermaidLink {
  readonly id: string | undefined;
  readonly label: MermaidText | undefined;
  readonly directed: boolean;
  /** `~~~`: it only places nodes, and is not drawn. */
  readonly isInvisible: boolean;
}

/** One kind of line: written out, or begun and ended with its text between. */
interface Stroke {
  readonly whole: RegExp;
  readonly start: RegExp;
  /** Two of it end a text unless a line follows. */
  readonly mark: string;
}

/** In the order in which Mermaid tries them. */
const STROKES: readonly Stroke[] = [
  { whole: /\s*[xo<]?--+[-xo>]\s*/y, start: /\s*[xo<]?--\s*/y, mark: '-' },
  { whole: /\s*[xo<]?==+[=xo>]\s*/y, start: /\s*[xo<]?==\s*/y, mark: '=' },
  { whole: /\s*[xo<]?-?\.+-[xo>]?\s*/y, start: /\s*[xo<]?-\.\s*/y, mark: '.' },
];

/** The link that comes next; undefined if none does. */
export function takeLink(scanner: Scanner): MermaidLink | undefined {
  const from = scanner.at;
  const id = scanner
    .take(/[^\S\n]*[^\s"@]+@(?=[^{"])/y)
    ?.trim()
    .slice(0, -1);
  const link = takeLine(scanner);
  if (!link) {
    scanner.at = from;
    return undefined;
  }
  return { id, ...link, label: takePipe(scanner) ?? link.label };
}

function takeLine(scanner: Scanner): Omit<MermaidLink, 'id'> | undefined {
  if (scanner.take(/\s*~~~+\s*/y) !== undefined)
    return { label: undefined, directed: false, isInvisible: true };
  for (const stroke of STROKES) {
    const whole = scanner.take(stroke.whole);
    if (whole !== undefined)
      return { label: undefined, directed: leadsOneWay(whole), isInvisible: false };
    const start = scanner.take(stroke.start);
    if (start === undefined) continue;
    const { label, end } = takeEdgeText(scanner, stroke);
    return { label, directed: leadsOneWay(start.trim() + end.trim()), isInvisible: false };
  }
  return undefined;
}

/** Ends of a line that count as arrows, each with what stands at the other end if it leads both ways. */
const BOTH: Readonly<Record<string, string>> = { '>': '<', x: 'x', o: 'o' };

function leadsOneWay(line: string): boolean {
  const [start, end] = [line.trim()[0]!, line.trim().at(-1)!];
  return end in BOTH && BOTH[end] !== start;
}

/** The text of `-- text -->`, up to its end. */
function takeEdgeText(scanner: Scanner, { whole, mark }: Stroke) {
  const start = scanner.at;
  const parts: string[] = [];
  let isMarkdown = false;
  for (let end = scanner.take(whole); ; end = scanner.take(whole)) {
    if (end !== undefined) return { label: { text: parts.join(''), isMarkdown }, end };
    if (scanner.isAtEnd)
      scanner.refuse('The text of this link never ends; close it with an arrow.', start);
    if (scanner.text[scanner.at] === '"') {
      const string = scanner.takeString();
      parts.push(string.text);
      isMarkdown ||= string.isMarkdown;
    } else if (scanner.text.startsWith(mark + mark, scanner.at)) {
      scanner.refuse(`"${mark}${mark}" in the text of a link must end it, as in "-->".`);
    } else {
      // A run of spaces ends at a line or is text as a whole: no space of it needs a look of its own.
      parts.push(scanner.take(/\s+|[^\s]/y)!);
    }
  }
}

/** `|text|` behind a link. */
function takePipe(scanner: Scanner): MermaidText | undefined {
  if (scanner.take(/\s*\|/y) === undefined) return undefined;
  const label = scanner.takeText(['|'], /[[\](){}]/);
  scanner.take(/\s*/y);
  return label;
}
