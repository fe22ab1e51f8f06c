import type { DiagramFormat } from '../diagram.ts';
import { writeDot } from './dot.ts';
import { writeDrawio } from './drawio.ts';
import { type MadeGraph, makeGraph } from './graph.ts';
import { writeMermaid } from './mermaid.ts';
import { legible, writeSvg } from './svg.ts';

interface Generator {
  readonly make: (seed: number) => MadeGraph;
  readonly write: (graph: MadeGraph, seed: number) => string;
}

/** How graphs of a seed are made and written in each format; the seed decides everything. */
export const GENERATORS: Readonly<Record<DiagramFormat, Generator>> = {
  // A straight line from a shape to itself, or over another one, is no drawing.
  svg: {
    make: (seed) => legible(makeGraph({ seed, hasLoops: false }), seed),
    write: writeSvg,
  },
  mermaid: { make: (seed) => makeGraph({ seed }), write: writeMermaid },
  dot: { make: (seed) => makeGraph({ seed }), write: writeDot },
  drawio: { make: (seed) => makeGraph({ seed }), write: writeDrawio },
};
