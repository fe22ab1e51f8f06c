import { describe, expect, it } from 'vitest';
import { GENERATORS } from './generate/formats.ts';
import { score } from './generate/score.ts';
import { readDiagram } from './read-diagram.ts';

/** How many graphs of each format are drawn and read back. */
const COUNT = 200;

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
