import type { Source } from '../base/index.ts';
import { NODES } from './nodes.ts';
import { cite } from './sources.ts';

/** What a node is usually built into, as names of the catalogue. */
export interface NodeKit {
  readonly rack: string;
  readonly switch: string;
  readonly nodeOptic: string;
  readonly switchOptic: string;
  /** What the source says about it, or why it was assumed. */
  readonly reason: string;
  readonly source?: Source;
}

/** All that a GPU usually comes with. */
export interface Kit extends NodeKit {
  readonly node: string;
}

const NDR_MULTIMODE = {
  switch: 'qm9700',
  nodeOptic: '400g-sr4',
  switchOptic: '800g-2xsr4',
} as const;
const ETHERNET_400G = {
  switch: 'sn5600',
  nodeOptic: '400g-sr4',
  switchOptic: '800g-2xdr4',
} as const;
const XDR = { switch: 'q3400', nodeOptic: '800g-dr4', switchOptic: '1600g-2xdr4' } as const;

const RACK_OF_FOUR = 'assumed: four per rack, as in the DGX SuperPOD with DGX H100';

/** The usual kit of each node of the catalogue. */
export const NODE_KITS: Readonly<Record<string, NodeKit>> = {
  'dgx-h100': {
    rack: 'superpod-h100',
    ...NDR_MULTIMODE,
    reason: 'DGX SuperPOD with Quantum-2 switches; multimode optics',
    source: cite('superPodH100'),
  },
  'dgx-h200': {
    rack: 'superpod-h100',
    ...NDR_MULTIMODE,
    reason: 'assumed: the kit of the DGX H100, which has the same size and power',
    source: cite('superPodH100'),
  },
  'hgx-h100': {
    rack: 'supermicro-colossus',
    ...ETHERNET_400G,
    reason: 'Colossus: racks of eight 4U nodes on Spectrum-X; the optics are assumed',
    source: cite('nvidiaColossus'),
  },
  'grand-teton': {
    rack: 'superpod-h100',
    ...ETHERNET_400G,
    switch: 'tomahawk5',
    reason: `${RACK_OF_FOUR}; Meta's Llama 3 cluster uses Ethernet at 400 Gb/s`,
    source: cite('llama3', 'section 3.3.1'),
  },
  'dgx-a100': {
    rack: 'superpod-h100',
    switch: 'qm8700',
    nodeOptic: '200g-sr4',
    switchOptic: '200g-sr4',
    reason: `${RACK_OF_FOUR}; HDR InfiniBand, as fast as its network cards`,
    source: cite('superPodCabling'),
  },
  'dgx-b200': {
    rack: 'superpod-b200',
    ...NDR_MULTIMODE,
    reason: 'DGX SuperPOD with Quantum-2 switches; multimode optics are assumed',
    source: cite('superPodB200'),
  },
  'dgx-b300': {
    rack: 'superpod-b300',
    ...XDR,
    reason: 'DGX SuperPOD with Quantum-X800 switches',
    source: cite('superPodB300'),
  },
  'gb200-tray': {
    rack: 'gb200-nvl72',
    ...NDR_MULTIMODE,
    reason: 'DGX SuperPOD: InfiniBand at 400 Gb/s; multimode optics are assumed',
    source: cite('superPodGb200'),
  },
  'hgx-h20': {
    rack: 'superpod-h100',
    ...ETHERNET_400G,
    reason: `${RACK_OF_FOUR}; Ethernet as fast as its network cards is assumed`,
  },
  'quad-gh200': {
    rack: 'jupiter-booster',
    ...NDR_MULTIMODE,
    reason:
      'JUPITER: NDR200 on Quantum-2 switches, here with one card per port; optics are assumed',
    source: cite('jupiter'),
  },
  'rtx-pro-server': {
    rack: 'superpod-h100',
    ...ETHERNET_400G,
    reason: `${RACK_OF_FOUR}; Ethernet as fast as its network cards is assumed`,
  },
  'mi300x-server': {
    rack: 'superpod-b300',
    ...NDR_MULTIMODE,
    reason: 'InfiniBand at 400 Gb/s, as at Microsoft; optics and a standard rack are assumed',
    source: cite('azureMi300x'),
  },
  'mi325x-server': {
    rack: 'superpod-b300',
    ...ETHERNET_400G,
    reason: 'assumed: a standard rack, and Ethernet as fast as its network cards',
  },
  'mi355x-server': {
    rack: 'mi355x-rack',
    ...ETHERNET_400G,
    reason:
      'the liquid-cooled rack that AMD showed; Ethernet, like its Pollara cards; optics are assumed',
    source: cite('mi355xRack'),
  },
  'this-machine': {
    rack: 'this-machine',
    switch: 'loopback',
    nodeOptic: 'loopback',
    switchOptic: 'loopback',
    reason: 'assumed: processes of one machine have no other network',
  },
  'gb300-tray': {
    rack: 'gb300-nvl72',
    ...XDR,
    reason: 'assumed: Quantum-X800, as fast as its network cards',
    source: cite('xdrTransceivers'),
  },
};

/** The node that a GPU usually comes in. Where the node's maker puts in another GPU, this one is stated. */
const USUAL_NODES: Readonly<Record<string, string>> = {
  'h100-sxm': 'dgx-h100',
  'h200-sxm': 'dgx-h200',
  'h100-96gb-500w': 'grand-teton',
  'a100-sxm-80gb': 'dgx-a100',
  'b200-sxm': 'dgx-b200',
  'b300-sxm': 'dgx-b300',
  gb200: 'gb200-tray',
  gb300: 'gb300-tray',
  'h20-sxm': 'hgx-h20',
  gh200: 'quad-gh200',
  'rtx-pro-6000': 'rtx-pro-server',
  mi300x: 'mi300x-server',
  mi325x: 'mi325x-server',
  mi355x: 'mi355x-server',
  'this-machine': 'this-machine',
  // These take the node of their kind: DGX A100 with 320 GB, export versions, the larger Grace Hopper.
  'a100-sxm-40gb': 'dgx-a100',
  'a800-sxm-80gb': 'dgx-a100',
  'h800-sxm': 'dgx-h100',
  'gh200-144gb': 'quad-gh200',
};

/** The usual kit of a GPU of the catalogue, by its name; undefined for any other name. */
export function kitOf(gpu: string): Kit | undefined {
  const node = Object.hasOwn(USUAL_NODES, gpu) ? USUAL_NODES[gpu] : undefined;
  const kit = node === undefined ? undefined : NODE_KITS[node];
  return node === undefined || !kit ? undefined : { node, ...kit };
}

/** Whether a node's maker puts this GPU into it. */
export function isMadeWith(node: string, gpu: string): boolean {
  return Object.hasOwn(NODES, node) && NODES[node]?.gpu === gpu;
}
