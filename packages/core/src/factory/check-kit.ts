import type { Problem } from '../base/index.ts';
import { isMadeWith, kitOf, NODES } from '../facts/index.ts';
import { checkLinks, linkEdits } from './check-links.ts';
import { checkRack } from './check-rack.ts';
import type { Edits, KitFault, Parts } from './kit-fault.ts';

/**
 * Whether the parts of the hardware go together: the GPU is in the node, the rack holds its nodes by
 * nameplate power and height, and every link is as fast as the network cards. What does not is a
 * `hardware.kit` with the edits that mend it.
 */
export function checkKit(hardware: Parts): Problem[] {
  const other = checkGpu(hardware);
  const faults = other ? [other] : [...checkRack(hardware), ...checkLinks(hardware)];
  return faults.map((fault) => ({ code: 'hardware.kit', ...fault }));
}

function checkGpu({ gpu, node, ...rest }: Parts): KitFault | undefined {
  const wanted = gpu?.use;
  const holds = node?.gpu;
  if (!node?.use || !wanted || !holds || holds === wanted) return undefined;
  const kit = kitOf(wanted);
  if (!kit) return undefined;
  const verb = isMadeWith(node.use, holds) ? 'comes with' : 'is said to hold';
  const says = `${node.label ?? node.use} ${verb} ${holds}, not ${wanted}, so power, price and racks would be those of another node`;
  const state = `that this one holds it: hardware.node.gpu: ${wanted}`;
  if (isMadeWith(node.use, NODES[kit.node]?.gpu ?? '') && !isMadeWith(kit.node, wanted)) {
    const message = `${says}. No node of its own is published for ${wanted}; state ${state}.`;
    const stated = { 'hardware.node.gpu': wanted };
    const fixes = [{ label: `State that this node holds ${wanted}`, edits: stated }];
    return { path: 'hardware.node', message, edits: stated, fixes };
  }
  const edits = kitEdits(wanted, rest);
  const message = `${says}. Take the kit of ${wanted} (${Object.values(edits).join(', ')}), or state ${state}.`;
  const fixes = [
    { label: `Take the kit of ${wanted}`, edits },
    { label: `Go back to ${holds}`, edits: { 'hardware.gpu': holds } },
  ];
  return { path: 'hardware.node', message, expected: kit.node, edits, fixes };
}

/** What makes the kit of a GPU of the hardware: its node and rack; of the links what is too slow. */
function kitEdits(gpu: string, hardware: Parts): Edits {
  const { node: name, ...around } = kitOf(gpu)!;
  const node = NODES[name]!;
  return {
    'hardware.node': node.gpu === gpu ? name : `{use: ${name}, gpu: ${gpu}}`,
    ...(hardware.rack?.use === around.rack ? {} : { 'hardware.rack': around.rack }),
    ...linkEdits({ ...hardware, node: { ...node, use: name } }),
  };
}
