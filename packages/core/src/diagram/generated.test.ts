import { describe, expect, it } from 'vitest';
import type { DiagramFormat } from './diagram.ts';
import { writeDot } from './generate/dot.fixture.ts';
import { writeDrawio } from './generate/drawio.fixture.ts';
import { type MadeGraph, makeGraph } from './generate/graph.fixture.ts';
import { writeMermaid } from './generate/mermaid.fixture.ts';
import { legible, writeSvg } from './generate/svg.fixture.ts';
import { readDiagram } from './read-diagram.ts';
import { score } from './score.fixture.ts';

/** How many graphs of each format are drawn and read back. */
const COUNT = 200;

interface Generator {
  readonly make: (seed: number) => MadeGraph;
  readonly write: (graph: MadeGraph, seed: number) => string;
}

const GENERATORS: Readonly<Record<DiagramFormat, Generator>> = {
  // A straight line from a shape to itself, or over another one, is no drawing.
  svg: {
    make: (seed) => legible(makeGraph({ seed, hasLoops: false }), seed),
    write: writeSvg,
  },
  mermaid: { make: (seed) => makeGraph({ seed }), write: writeMermaid },
  dot: { make: (seed) => makeGraph({ seed }), write: writeDot },
  drawio: { make: (seed) => makeGraph({ seed }), write: writeDrawio },
};

describe.each(Object.entries(GENERATORS))('graphs written as %s', (format, { make, write }) => {
  it(`are read as they were meant, ${COUNT} of ${COUNT}`, () => {
    const wrong: string[] = [];
    for (let seed = 1; seed <= COUNT; seed++) {
      const graph = make(seed);
      const text = write(graph, seed);
      const read = readDiagram({ text });
      if (!read.ok) wrong.push(`seed ${seed}: ${read.problems[0]?.message}\n${text}`);
      else {
        expect(read.value.format).toBe(format);
        const { nodes, edges, groups } = score(read.value, graph);
        if (nodes + edges + groups < 3) wrong.push(`seed ${seed}: F1 ${nodes} ${edges} ${groups}`);
      }
    }
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(wrong.length).toBe(0);
  });
});
