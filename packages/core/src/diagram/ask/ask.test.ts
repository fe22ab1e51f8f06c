import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeGraph } from '../generate/graph.ts';
import { readDiagram } from '../read-diagram.ts';
import { askGraph, type GraphAnswer, type GraphQuestion } from './ask.ts';
import { kindOf, linksOf } from './links.ts';

function read(text: string) {
  const result = readDiagram({ text });
  if (!result.ok) throw new Error(result.problems[0]!.message);
  return result.value;
}

const EXAMPLES = join(import.meta.dirname, '../../../../../examples/diagrams');
const pod = read(readFileSync(join(EXAMPLES, 'pod.dot'), 'utf8'));

function ask(question: GraphQuestion, diagram = pod): GraphAnswer {
  const result = askGraph(diagram, question);
  if (!result.ok) throw new Error(result.problems[0]!.message);
  return result.value;
}

const ids = ({ nodes }: GraphAnswer) => nodes.map(({ id }) => id);

describe('a name', () => {
  const twins = read(
    'graph { a [label="Leaf"]; b [label="leaf"]; Leaf3 [label="Leaf 3"]; leaf4 -- a }',
  );
  const problem = (of: string, diagram = twins) => {
    const result = askGraph(diagram, { what: 'neighbours', of });
    return result.ok ? undefined : result.problems[0];
  };

  it.each([
    ['', 'diagram.unknown', ''],
    ['spine 9', 'diagram.unknown', ''],
    ['LEAF', 'diagram.ambiguous', '"a", "b"'],
  ])('%j is refused', (of, code, words) => {
    expect(problem(of)).toMatchObject({ code, message: expect.stringContaining(words) });
  });

  it('that is nearly right is put right', () => {
    expect(problem('leaf 33')).toMatchObject({ nearest: 'Leaf 3' });
  });

  it.each(['leaf3', 'LEAF 3', ' leaf  3 '])('is that of an id or a label: %j', (of) => {
    expect(problem(of)).toBeUndefined();
  });

  it('is the first line of a label too', () => {
    expect(ids(ask({ what: 'neighbours', of: 'node 3' }))).toEqual(['leaf3']);
  });
});

describe('questions about the pod', () => {
  it.each([
    [{ what: 'neighbours', of: 'Leaf 4' }, ['spine1', 'spine2', 'node4', 'storage']],
    [{ what: 'beyond', of: 'leaf 3' }, ['node3']],
    [{ what: 'beyond', of: 'leaf4' }, ['node4', 'storage']],
    [{ what: 'beyond', of: 'Spine 1' }, []],
    [{ what: 'degrees', is: 1 }, ['node1', 'node2', 'node3', 'node4', 'storage']],
    [{ what: 'degrees', is: 9 }, []],
    [{ what: 'cuts' }, ['leaf1', 'leaf2', 'leaf3', 'leaf4']],
  ] as const)('%j', (question, right) => {
    expect(ids(ask(question))).toEqual(right);
  });

  it('find all paths, shortest first', () => {
    const { paths, more, sentence } = ask({ what: 'paths', from: 'node1', to: 'node2', most: 3 });
    expect(paths.slice(0, 2)).toEqual([
      ['node1', 'leaf1', 'spine1', 'leaf2', 'node2'],
      ['node1', 'leaf1', 'spine2', 'leaf2', 'node2'],
    ]);
    expect([paths.length, more]).toEqual([3, true]);
    expect(sentence).toContain('the shortest has 4 links: Node 1 8 GPUs – Leaf 1');
    expect(ask({ what: 'paths', from: 'storage', to: 'leaf 4' }).paths).toEqual([]);
    expect(ask({ what: 'paths', from: 'leaf 4', to: 'storage' })).toMatchObject({
      paths: [['leaf4', 'storage']],
      more: false,
    });
  });

  it('count links as labels say', () => {
    const { pairs, edges } = ask({ what: 'links', is: 4 });
    expect(pairs).toHaveLength(8);
    expect(pairs[0]).toEqual({ a: 'leaf1', b: 'spine1', links: 4 });
    expect(edges.every(({ links }) => links === 4)).toBe(true);
    expect(ask({ what: 'links', is: 1 }).pairs).toHaveLength(5);
    // Four links between two switches fail one by one.
    expect(ask({ what: 'cuts' }).edges.map(({ from, to }) => `${from} ${to}`)).toEqual([
      ...['node1 leaf1', 'node2 leaf2', 'node3 leaf3', 'node4 leaf4', 'leaf4 storage'],
    ]);
  });

  it('count nodes by kind, label and group', () => {
    expect(ask({ what: 'count', by: 'kind' }).counts).toEqual([
      { name: 'leaf', count: 4 },
      { name: 'node', count: 4 },
      { name: 'spine', count: 2 },
      { name: 'storage', count: 1 },
    ]);
    expect(ask({ what: 'count', by: 'group' }).counts[0]).toEqual({ name: 'Fabric', count: 6 });
    expect(ask({ what: 'count', by: 'label' }).counts).toHaveLength(11);
  });

  it('find parts', () => {
    expect(ask({ what: 'parts' }).parts).toHaveLength(1);
    const two = read('graph { a -- b; c; d -- e -- f }');
    expect(ask({ what: 'parts' }, two).parts).toEqual([['d', 'e', 'f'], ['a', 'b'], ['c']]);
  });
});

