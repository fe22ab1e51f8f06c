import type { Result } from '../base/index.ts';
import type { Diagram, DiagramFormat, DiagramText } from './diagram.ts';
import { readDot } from './dot/read.ts';
import { readDrawio } from './drawio/read.ts';
import { holdTo, reading, refuse } from './fault.ts';
import { readMermaid } from './mermaid/read.ts';
import { otherMermaid, sniffFormat } from './sniff.ts';
import { readSvg } from './svg/read.ts';

const READERS: Readonly<Record<DiagramFormat, (given: DiagramText) => Diagram>> = {
  svg: ({ text }) => readSvg(text),
  mermaid: ({ text }) => readMermaid(text),
  dot: ({ text }) => readDot(text),
  drawio: readDrawio,
};

/**
 * Reads a diagram: nodes, edges and groups, without how they look. Problems have a code such as `diagram.dot`,
 * and a place in the text.
 */
export function readDiagram(given: DiagramText): Result<Diagram> {
  return reading(() => {
    holdTo('text', given.text.length, 'characters');
    const format = given.format ?? sniff(given.text);
    if (given.page !== undefined && format !== 'drawio')
      refuse('page', 'Only a file of draw.io has pages; leave "page" out.');
    return READERS[format]({ ...given, format });
  });
}

function sniff(text: string): DiagramFormat {
  const format = sniffFormat(text);
  if (format) return format;
  const other = otherMermaid(text);
  return refuse(
    'format',
    other === undefined
      ? 'This is no SVG, Mermaid flowchart, DOT or draw.io; if it is one of these all the same, give its format.'
      : `"${other}" of Mermaid is no graph of nodes; only flowcharts are read ("flowchart", "graph").`,
  );
}
