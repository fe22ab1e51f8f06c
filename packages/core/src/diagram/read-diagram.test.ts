import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Diagram, DiagramText } from './diagram.ts';
import { LIMITS } from './fault.ts';
import { score, shown } from './generate/score.ts';
import { readDiagram } from './read-diagram.ts';

const example = (name: string) =>
  readFileSync(new URL(`../../../../examples/diagrams/${name}`, import.meta.url), 'utf8');

function read(given: DiagramText): Diagram {
  const result = readDiagram(given);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

function problemOf(text: string, more: Partial<DiagramText> = {}) {
  const result = readDiagram({ text, ...more });
  return result.ok ? undefined : result.problems[0];
}

/** A page as draw.io keeps it when it is compressed. */
function packed(xml: string): string {
  const base64 = deflateRawSync(encodeURIComponent(xml)).toString('base64');
  return `<mxfile><diagram name="P">${base64}</diagram></mxfile>`;
}

describe('a text that is no diagram', () => {
  it.each([
    ['', 'diagram.format', 'no SVG'],
    ['   \n', 'diagram.format', 'no SVG'],
    ['hello', 'diagram.format', 'give its format'],
    ['<html><body/></html>', 'diagram.format', 'no SVG'],
    ['sequenceDiagram\n  A->>B: hi', 'diagram.format', '"sequenceDiagram" of Mermaid'],
    ['{"nodes":[]}', 'diagram.format', 'no SVG'],
  ])('%j is refused', (text, code, words) => {
    expect(problemOf(text)).toMatchObject({ code, message: expect.stringContaining(words) });
  });

  it.each([
    ['flowchart LR\n  A[text (x)] --> B', 'diagram.mermaid', 2, 10, 'quotes'],
    ['flowchart LR\n  A["x] --> B', 'diagram.mermaid', 2, 5, 'close its quotes'],
    ['flowchart LR\n  A -> B', 'diagram.mermaid', 2, 5, 'link such as "-->"'],
    ['flowchart LR\n  A --> ', 'diagram.mermaid', 2, 9, 'id of a node'],
    ['flowchart LR\n subgraph x\n  A', 'diagram.mermaid', 2, 10, 'no "end"'],
    ['flowchart LR\n A\n end', 'diagram.mermaid', 3, 2, 'no subgraph'],
    ['flowchart LR\n A@{ shape: [ }', 'diagram.mermaid', 2, 5, 'no YAML'],
    ['flowchart LR\n A -- x -- y --> B', 'diagram.mermaid', 2, 9, 'must end it'],
    ['digraph {\n  a -- b\n}', 'diagram.dot', 2, 5, '"->"'],
    ['graph {\n  a -> b\n}', 'diagram.dot', 2, 5, '"--"'],
    ['digraph {\n  a [label="x]\n}', 'diagram.dot', 2, 12, 'close its quotes'],
    ['digraph {\n  a -> \n}', 'diagram.dot', 3, 1, 'a node or a subgraph'],
    ['digraph {\n  node -> b }', 'diagram.dot', 2, 8, 'keyword'],
    ['digraph { a', 'diagram.dot', 1, 9, 'never closed'],
    ['digraph { a } x', 'diagram.dot', 1, 15, 'another graph'],
    ['digraph { /* a }', 'diagram.dot', 1, 11, 'comment'],
    ['<svg><g></svg>', 'diagram.xml', 1, 9, '</g> is expected'],
    ['<svg>\n<rect', 'diagram.xml', 2, 6, '">"'],
    ['<svg><rect x=1/></svg>', 'diagram.xml', 1, 14, 'needs quotes'],
    ['<svg>', 'diagram.xml', 1, 1, 'never closed'],
    ['<svg/><svg/>', 'diagram.xml', 1, 7, 'one root'],
    ['<mxfile>\n<diagram name="P">????</diagram></mxfile>', 'diagram.compressed', 2, 1, 'neither'],
    ['<mxfile><diagram>AAAA</diagram></mxfile>', 'diagram.compressed', 1, 9, 'damaged'],
  ])('%j is refused where it is wrong', (text, code, line, column, words) => {
    const problem = problemOf(text);
    expect(problem).toMatchObject({ code, at: { line, column } });
    expect(problem?.message.toLowerCase()).toContain(words.toLowerCase());
  });

  it.each([
    [{ format: 'dot' }, 'flowchart LR\n A', 'DOT begins with'],
    [{ format: 'mermaid' }, 'digraph {}', 'flowchart begins with'],
    [{ format: 'svg' }, 'digraph {}', 'root element'],
    [{ page: '2' }, 'digraph {}', 'Only a file of draw.io'],
    [{ page: 'Cooling' }, example('pod.drawio'), 'there are "Fabric", "Power"'],
    [{ page: '3' }, example('pod.drawio'), 'no page "3"'],
  ] as const)('%j does not fit the text', (more, text, words) => {
    expect(problemOf(text, more)?.message).toContain(words);
  });
});

describe('a text that is too much', () => {
  const deep = LIMITS.depth + 10;

  it.each([
    ['characters', `digraph{${' '.repeat(LIMITS.text)}}`],
    ['elements within each other', `<svg>${'<g>'.repeat(deep)}${'</g>'.repeat(deep)}</svg>`],
    ['subgraphs within each other', `digraph${'{'.repeat(deep)}${'}'.repeat(deep)}`],
    ['subgraphs within', `flowchart\n${'subgraph\n'.repeat(deep)}${'end\n'.repeat(deep)}`],
    ['nodes', `digraph{${Array.from({ length: LIMITS.nodes + 1 }, (_, i) => `n${i}`).join(' ')}}`],
    [
      'edges',
      `digraph{{${'a b c d e f g h i j '.repeat(40).replace(/\w/g, (x, at) => x + at)}}->{${'k '.repeat(300).replace(/\w/g, (x, at) => x + at)}}}`,
    ],
  ])('has too many %s', (what, text) => {
    expect(problemOf(text)).toMatchObject({
      code: 'diagram.size',
      message: expect.stringContaining(what),
    });
  });

  it('is refused before a small file fills the memory', () => {
    const bomb = packed(`<mxGraphModel>${' '.repeat(LIMITS.inflated + 1)}</mxGraphModel>`);
    expect(bomb.length).toBeLessThan(100_000);
    expect(problemOf(bomb)).toMatchObject({ code: 'diagram.size' });
  });

  it('is refused if "use" paints itself again and again', () => {
    const ids = Array.from({ length: 18 }, (_, index) => index);
    const uses = ids.map((i) => `<g id="g${i}">${`<use href="#g${i + 1}"/>`.repeat(10)}</g>`);
    const svg = `<svg><defs>${uses.join('')}<rect id="g18" width="1" height="1"/></defs><use href="#g0"/></svg>`;
    expect(problemOf(svg)).toMatchObject({ code: 'diagram.size' });
  });

  it('expands no entity of a document type', () => {
    const lol = `<!DOCTYPE svg [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]><svg><rect width="90" height="30"/><text x="4" y="20">&b;</text></svg>`;
    expect(read({ text: lol }).nodes.map(({ label }) => label)).toEqual(['&b;']);
  });

  it.each([
    ['svg', `<svg><path d="${'M0 0'.repeat(200_000)}"/></svg>`],
    ['svg', `<svg><style>${'a{'.repeat(200_000)}</style></svg>`],
    ['svg', `<svg><text>${'<'.replace('<', '&lt;').repeat(200_000)}</text></svg>`],
    ['mermaid', `flowchart LR\nA["${'<a'.repeat(200_000)}"]`],
    ['mermaid', `flowchart LR\nA["${'#a'.repeat(200_000)}"]`],
    ['mermaid', `flowchart LR\nA -- ${' '.repeat(200_000)}x --> B`],
    ['mermaid', `flowchart LR\nA${' '.repeat(400_000)}`],
    ['mermaid', `flowchart LR\nA${'\n'.repeat(400_000)}B`],
    ['mermaid', `flowchart LR\n${'%%{'.repeat(200_000)}`],
    ['mermaid', `flowchart LR\nA["\`${'*'.repeat(200_000)}\`"]`],
    ['mermaid', `flowchart LR\nA["\`${'_a'.repeat(200_000)}\`"]`],
    ['dot', `digraph{a[label="${'\\'.repeat(400_000)}"]}`],
    ['dot', `digraph{a[label=<${'<a>'.repeat(200_000)}>]}`],
    ['dot', `digraph{a[shape=record label="${'<'.repeat(400_000)}"]}`],
    ['dot', `digraph{${'/**/'.repeat(200_000)}}`],
    ['dot', `digraph{a[label=${'"a"+'.repeat(200_000)}"a"]}`],
    ['dot', `${'#\n'.repeat(200_000)}graph ${' '.repeat(200_000)}`],
    [
      'drawio',
      packed(
        `<mxGraphModel><root><mxCell id="a" vertex="1" style="html=1;${';'.repeat(200_000)}" value="${'&lt;a'.repeat(100_000)}"/></root></mxGraphModel>`,
      ),
    ],
  ] as const)('takes time by its length: %s %#', { timeout: 20_000 }, (format, text) => {
    // A reader that is quadratic in these takes minutes.
    expect(readDiagram({ text, format })).toHaveProperty('ok');
  });
});

describe('the examples', () => {
  const right = read({ text: example('pod.dot') });

  it.each(['pod.mmd', 'pod.svg', 'pod.drawio'])('show one graph: %s', (name) => {
    const diagram = read({ text: example(name) });
    expect(score(diagram, right)).toEqual({ nodes: 1, edges: 1, groups: 1 });
    expect(diagram.notices).toEqual([]);
  });

  it('have nodes in groups, and lines of both kinds', () => {
    expect([right.nodes.length, right.edges.length]).toEqual([11, 13]);
    expect(shown(right).nodes).toContain('["Node 1\\n8 GPUs","Rack A"]');
    expect(shown(right).edges).toContain('["Leaf 1","Spine 2","--","4 x 400G"]');
    expect(shown(right).edges).toContain('["Leaf 4","Storage","->","NFS"]');
  });

  it.each(['Power', 'power', '2'])('have pages: %s', (page) => {
    const { pages, page: number, edges } = read({ text: example('pod.drawio'), page });
    expect([pages, number, edges.length]).toEqual([['Fabric', 'Power'], 1, 1]);
  });
});

describe('a line of DOT to a cluster', () => {
  const edgesOf = (text: string) => {
    const read = readDiagram({ text });
    if (!read.ok) throw new Error(read.problems[0]?.message);
    return read.value.edges.map(({ from, to }) => [from, to]);
  };
  const BODY = 'subgraph cluster_a { subgraph cluster_b { b } } c; c -> b';

  it.each([
    ['[lhead=cluster_a]', 'compound=true;', ['c', 'cluster_a']],
    ['[lhead=cluster_b]', 'compound=yes;', ['c', 'cluster_b']],
    ['[ltail=cluster_a]', 'compound=true;', ['c', 'b']],
    ['[lhead=cluster_none]', 'compound=true;', ['c', 'b']],
    ['[lhead=cluster_a]', 'compound=false;', ['c', 'b']],
    ['[lhead=cluster_a]', '', ['c', 'b']],
  ])('with %s and %s ends at its border, if it does in Graphviz', (attributes, graph, ends) => {
    expect(edgesOf(`digraph { ${graph} ${BODY} ${attributes} }`)).toEqual([ends]);
  });

  it('keeps no node that is there only to be pointed at', () => {
    const text = `digraph { compound=true; c; subgraph cluster_a { b [style=invis] } c -> b [lhead=cluster_a] }`;
    expect(edgesOf(text)).toEqual([['c', 'cluster_a']]);
    const read = readDiagram({ text });
    expect(read.ok && read.value.nodes.map(({ id }) => id)).toEqual(['c']);
  });
});

describe('a score', () => {
  it('is less than 1 for anything missing, too much or otherwise', () => {
    const right = read({ text: 'digraph { a -> b [label=x] }' });
    const of = (text: string) => score(read({ text }), right);
    expect(of('digraph { a -> b [label=x] }')).toEqual({ nodes: 1, edges: 1, groups: 1 });
    for (const wrong of ['b -> a [label=x]', 'a -> b', 'a -> b [label=x dir=none]'])
      expect(of(`digraph { a b ${wrong} }`)).toEqual({ nodes: 1, edges: 0, groups: 1 });
    expect(of('digraph { a -> b [label=x] c }').nodes).toBeCloseTo(0.8);
    expect(of('digraph { a }').nodes).toBeCloseTo(2 / 3);
    expect(of('digraph { subgraph cluster_a { a } a -> b [label=x] }').nodes).toBeCloseTo(0.5);
  });
});
