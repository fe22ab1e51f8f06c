import { Window } from 'happy-dom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeGraph } from '../generate/graph.ts';
import { writeMermaid } from '../generate/mermaid.ts';
import { htmlToText } from '../plain.ts';
import { readDiagram } from '../read-diagram.ts';

/** What Mermaid's own parser keeps of a flowchart. */
interface Flow {
  getVertices(): Map<string, { readonly id: string; readonly text?: string }>;
  getEdges(): readonly {
    readonly start: string;
    readonly end: string;
    readonly text: string;
    readonly type: string;
    readonly stroke: string;
  }[];
  getSubGraphs(): readonly {
    readonly id: string;
    readonly title: string;
    readonly nodes: readonly string[];
  }[];
}

// Mermaid cleans labels by the DOM as it parses, so it needs one.
const window = new Window();
const NAMES = ['window', 'document', 'DOMParser', 'Node', 'Element', 'HTMLElement'] as const;
const before = new Map(
  NAMES.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]),
);
let parse: (text: string) => Promise<Flow>;

beforeAll(async () => {
  for (const name of NAMES) {
    const value = name === 'window' ? window : window[name];
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  const { default: mermaid } = await import('mermaid');
  mermaid.initialize({ startOnLoad: false, maxEdges: 100_000 });
  parse = async (text) => {
    const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
    return db as unknown as Flow;
  };
});

afterAll(() => {
  for (const [name, descriptor] of before) {
    if (descriptor) Object.defineProperty(globalThis, name, descriptor);
    else Reflect.deleteProperty(globalThis, name);
  }
});

/** Ids, ends, groups and arrows as Mermaid has them, in a comparable form. */
async function theirs(text: string) {
  const flow = await parse(text);
  const groups = flow.getSubGraphs();
  const parents = new Map(
    groups.toReversed().flatMap(({ id, nodes }) => nodes.map((node) => [node, id] as const)),
  );
  const ids = new Set(groups.map(({ id }) => id));
  const vertices = [...flow.getVertices().values()].filter(({ id }) => !ids.has(id));
  return {
    nodes: vertices.map(({ id }) => `${id} in ${parents.get(id) ?? null}`).sort(),
    groups: groups
      .map(({ id, title }) => `${id} ${htmlToText(title)} in ${parents.get(id) ?? null}`)
      .sort(),
    edges: flow
      .getEdges()
      .filter(({ stroke }) => stroke !== 'invisible')
      .map(
        ({ start, end, type }) => `${start} ${/^arrow_(?!open)/.test(type) ? '->' : '--'} ${end}`,
      )
      .sort(),
    labels: new Map(vertices.map(({ id, text: label }) => [id, label])),
  };
}

function ours(text: string) {
  const result = readDiagram({ text, format: 'mermaid' });
  if (!result.ok) throw new Error(`${result.problems[0]!.message}\n${text}`);
  const { nodes, groups, edges } = result.value;
  return {
    nodes: nodes.map(({ id, group }) => `${id} in ${group}`).sort(),
    groups: groups.map(({ id, label, parent }) => `${id} ${label} in ${parent}`).sort(),
    edges: edges.map(({ from, to, directed }) => `${from} ${directed ? '->' : '--'} ${to}`).sort(),
    labels: new Map(nodes.map(({ id, label }) => [id, label])),
  };
}

async function expectSame(text: string): Promise<void> {
  const [{ labels: read, ...graph }, { labels: kept, ...right }] = [ours(text), await theirs(text)];
  expect(graph, text).toEqual(right);
  // Mermaid keeps markup and entities until it draws: only plain labels can be compared as they are.
  for (const [id, label] of read) {
    if (/^[\w ]*$/.test(label)) expect(kept.get(id)?.replaceAll('*', ''), text).toBe(label);
  }
}

describe('flowcharts are read as Mermaid itself parses them', () => {
  it.each([
    'flowchart LR\nA---B-->C==>D-.->E~~~F',
    'flowchart\nA-- text ---B == more ==> C -. dots .-> D',
    'graph TD;A-->B;A-->C;B & C-->D & E;',
    'flowchart LR\nA--oB\nA--xB\nA o--o B\nA x--x B\nA <--> B\nA <-- both --> B',
    'flowchart LR\na-b-->c.d\n1a-->2\nA&B-->C\nx:y-->z',
    'flowchart LR\n subgraph one\n  a-->b\n end\n subgraph two [Two words]\n  c-->a\n end\n one-->two',
    'flowchart LR\n subgraph two words\n  a\n end\n subgraph  spaced\n  b\n end\n subgraph "in quotes"\n  c\n end',
    'flowchart LR\n subgraph x\n  subgraph y\n   a\n  end\n  y --> b\n end\n a --> b',
    'flowchart LR\n subgraph x\n  y\n end\n subgraph y\n  a\n end',
    'flowchart LR\n A\n --> B\n -->\n C',
    'flowchart LR\n A@{ shape: cyl, label: "x" }\n B@{ shape: doc }\n A e1@--> B\n e1@{ animate: true }\n style L_A_B_0 stroke:#f00',
    'flowchart LR\r\n subgraph One\r\n  a-->b\r\n end\r\n',
    'flowchart LR\n click a "x" "y\n z"\n a:::hot --> b\n classDef hot fill:#f00\n class b hot\n style n fill:#fff\n linkStyle 0 stroke:red',
    'flowchart TB\n accTitle: A --> B\n accDescr {\n  C --> D\n }\n direction LR\n E --> F\n %% G --> H\n',
  ])('%j', expectSame);

  it('200 that were drawn at random', async () => {
    for (let seed = 1; seed <= 200; seed++)
      await expectSame(writeMermaid(makeGraph({ seed }), seed));
  });
});
