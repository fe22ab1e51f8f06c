import { describe, expect, it } from 'vitest';
import { askGraph } from '../ask/ask.ts';
import { readDiagram } from '../read-diagram.ts';
import { GENERATORS } from './formats.ts';
import { Chance } from './graph.ts';
import { estimate, measure, normal } from './measure.ts';
import { drawPicture } from './pictures.ts';
import { answerOf, questionsOf } from './questions.ts';
import { SKETCH_KINDS } from './sketches.ts';

const COUNT = 40;

describe.each(SKETCH_KINDS)('a picture of kind %s', (kind) => {
  it(`shows what its truth says, ${COUNT} of ${COUNT}`, () => {
    const wrong: string[] = [];
    for (let seed = 1; seed <= COUNT; seed++) {
      const { graph, clean } = drawPicture(kind, seed);
      const read = readDiagram({ text: clean });
      const { exact } = measure(read.ok ? read.value : undefined, graph);
      if (exact < 1) wrong.push(`seed ${seed}`);
    }
    expect(wrong).toEqual([]);
  });

  it('is always the same for a seed, and another for the next', () => {
    expect(drawPicture(kind, 3)).toEqual(drawPicture(kind, 3));
    expect(drawPicture(kind, 3).svg).not.toBe(drawPicture(kind, 4).svg);
  });
});

describe('questions of the set', () => {
  it('are answered alike by graph queries and by trying everything', () => {
    const wrong: string[] = [];
    let asked = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const graph = GENERATORS.dot.make(seed);
      const diagram = {
        ...graph,
        ...{ format: 'dot' as const, pages: [''], page: 0, notices: [] },
      };
      const labelOf = (id: string) => graph.nodes.find((node) => node.id === id)?.label ?? '';
      for (const question of questionsOf(graph, new Chance(seed))) {
        const answer = askGraph(diagram, question.ask);
        const said = answer.ok && answerOf(question, answer.value, labelOf);
        asked++;
        if (JSON.stringify(said) !== JSON.stringify(question.right))
          wrong.push(`seed ${seed} ${JSON.stringify(question)} ${JSON.stringify(said)}`);
      }
    }
    expect(wrong.slice(0, 3)).toEqual([]);
    expect(asked).toBeGreaterThan(1400);
  });
});

describe('a measure', () => {
  const node = (id: string, label: string, group: string | null = null) => ({ id, label, group });
  const right = {
    nodes: [node('a', 'Leaf 1', 'g'), node('b', 'Leaf 2'), node('c', 'Spine')],
    edges: [
      { from: 'a', to: 'b', label: '', directed: true },
      { from: 'b', to: 'c', label: '400G', directed: false },
    ],
    groups: [{ id: 'g', label: 'Pod', parent: null }],
  };

  it('of nothing is nothing', () => {
    const none = { nodes: 0, edges: 0, groups: 0, directions: 0, texts: 0, exact: 0 };
    expect(measure(undefined, right)).toEqual(none);
  });

  it('does not mind ids, order, case and the breaks of lines', () => {
    const read = {
      nodes: [node('1', 'SPINE'), node('2', 'leaf\n2'), node('3', 'Leaf  1', '4')],
      edges: [
        { from: '1', to: '2', label: '400g', directed: false },
        { from: '3', to: '2', label: '', directed: true },
      ],
      groups: [{ id: '4', label: 'pod', parent: null }],
    };
    expect(measure(read, right)).toEqual({
      ...{ nodes: 1, edges: 1, groups: 1, directions: 1, texts: 1, exact: 1 },
    });
  });

  it('counts what is missing, wrong and too much', () => {
    const read = {
      nodes: [node('a', 'Leaf 1'), node('b', 'Leaf 2'), node('c', 'Spin'), node('d', 'Leaf 2')],
      edges: [
        { from: 'b', to: 'a', label: '', directed: true },
        { from: 'b', to: 'c', label: '', directed: false },
      ],
      groups: [],
    };
    const { nodes, edges, groups, directions, texts, exact } = measure(read, right);
    // Two of three nodes, and four read; of edges one of two has both ends, and leads the wrong way.
    expect([nodes, edges]).toEqual([4 / 7, 0.5]);
    expect([groups, directions, texts, exact]).toEqual([1 / 3, 0, 0.5, 0]);
  });

  it('compares texts by what they say', () => {
    expect(normal('“GPU”\n – ﬁne’s ')).toBe('"gpu" - fine\'s');
  });

  it('has an interval that a seed fixes', () => {
    const values = [0, 1, 1, 1, 0, 1, 1, 0.5];
    const { mean, low, high } = estimate(values, 1)!;
    expect(mean).toBe(0.6875);
    expect(low).toBeLessThan(mean);
    expect(high).toBeGreaterThan(mean);
    expect(estimate(values, 1)).toEqual(estimate(values, 1));
    expect(estimate([1, 1, 1], 1)).toEqual({ mean: 1, low: 1, high: 1 });
    expect(estimate([], 1)).toBeUndefined();
  });
});
