import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitFleet, layOutFleet, neighbourOf, nodeAtTexel, placeOfNode } from './layout.ts';

const shape = fc.record({
  nodes: fc.integer({ min: 1, max: 3000 }),
  gpusPerNode: fc.constantFrom(1, 4, 8, 72),
  nodesPerRack: fc.integer({ min: 1, max: 20 }),
});
const columns = fc.integer({ min: 0, max: 400 });

describe('layOutFleet', () => {
  it('shows one node as one row of its GPUs', () => {
    const layout = layOutFleet({ nodes: 1, gpusPerNode: 8, nodesPerRack: 8 }, 2);
    expect([layout.width, layout.height]).toEqual([8, 1]);
  });

  it('gives each node a place of its own, found again from every texel of it', () => {
    fc.assert(
      fc.property(shape, columns, (fleet, wanted) => {
        const layout = layOutFleet(fleet, wanted);
        for (let node = 0; node < layout.nodes; node += 7) {
          const { x, y } = placeOfNode(layout, node);
          expect(nodeAtTexel(layout, x, y)).toBe(node);
          expect(nodeAtTexel(layout, x + layout.gpusPerNode - 1, y + 0.9)).toBe(node);
          expect(x + layout.gpusPerNode).toBeLessThanOrEqual(layout.width);
          expect(y).toBeLessThan(layout.height);
        }
      }),
    );
  });
});

describe('nodeAtTexel', () => {
  const layout = layOutFleet({ nodes: 20, gpusPerNode: 8, nodesPerRack: 8 }, 1);

  it('finds nothing outside, between racks and past the last node', () => {
    expect(nodeAtTexel(layout, -1, 0)).toBeUndefined();
    expect(nodeAtTexel(layout, 0, layout.height)).toBeUndefined();
    expect(nodeAtTexel(layout, 8, 0)).toBeUndefined();
    const last = placeOfNode(layout, 19);
    expect(nodeAtTexel(layout, last.x, last.y + 1)).toBeUndefined();
  });
});

describe('neighbourOf', () => {
  it('never leaves the fleet', () => {
    fc.assert(
      fc.property(shape, columns, fc.nat(), (fleet, wanted, pick) => {
        const layout = layOutFleet(fleet, wanted);
        const node = pick % layout.nodes;
        for (const direction of ['up', 'down', 'left', 'right'] as const) {
          const next = neighbourOf(layout, node, direction);
          expect(next).toBeGreaterThanOrEqual(0);
          expect(next).toBeLessThan(layout.nodes);
        }
      }),
    );
  });

  it('crosses from the foot of a rack to the head of the one below', () => {
    const layout = layOutFleet({ nodes: 64, gpusPerNode: 8, nodesPerRack: 8 }, 3);
    const below = 8 * layout.columns;
    expect(neighbourOf(layout, 7, 'down')).toBe(below);
    expect(neighbourOf(layout, below, 'up')).toBe(7);
    expect(neighbourOf(layout, 0, 'right')).toBe(8);
    expect(neighbourOf(layout, 0, 'up')).toBe(0);
  });
});

describe('fitFleet', () => {
  const fleet = { nodes: 12_500, gpusPerNode: 8, nodesPerRack: 8 };

  it('shows 100,000 GPUs at two pixels a GPU on a desk, at one on a phone', () => {
    const desk = fitFleet(fleet, 1190, 520);
    expect(desk.zoom).toBe(2);
    expect(desk.layout.racks).toBe(1563);
    expect(desk.layout.height * desk.zoom).toBeLessThanOrEqual(520);
    expect(fitFleet(fleet, 358, 520).zoom).toBe(1);
  });

  it('shows a small fleet large', () => {
    expect(fitFleet({ nodes: 4, gpusPerNode: 8, nodesPerRack: 4 }, 1190, 520).zoom).toBe(16);
  });

  it('gives a layout even where there is no room', () => {
    expect(fitFleet(fleet, 0, 0)).toMatchObject({ zoom: 1, layout: { columns: 1 } });
  });
});
