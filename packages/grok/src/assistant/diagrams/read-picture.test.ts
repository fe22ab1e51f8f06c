import { type Diagram, dispatch } from '@gigafactory/core/api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dotOf, type PictureReading } from './read-picture.ts';

function readBack(seen: PictureReading): Diagram {
  const diagram = dispatch('diagram', { text: dotOf(seen) });
  if (!diagram.ok) throw new Error(diagram.problems[0]?.message);
  return diagram.value;
}

const words = fc
  .string({ unit: 'grapheme', maxLength: 12 })
  .map((text) => text.replace(/\s+/g, ' ').trim());

/** Containers are named before what stands in them, and ids say nothing of their kind. */
const readings = fc
  .tuple(fc.array(words, { maxLength: 3 }), fc.array(words, { minLength: 1, maxLength: 6 }))
  .chain(([containers, shapes]) => {
    const groups = containers.map((label, index) => ({
      ...{ id: `c${index}`, label, parent: index === 0 ? null : `c${index - 1}` },
    }));
    const group = fc.constantFrom(null, ...groups.map(({ id }) => id));
    const place = fc.constantFrom(
      ...groups.map(({ id }) => id),
      ...shapes.map((_, index) => `n${index}`),
    );
    return fc.record({
      isDiagram: fc.constant(true),
      groups: fc.constant(groups),
      nodes: fc
        .array(group, { minLength: shapes.length, maxLength: shapes.length })
        .map((at) =>
          shapes.map((label, index) => ({ id: `n${index}`, label, group: at[index] ?? null })),
        ),
      edges: fc.array(fc.record({ from: place, to: place, label: words, directed: fc.boolean() }), {
        maxLength: 6,
      }),
    });
  });

describe('what a model saw', () => {
  it('is read back with all its labels, containers, ends and directions', () => {
    fc.assert(
      fc.property(readings, (seen) => {
        const { nodes, edges, groups } = readBack(seen);
        const filled = (id: string): boolean =>
          seen.nodes.some((node) => node.group === id) ||
          seen.groups.some((group) => group.parent === id && filled(group.id));
        const idOf = (id: string) => (id.startsWith('c') && filled(id) ? `cluster_${id}` : id);
        const labels = [...seen.nodes, ...seen.groups.filter(({ id }) => !filled(id))];
        expect(new Map(nodes.map(({ id, label }) => [id, label]))).toEqual(
          new Map(labels.map(({ id, label }) => [id, label])),
        );
        expect(groups).toHaveLength(seen.groups.filter(({ id }) => filled(id)).length);
        for (const { id, group } of seen.nodes)
          expect(nodes.find((node) => node.id === id)?.group).toBe(group && idOf(group));
        expect(edges).toEqual(
          seen.edges.map((edge) => ({ ...edge, from: idOf(edge.from), to: idOf(edge.to) })),
        );
      }),
    );
  });
});
