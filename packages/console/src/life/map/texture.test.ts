import { NODE_STATES, type NodeState } from '@gigafactory/core/api';
import { describe, expect, it } from 'vitest';
import { layOutFleet } from './layout.ts';
import { isInk, STATE_ORDER } from './states.ts';
import { drawFleet, GROUND, texelOffsets, texelRows } from './texture.ts';

const shape = { nodes: 3, gpusPerNode: 4, nodesPerRack: 2, groupSize: 2 };
const layout = layOutFleet(shape, { across: 1, width: 9, gap: 1, head: 0 });
const offsets = texelOffsets(layout);

function drawn(...states: NodeState[]): Uint8Array {
  const texels = new Uint8Array(layout.width * layout.height);
  const codes = Uint8Array.from(states, (state) => NODE_STATES.indexOf(state));
  drawFleet(layout, offsets, texelRows(4), codes, texels);
  return texels;
}

function inkOf(state: NodeState, gpus: number): boolean[] {
  return Array.from({ length: gpus }, (_, gpu) => isInk(state, gpu, gpus));
}

describe('drawFleet', () => {
  it('draws a state in its own byte, and a spare by its ends', () => {
    const texels = drawn('training', 'spare', 'failed');
    const rows = [...offsets].map((start) => [...texels.slice(start, start + 4)]);
    const [training, spare, failed] = [2, 1, 6];
    expect(rows).toEqual([
      Array(4).fill(training),
      [spare, GROUND, GROUND, spare],
      Array(4).fill(failed),
    ]);
  });

  it('leaves the gaps between racks alone', () => {
    expect(drawn('training', 'training', 'training')[4]).toBe(GROUND);
  });
});

describe('isInk', () => {
  it.each([1, 4, 8, 72])('draws something of every state of a node of %i GPUs', (gpus) => {
    for (const state of STATE_ORDER) {
      const most = gpus === 4 && state === 'down' ? 1 : 0;
      if (gpus > 1) expect(inkOf(state, gpus).filter(Boolean).length).toBeGreaterThan(most);
    }
  });

  it('tells what is out of service from what is at work without colour', () => {
    const atWork = inkOf('training', 8).join();
    for (const state of ['spare', 'slow', 'lost', 'repair', 'down', 'warm'] as const) {
      expect(inkOf(state, 8).join()).not.toBe(atWork);
    }
  });
});
