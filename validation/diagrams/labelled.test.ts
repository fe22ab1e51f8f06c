import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDiagram } from '@gigafactory/core/diagram';
import { rate } from '@gigafactory/core/diagram-set';
import { describe, expect, it } from 'vitest';
import { readTruth } from './truth.fixture.ts';

const text = (...path: string[]) => readFileSync(join(import.meta.dirname, ...path), 'utf8');

/** Files with what a person saw in each, by the ends of their names; and what their readers are known not to read. */
const FOLDERS = [
  { folder: 'drawio', ending: '.drawio', count: 20, missed: ['data_flow_3', 'pert_2'] },
  { folder: 'mermaid', ending: '.mmd', count: 14, missed: [] },
  { folder: 'svg', ending: '.svg', count: 15, missed: [] },
];

describe.each(FOLDERS)('real files of $folder, labelled by hand', (set) => {
  const names = readdirSync(join(import.meta.dirname, set.folder))
    .filter((name) => name.endsWith(set.ending))
    .map((name) => name.slice(0, -set.ending.length));

  it(`are ${set.count}`, () => expect(names).toHaveLength(set.count));

  it.each(names)('%s', (name) => {
    const read = readDiagram({ text: text(set.folder, `${name}${set.ending}`) });
    const truth = readTruth(text(set.folder, `${name}.truth`));
    const { nodes, edges, groups, directions, texts, exact } = rate(
      read.ok ? read.value : undefined,
      truth,
      [],
    );
    const isMissed = set.missed.includes(name);
    expect({ nodes, edges, exact }).toEqual({ nodes: 1, edges: 1, exact: isMissed ? 0 : 1 });
    if (truth.nodes.some(({ group }) => group !== null)) expect(groups).toBe(1);
    if (truth.edges.length > 0) expect(directions).toBe(1);
    // What is missed are texts that stand at a line and belong to nothing in the file.
    if (isMissed) expect(texts).toBeLessThan(1);
  });
});

describe('what a person wrote down', () => {
  it('is read line by line', () => {
    expect(readTruth('[g] Pod\n(a < g) Leaf 1\n(b)\na -> b: 400G\na -- b\n')).toEqual({
      groups: [{ id: 'g', label: 'Pod', parent: null }],
      nodes: [
        { id: 'a', label: 'Leaf 1', group: 'g' },
        { id: 'b', label: '', group: null },
      ],
      edges: [
        { from: 'a', to: 'b', label: '400G', directed: true },
        { from: 'a', to: 'b', label: '', directed: false },
      ],
    });
    expect(() => readTruth('a b c')).toThrow('a b c');
  });
});