describe('arrows', () => {
  const tree = read('digraph { core -> leaf1 -> n1; leaf1 -> n2; core -> leaf2 -> n3; n3 -> n3 }');

  it('say what hangs off, and where paths lead', () => {
    expect(ids(ask({ what: 'beyond', of: 'leaf1' }, tree))).toEqual(['n1', 'n2']);
    expect(ids(ask({ what: 'beyond', of: 'n1' }, tree))).toEqual([]);
    expect(ask({ what: 'paths', from: 'n1', to: 'core' }, tree).paths).toEqual([]);
    expect(ids(ask({ what: 'degrees', is: 2 }, tree))).toEqual(['core', 'leaf2', 'n3']);
  });
});

describe('any graph', () => {
  it('has those single points of failure that taking each away shows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), (seed) => {
        const { nodes, edges, groups } = makeGraph({ seed });
        const diagram = {
          ...pod,
          nodes,
          groups,
          edges: edges.map((edge) => ({ ...edge, label: '' })),
        };
        const parts = (kept: typeof diagram) => ask({ what: 'parts' }, kept).parts.length;
        const whole = parts(diagram);
        const points = nodes.filter(({ id }) => {
          const without = {
            ...diagram,
            nodes: nodes.filter((node) => node.id !== id),
            edges: diagram.edges.filter(({ from, to }) => from !== id && to !== id),
          };
          const isAlone = !diagram.edges.some(({ from, to }) => (from === id) !== (to === id));
          return parts(without) > whole - (isAlone ? 1 : 0);
        });
        const bridges = diagram.edges.filter((edge) => {
          const without = { ...diagram, edges: diagram.edges.filter((each) => each !== edge) };
          return parts(without) > whole;
        });
        const found = ask({ what: 'cuts' }, diagram);
        expect(ids(found).sort()).toEqual(points.map(({ id }) => id).sort());
        expect(found.edges.map(({ from, to }) => [from, to])).toEqual(
          bridges.map(({ from, to }) => [from, to]),
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('a label', () => {
  it.each([
    ['4 x 400G', 4],
    ['2×', 2],
    ['x16', 16],
    ['8 links', 8],
    ['400G', 1],
    ['10 xyz', 1],
    ['0 x 400G', 1],
    ['', 1],
  ])('%j stands for links: %i', (label, links) => {
    expect(linksOf({ from: 'a', to: 'b', label, directed: false })).toBe(links);
  });

  it.each([
    ['Leaf 12', 'leaf'],
    ['leaf-3a', 'leaf'],
    ['Spine1', 'spine'],
    ['GPU node 7\n8 GPUs', 'gpu node'],
    ['R2', 'r2'],
    ['Core Switch B', 'core switch'],
  ])('%j is of a kind: %s', (label, kind) => {
    expect(kindOf(label)).toBe(kind);
  });
});
