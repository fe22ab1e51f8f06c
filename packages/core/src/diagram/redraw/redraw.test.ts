import { describe, expect, it } from 'vitest';
import type { Diagram } from '../diagram.ts';
import { makeGraph } from '../generate/graph.ts';
import { score } from '../generate/score.ts';
import { readDiagram } from '../read-diagram.ts';
import { redraw as redrawn } from './redraw.ts';

const EMPTY: Diagram = {
  ...{ format: 'dot', nodes: [], edges: [], groups: [], pages: [''], page: 0, notices: [] },
};

function read(text: string): Diagram {
  const result = readDiagram({ text });
  if (!result.ok) throw new Error(result.problems[0]!.message);
  return result.value;
}

function redraw(diagram: Diagram) {
  const result = redrawn(diagram);
  if (!result.ok) throw new Error(result.problems[0]!.message);
  return result.value;
}

describe('a diagram drawn anew', () => {
  it('is refused where nothing could be seen', () => {
    const nodes = Array.from({ length: 2001 }, (_, index) => ({
      id: `n${index}`,
      label: '',
      group: null,
    }));
    expect(redrawn({ ...EMPTY, nodes })).toMatchObject({
      ok: false,
      problems: [{ code: 'diagram.size' }],
    });
  });

  it('of nothing is nothing', () => {
    expect(redraw(EMPTY)).toMatchObject({ text: '', width: expect.any(Number) });
    expect(read(redraw(EMPTY).svg).nodes).toEqual([]);
  });

  it('runs nothing and fetches nothing, whatever labels say', () => {
    const label = '"><script>alert(1)</script><image href="http://x"/>\u0000';
    const { svg } = redraw({ ...EMPTY, nodes: [{ id: 'a', label, group: null }] });
    expect(svg).not.toMatch(/<script|<image/);
    expect(svg).not.toContain('\u0000');
    expect(read(svg).nodes[0]!.label).toContain('<script>alert(1)</script>');
  });

  it('shows the same graph, and always alike', () => {
    const wrong: string[] = [];
    for (let seed = 1; seed <= 100; seed++) {
      const graph = makeGraph({ seed, mostNodes: 10 });
      // Labels of edges may have no room; where nodes stand, and what is joined, is always to be seen.
      const edges = graph.edges.map((edge) => ({ ...edge, label: '' }));
      const diagram = { ...EMPTY, ...graph, edges };
      const { svg } = redraw(diagram);
      expect(redraw(diagram).svg).toBe(svg);
      const { nodes, edges: lines, groups } = score(read(svg), diagram);
      if (nodes + lines + groups < 3) wrong.push(`seed ${seed}: ${nodes} ${lines} ${groups}`);
    }
    expect(wrong).toEqual([]);
  });

  it('leads no line behind a node that it does not join', () => {
    const { svg } = redraw(read('graph { a -- b -- c -- d; a -- c; a -- d }'));
    const curves = svg.match(/<path class="edge"/g) ?? [];
    expect(curves).toHaveLength(2);
    expect(svg.match(/<line class="edge"/g)).toHaveLength(3);
  });

  it('has a form in words', () => {
    const { text, svg } = redraw(
      read(
        'digraph { subgraph cluster_a { label=Pod; a } a -> b [label="4 x"]; b -> a [dir=none]; c }',
      ),
    );
    expect(text.split('\n')).toEqual([
      ...['Pod holds a.', 'a leads to b (4 x).', 'b is joined with a.', 'Joined with nothing: c.'],
    ]);
    expect(svg).toContain('<desc>Pod holds a.');
  });
});
