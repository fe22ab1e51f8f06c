import type { DiagramFormat } from './diagram.ts';

/** Kinds of Mermaid that are no flowcharts, by their first word. */
const OTHER_MERMAID =
  /^(?:sequenceDiagram|classDiagram|stateDiagram|erDiagram|gantt|pie|journey|gitGraph|mindmap|timeline|quadrantChart|requirementDiagram|C4\w+|sankey|xychart|block|packet|architecture|kanban|radar|treemap)\b/;

/** How the text of a diagram is written, by how it begins; undefined if it is none that is read. */
export function sniffFormat(text: string): DiagramFormat | undefined {
  const start = significant(text);
  if (start.startsWith('<')) return sniffXml(start);
  if (/^strict\b/i.test(start) || /^digraph\b/i.test(start)) return 'dot';
  if (/^graph\s*(?:"(?:[^"\\]|\\.)*"|[\w.\x80-\uffff-]*)\s*(?:\/\/[^\n]*\s*)?\{/i.test(start))
    return 'dot';
  return /^(?:flowchart|flowchart-elk|graph)\b/.test(start) ? 'mermaid' : undefined;
}

/** Whether it is a diagram of Mermaid that is no flowchart: what it calls itself. */
export function otherMermaid(text: string): string | undefined {
  return OTHER_MERMAID.exec(significant(text))?.[0];
}

function sniffXml(start: string): DiagramFormat | undefined {
  const name = /<(?:[\w-]+:)?(svg|mxfile|mxGraphModel)[\s/>]/.exec(start.slice(0, 20_000))?.[1];
  if (name === undefined) return undefined;
  return name === 'svg' ? 'svg' : 'drawio';
}

/** The text from the first word that says something: behind comments, front matter and directives. */
function significant(text: string): string {
  let rest = text.replace(/^\ufeff/, '').trimStart();
  for (;;) {
    const skipped = skip(rest);
    if (skipped === undefined) return rest;
    rest = skipped.trimStart();
  }
}

/** Openings of what says nothing, each with its end. */
const SKIPPED: readonly (readonly [open: RegExp, end: string])[] = [
  [/^%%\{/, '}%%'],
  [/^%%/, '\n'],
  [/^\/\//, '\n'],
  [/^#/, '\n'],
  [/^\/\*/, '*/'],
  [/^---[^\S\n]*\r?\n/, '\n---'],
];

function skip(text: string): string | undefined {
  const found = SKIPPED.find(([open]) => open.test(text));
  if (!found) return undefined;
  const end = text.indexOf(found[1], 2);
  return end < 0 ? '' : text.slice(end + found[1].length);
}
