import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxesOfRange } from './boxes.ts';
import { fitFleet, ZOOMS } from './fit.ts';
import { layOutFleet, neighbourOf, nodeAtTexel, placeOfNode } from './layout.ts';

const shape = fc.record({
  nodes: fc.integer({ min: 1, max: 3000 }),
  gpusPerNode: fc.constantFrom(1, 4, 8, 72),
  nodesPerRack: fc.integer({ min: 1, max: 20 }),
  groupSize: fc.integer({ min: 1, max: 700 }),
});
const room = fc.record({
  across: fc.integer({ min: 1, max: 50 }),
  width: fc.integer({ min: 0, max: 400 }),
  gap: fc.integer({ min: 1, max: 6 }),
  head: fc.integer({ min: 0, max: 14 }),
});

describe('layOutFleet', () => {
  it('shows one node as one row of its GPUs', () => {
    const one = { nodes: 1, gpusPerNode: 8, nodesPerRack: 8, groupSize: 64 };
    const layout = layOutFleet(one, { across: 3, width: 0, gap: 2, head: 0 });
    expect([layout.width, layout.height]).toEqual([8, 1]);
  });

  it('gives each node a place of its own, found again from every texel of it', () => {
    fc.assert(
      fc.property(shape, room, (fleet, arrangement) => {
        const layout = layOutFleet(fleet, arrangement);
        for (let node = 0; node < layout.nodes; node += 7) {
          const { x, y } = placeOfNode(layout, node);
          const first = nodeAtTexel(layout, x, y);
          const last = nodeAtTexel(layout, x + layout.gpusPerNode - 1, y + 0.9);
          const isInside = x + layout.gpusPerNode <= layout.width && y < layout.height;
          expect([first, last, isInside]).toEqual([node, node, true]);
        }
      }),
    );
  });
});

describe('nodeAtTexel', () => {
  const fleet = { nodes: 20, gpusPerNode: 8, nodesPerRack: 8, groupSize: 8 };
  const layout = layOutFleet(fleet, { across: 1, width: 8, gap: 1, head: 2 });

  it('finds nothing outside, in a name, between groups and past the last node', () => {
    expect(nodeAtTexel(layout, -1, 0)).toBeUndefined();
    expect(nodeAtTexel(layout, 0, layout.height)).toBeUndefined();
    expect(nodeAtTexel(layout, 0, 1)).toBeUndefined();
    expect(nodeAtTexel(layout, 0, 10)).toBeUndefined();
    const last = placeOfNode(layout, 19);
    expect(nodeAtTexel(layout, last.x, last.y + 1)).toBeUndefined();
  });
});

describe('neighbourOf', () => {
  it('never leaves the fleet, and steps to what is drawn beside', () => {
    fc.assert(
      fc.property(shape, room, fc.nat(), (fleet, arrangement, pick) => {
        const layout = layOutFleet(fleet, arrangement);
        const node = pick % layout.nodes;
        const from = placeOfNode(layout, node);
        for (const direction of ['up', 'down', 'left', 'right'] as const) {
          const next = neighbourOf(layout, node, direction);
          expect(next).toBeGreaterThanOrEqual(0);
          expect(next).toBeLessThan(layout.nodes);
          const to = placeOfNode(layout, next);
          if (direction === 'up' || direction === 'down') expect(to.x).toBe(from.x);
          else expect(to.y).toBe(from.y);
        }
      }),
    );
  });
});

describe('fitFleet', () => {
  const fleet = { nodes: 12_500, gpusPerNode: 8, nodesPerRack: 8 };

  it.each([8, 64, 512, 12_500])(
    'fits 100,000 GPUs in groups of %i nodes on a screen',
    (groupSize) => {
      const { layout, zoom } = fitFleet({ ...fleet, groupSize }, 1180, 520);
      expect(layout.width * zoom).toBeLessThanOrEqual(1180);
      expect(layout.height * zoom).toBeLessThanOrEqual(520);
    },
  );

  it('gives a layout even where there is no room', () => {
    expect(fitFleet({ ...fleet, groupSize: 64 }, 0, 0).zoom).toBe(ZOOMS.at(-1));
  });
});

describe('boxesOfRange', () => {
  it('covers just the nodes of a range, or stands around them where they are many', () => {
    fc.assert(
      fc.property(shape, room, fc.nat(), fc.nat(), (fleet, arrangement, a, b) => {
        const layout = layOutFleet(fleet, arrangement);
        const from = a % layout.nodes;
        const before = from + 1 + (b % (layout.nodes - from));
        const boxes = boxesOfRange(layout, [from, before]);
        const covers = (node: number): boolean => {
          const { x, y } = placeOfNode(layout, node);
          return boxes.some(
            (box) => x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height,
          );
        };
        expect(covers(from) && covers(before - 1)).toBe(true);
        if (boxes.length > 1) {
          const area = boxes.reduce((sum, box) => sum + box.height, 0);
          expect(area).toBe(before - from);
        }
      }),
    );
  });
});
