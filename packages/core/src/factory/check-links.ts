import { showQuantity } from '../base/index.ts';
import { NODE_KITS, OPTICS, type OpticSpec, SWITCHES } from '../facts/index.ts';
import type { Draft } from './draft.ts';
import { type Edits, type KitFault, type Parts, ROUNDING, shown } from './kit-fault.ts';

/** Whether every link is as fast as the network cards, as the plan counts it. */
export function checkLinks(hardware: Parts): KitFault[] {
  const { node } = hardware;
  const wanted = node?.nicSpeed;
  const slow = slowLinks(hardware);
  const [first] = slow;
  if (!wanted || !first) return [];
  const edits = linkEdits(hardware);
  const speed = showQuantity(wanted.value, wanted.unit);
  const found = slow.map(({ label, speed: each }) => `${label} has ${showQuantity(each, 'Gb/s')}`);
  const remedy = edits ? `Take ${shown(edits)}.` : 'Nothing in the catalogue is as fast.';
  return [
    {
      path: first.path,
      message: `The network cards of ${node.label ?? 'the node'} send ${speed}, but a link of ${found.join(', and of ')}. ${remedy}`,
      expected: `at least ${speed}`,
      ...(edits ? { edits } : {}),
    },
  ];
}

interface Link {
  readonly path: string;
  readonly label: string;
  /** B/s, one direction. */
  readonly speed: number;
}

/** Parts that cannot carry what a network card sends; a card may be slower than its port. */
function slowLinks({ node, switch: device, nodeOptic, switchOptic }: Parts): Link[] {
  const wanted = node?.nicSpeed?.value;
  const port = device?.portSpeed?.value;
  const links: Link[] = [];
  if (port !== undefined) {
    links.push({ path: 'hardware.switch', label: device?.label ?? 'the switch', speed: port });
  }
  for (const [path, optic] of [
    ['hardware.nodeOptic', nodeOptic],
    ['hardware.switchOptic', switchOptic],
  ] as const) {
    const speed = linkSpeed(optic);
    if (speed !== undefined) links.push({ path, label: optic?.label ?? 'the optic', speed });
  }
  return links.filter(({ speed }) => wanted !== undefined && speed * ROUNDING < wanted);
}

/** The speed of one link of an optic, which may carry several. */
function linkSpeed(optic: Draft<OpticSpec> | undefined): number | undefined {
  return optic?.speed && optic.links ? optic.speed.value / optic.links.value : undefined;
}

/**
 * For each part that is too slow one that is not: of the node's kit, else the first of the catalogue;
 * undefined where that has none.
 */
export function linkEdits(hardware: Parts): Edits | undefined {
  const wanted = hardware.node?.nicSpeed?.value ?? 0;
  const kit = NODE_KITS[hardware.node?.use ?? ''];
  const usual: Edits = kit
    ? {
        'hardware.switch': kit.switch,
        'hardware.nodeOptic': kit.nodeOptic,
        'hardware.switchOptic': kit.switchOptic,
      }
    : {};
  const carries = (path: string, name: string) =>
    path === 'hardware.switch'
      ? (SWITCHES[name]?.portSpeed.value ?? 0) >= wanted
      : (linkSpeed(OPTICS[name]) ?? 0) >= wanted;
  const edits: Record<string, string> = {};
  for (const { path } of slowLinks(hardware)) {
    const names = Object.keys(path === 'hardware.switch' ? SWITCHES : OPTICS);
    const found = [usual[path] ?? '', ...names].find((name) => carries(path, name));
    if (found === undefined) return undefined;
    edits[path] = found;
  }
  return edits;
}
