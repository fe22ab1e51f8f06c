import { describe, expect, it } from 'vitest';
import { CATALOGUE } from './catalogue.ts';
import { isMadeWith, kitOf, NODE_KITS } from './kits.ts';

const { gpu: gpus, node: nodes, rack: racks, switch: switches, optic: optics } = CATALOGUE;
const ROUNDING = 1 + 1e-9;

describe('kitOf', () => {
  it.each(['', 'h100', 'dgx-h100', '__proto__', 'constructor'])('knows no kit of "%s"', (name) => {
    expect(kitOf(name)).toBeUndefined();
  });

  it.each(Object.keys(gpus))('is made of catalogue parts for %s', (gpu) => {
    const kit = kitOf(gpu);
    expect(kit && nodes[kit.node]).toBeDefined();
    expect(kit && racks[kit.rack]).toBeDefined();
    expect(kit && switches[kit.switch]).toBeDefined();
    expect(kit && optics[kit.nodeOptic]).toBeDefined();
    expect(kit && optics[kit.switchOptic]).toBeDefined();
    expect(kit?.reason).toBeTruthy();
  });

  it('is the node of the GPU where one is known', () => {
    for (const [name, { gpu }] of Object.entries(nodes)) {
      expect(isMadeWith(kitOf(gpu)?.node ?? '', gpu), name).toBe(true);
    }
  });
});

describe('the kit of a node', () => {
  it('exists for every node', () => {
    expect(Object.keys(NODE_KITS).toSorted()).toEqual(Object.keys(nodes).toSorted());
  });

  it('is cited or marked as assumed', () => {
    const bare = Object.entries(NODE_KITS).filter(
      ([, { source, reason }]) => !source && !reason.includes('assumed'),
    );
    expect(bare.map(([name]) => name)).toEqual([]);
  });

  it.each(Object.entries(NODE_KITS))('has power and height enough for %s', (name, kit) => {
    const node = nodes[name]!;
    const { nodesPerRack, powerLimit, height } = racks[kit.rack]!;
    const nameplate = nodesPerRack.value * node.nameplatePower.value;
    expect(nameplate).toBeLessThanOrEqual(powerLimit.value * ROUNDING);
    if (height && node.height) {
      expect(nodesPerRack.value * node.height.value).toBeLessThanOrEqual(height.value);
    }
  });

  it.each(Object.entries(NODE_KITS))(
    'carries the network speed of %s on every link',
    (name, kit) => {
      const { nicSpeed } = nodes[name]!;
      expect(switches[kit.switch]!.portSpeed.value).toBeGreaterThanOrEqual(nicSpeed.value);
      for (const optic of [kit.nodeOptic, kit.switchOptic]) {
        const { speed, links } = optics[optic]!;
        expect(speed.value / links.value).toBeGreaterThanOrEqual(nicSpeed.value);
      }
    },
  );
});
