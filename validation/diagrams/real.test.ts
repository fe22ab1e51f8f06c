import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDiagram } from '@gigafactory/core/diagram';
import { describe, expect, it } from 'vitest';

const FOLDER = join(import.meta.dirname, 'graphviz');

interface Graph {
  readonly nodes: readonly {
    readonly id: string;
    readonly label: string;
    readonly group: string | null;
  }[];
  readonly edges: readonly {
    readonly from: string;
    readonly to: string;
    readonly label: string;
    readonly directed: boolean;
  }[];
  readonly groups: readonly {
    readonly id: string;
    readonly label: string;
    readonly parent: string | null;
  }[];
}

/** What each file shows, as README.md says that it was found. */
const GRAPHS: Readonly<Record<string, Graph>> = JSON.parse(
  readFileSync(join(FOLDER, 'graphs.json'), 'utf8'),
);

const filesOf = (end: string) =>
  readdirSync(FOLDER)
    .filter((name) => name.endsWith(end))
    .map((name) => name.slice(0, -end.length));

/** By labels: an SVG has other ids. */
function shown({ nodes, edges, groups }: Graph) {
  const labels = new Map([...nodes, ...groups].map(({ id, label }) => [id, label]));
  const name = (id: string | null) => (id === null ? null : labels.get(id));
  return {
    nodes: nodes.map(({ label, group }) => JSON.stringify([label, name(group)])).sort(),
    groups: groups.map(({ label, parent }) => JSON.stringify([label, name(parent)])).sort(),
    edges: edges
      .map(({ from, to, label, directed }) => {
        const ends = [name(from), name(to)];
        return JSON.stringify([...(directed ? ends : ends.sort()), label, directed]);
      })
      .sort(),
  };
}

function read(file: string): Graph {
  const result = readDiagram({ text: readFileSync(join(FOLDER, file), 'utf8') });
  if (!result.ok) throw new Error(result.problems[0]!.message);
  return result.value;
}

describe('real graphs in DOT', () => {
  it.each(filesOf('.gv'))('%s is read as Graphviz reads it', (name) => {
    const { nodes, edges, groups } = read(`${name}.gv`);
    const ids = (graph: Graph) => graph.nodes.map(({ id }) => id).sort();
    expect(ids({ nodes, edges, groups })).toEqual(ids(GRAPHS[name]!));
    expect(shown({ nodes, edges, groups })).toEqual(shown(GRAPHS[name]!));
  });

  it('are twenty', () => expect(filesOf('.gv')).toHaveLength(20));
});

describe('real drawings in SVG', () => {
  it.each(filesOf('.svg'))('%s shows the graph that was drawn', (name) => {
    expect(shown(read(`${name}.svg`))).toEqual(shown(GRAPHS[name]!));
  });

  it('are twenty', () => expect(filesOf('.svg')).toHaveLength(20));
});
