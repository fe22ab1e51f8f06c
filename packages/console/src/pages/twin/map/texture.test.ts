import { describe, expect, it } from 'vitest';
import { applyEvent, fleetAtStart } from '../playback/fleet.ts';
import { layOutFleet } from './layout.ts';
import { drawFleet, GROUND, texelOf, texelOffsets } from './texture.ts';

const layout = layOutFleet({ nodes: 3, gpusPerNode: 4, nodesPerRack: 2 }, 2);
const offsets = texelOffsets(layout);

function drawn(...events: Parameters<typeof applyEvent>[1][]): number[][] {
  const fleet = fleetAtStart({ nodes: 3, gangNodes: 2 });
  for (const event of events) applyEvent(fleet, event);
  const texels = new Uint8Array(layout.width * layout.height);
  drawFleet(layout, offsets, fleet, texels);
  return [...offsets].map((start) => [...texels.slice(start, start + layout.gpusPerNode)]);
}

describe('drawFleet', () => {
  it('draws a spare by its ends', () => {
    const spare = texelOf('spare');
    expect(drawn()[2]).toEqual([spare, GROUND, GROUND, spare]);
  });

  it('draws the gang at work solid', () => {
    const gang = texelOf('gang');
    expect(drawn({ time: 0, kind: 'restarted', text: '' })[0]).toEqual([gang, gang, gang, gang]);
  });

  it('tells failed from under repair without colour', () => {
    const failed = drawn({ time: 1, kind: 'failure', node: 1, text: '' })[1]!;
    const repair = drawn({ time: 1, kind: 'cordoned', node: 1, text: '' })[1]!;
    expect(failed.map((t) => t !== GROUND)).toEqual([true, true, true, true]);
    expect(repair.map((t) => t !== GROUND)).toEqual([true, false, true, false]);
  });

  it('leaves the gaps between racks alone', () => {
    const texels = new Uint8Array(layout.width * layout.height);
    drawFleet(layout, offsets, fleetAtStart({ nodes: 3, gangNodes: 3 }), texels);
    expect(texels[layout.gpusPerNode]).toBe(GROUND);
  });
});
