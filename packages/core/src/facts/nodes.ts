import type { Known } from '../base/index.ts';
import { assumed, fact } from './fact.ts';
import { cite } from './sources.ts';

/** A node: a server with its GPUs and network cards. */
export interface NodeSpec {
  readonly label: string;
  /** The GPU that the maker puts in, by its name in `GPUS`. */
  readonly gpu: string;
  readonly gpusPerNode: Known;
  /** What the whole node draws under training load. W */
  readonly power: Known;
  /** The power that the maker says to provide. W */
  readonly nameplatePower: Known;
  /** With GPUs and network cards. USD */
  readonly price: Known;
  /** Network cards on the training fabric. */
  readonly nicsPerNode: Known;
  /** Of one network card, per direction. B/s */
  readonly nicSpeed: Known;
  /** GPUs joined by NVLink, where they span more than one node. */
  readonly nvlinkDomain?: Known;
  /** Rack units. */
  readonly height?: Known;
}

const measured = fact('8.4 kW', {
  provenance: 'measured',
  source: cite('latif2024'),
  asOf: '2024-12-11',
  range: ['7.75 kW', '10.2 kW'],
  reason: 'highest seen in training on an air-cooled 8-GPU H100 node; 18 % below the nameplate',
  alternatives: [
    fact('10.2 kW', { provenance: 'datasheet', source: cite('dgxH100Guide') }),
    fact('7.75 kW', {
      provenance: 'measured',
      source: cite('newkirk2025'),
      reason: '0.76 of the nameplate under heavy AI load',
    }),
    fact('10.2 kW', {
      provenance: 'paper',
      source: cite('semiAnalysisEnergy'),
      reason: '1,275 W per GPU, including its share of the node',
    }),
  ],
});

const H100_GUIDE = { provenance: 'datasheet', source: cite('dgxH100Guide') } as const;
const COLOSSUS_TOUR = { provenance: 'quote', source: cite('serveTheHomeColossus') } as const;
const GRAND_TETON = 'that of the HGX H100 node, for Meta published none for Grand Teton';
const A100_GUIDE = { provenance: 'datasheet', source: cite('dgxA100Guide') } as const;
const B200_GUIDE = { provenance: 'datasheet', source: cite('dgxB200Guide') } as const;
const B300_POD = { provenance: 'datasheet', source: cite('superPodB300') } as const;
const B300_PAGE = { provenance: 'quote', source: cite('dgxB300Wiki') } as const;
const GB200_TRAY = { provenance: 'quote', source: cite('crusoeGb200') } as const;
const GB300_TRAY = { provenance: 'quote', source: cite('gb300Cooling') } as const;
const JUPITER = { provenance: 'datasheet', source: cite('jupiter') } as const;
const SAME_SHARE =
  'no measurement found: the same share of the nameplate as the H100 node draws (8.4 of 10.2 kW); low end 0.76, high end the nameplate';

/** Draw in training where nothing was measured: the share of the nameplate that the H100 node draws. */
function drawnOf(power: string, low: string, high: string): Known {
  return assumed(power, SAME_SHARE, { range: [low, high] });
}

/** Systems and trays, each by a single maker. */
const SYSTEMS: Readonly<Record<string, NodeSpec>> = {
  'dgx-h100': {
    label: 'NVIDIA DGX H100',
    gpu: 'h100-sxm',
    gpusPerNode: fact('8 GPU', H100_GUIDE),
    power: measured,
    nameplatePower: fact('10.2 kW', {
      ...H100_GUIDE,
      range: ['10.2 kW', '11.3 kW'],
      reason: 'the guide also prints 38,557 BTU/h of heat, which is 11.3 kW',
    }),
    price: fact('270000 USD', {
      provenance: 'quote',
      source: cite('epochTrainingCost'),
      asOf: '2023-12-31',
      range: ['270000 USD', '317000 USD'],
    }),
    nicsPerNode: fact('8 NIC', H100_GUIDE),
    nicSpeed: fact('400 Gb/s', H100_GUIDE),
    height: fact('8', H100_GUIDE),
  },
  'hgx-h100': {
    label: 'Supermicro 4U liquid-cooled HGX H100',
    gpu: 'h100-sxm',
    gpusPerNode: fact('8 GPU', COLOSSUS_TOUR),
    power: {
      ...measured,
      reason: `${measured.reason}; no measurement of the liquid-cooled node was found`,
    },
    nameplatePower: fact('10.2 kW', {
      provenance: 'paper',
      source: cite('semiAnalysisEnergy'),
      reason: '1,275 W per GPU, including its share of the node',
    }),
    price: fact('310000 USD', {
      provenance: 'quote',
      source: cite('clusterCostSheet'),
      asOf: '2024-08-31',
      range: ['270000 USD', '317000 USD'],
      alternatives: [
        fact('317000 USD', {
          provenance: 'quote',
          source: cite('clusterCostSheet', 'Thinkmate quote'),
          asOf: '2024-08-31',
        }),
      ],
    }),
    nicsPerNode: fact('8 NIC', {
      ...COLOSSUS_TOUR,
      reason: 'one BlueField-3 per GPU; a ninth port of 400 Gb/s serves the CPUs',
    }),
    nicSpeed: fact('400 Gb/s', COLOSSUS_TOUR),
    height: fact('4', COLOSSUS_TOUR),
  },
  'dgx-h200': {
    label: 'NVIDIA DGX H200',
    gpu: 'h200-sxm',
    gpusPerNode: fact('8 GPU', H100_GUIDE),
    power: { ...measured, reason: `${measured.reason}; no measurement was found for H200` },
    nameplatePower: fact('10.2 kW', H100_GUIDE),
    price: assumed(
      '288000 USD',
      'no price found: that of a DGX H100 (270,000) times the ratio of the list prices of the GPUs alone, 32,000 to 30,000',
      { source: cite('huggingFaceHardware'), range: ['270000 USD', '400000 USD'] },
    ),
    nicsPerNode: fact('8 NIC', H100_GUIDE),
    nicSpeed: fact('400 Gb/s', H100_GUIDE),
    height: fact('8', H100_GUIDE),
  },
  'grand-teton': {
    label: 'Meta Grand Teton with 500 W H100',
    gpu: 'h100-96gb-500w',
    gpusPerNode: fact('8 GPU', { provenance: 'paper', source: cite('llama3', 'section 3.3.1') }),
    power: drawnOf('7.08 kW', '6.54 kW', '8.6 kW'),
    nameplatePower: assumed('8.6 kW', 'the 10.2 kW of a DGX H100 less 200 W for each of 8 GPUs', {
      source: cite('torchtitan', 'section 3, set-up'),
    }),
    price: assumed('310000 USD', GRAND_TETON, { range: ['250000 USD', '330000 USD'] }),
    nicsPerNode: assumed('8 NIC', 'one for each GPU, as in the Llama 3 cluster', {
      source: cite('llama3', 'section 3.3.1'),
    }),
    nicSpeed: fact('400 Gb/s', { provenance: 'paper', source: cite('llama3', 'section 3.3.1') }),
  },
  'dgx-a100': {
    label: 'NVIDIA DGX A100',
    gpu: 'a100-sxm-80gb',
    gpusPerNode: fact('8 GPU', A100_GUIDE),
    power: drawnOf('5.35 kW', '4.94 kW', '6.5 kW'),
    nameplatePower: fact('6.5 kW', A100_GUIDE),
    price: fact('199000 USD', {
      provenance: 'quote',
      source: cite('dgxA100Launch'),
      asOf: '2020-05-14',
    }),
    nicsPerNode: fact('8 NIC', A100_GUIDE),
    nicSpeed: fact('200 Gb/s', A100_GUIDE),
    height: fact('6', A100_GUIDE),
  },
  'dgx-b200': {
    label: 'NVIDIA DGX B200',
    gpu: 'b200-sxm',
    gpusPerNode: fact('8 GPU', B200_GUIDE),
    power: drawnOf('11.8 kW', '10.9 kW', '14.3 kW'),
    nameplatePower: fact('14.3 kW', B200_GUIDE),
    price: fact('515000 USD', {
      provenance: 'quote',
      source: cite('dgxB200Price'),
      asOf: '2025-03-16',
    }),
    nicsPerNode: fact('8 NIC', B200_GUIDE),
    nicSpeed: fact('400 Gb/s', B200_GUIDE),
    height: fact('10', B200_GUIDE),
  },
  'dgx-b300': {
    label: 'NVIDIA DGX B300',
    gpu: 'b300-sxm',
    gpusPerNode: fact('8 GPU', { ...B300_POD, reason: '72 nodes are 576 GPUs' }),
    power: drawnOf('11.5 kW', '10.6 kW', '14 kW'),
    nameplatePower: fact('14 kW', {
      ...B300_POD,
      reason: 'a rack of four is printed as "~56kW"',
    }),
    price: assumed('515000 USD', 'no price found: that of the DGX B200, which it succeeds', {
      source: cite('dgxB200Price'),
      range: ['400000 USD', '700000 USD'],
    }),
    nicsPerNode: fact('8 NIC', {
      ...B300_POD,
      reason: '576 links from 72 nodes to the leaves',
    }),
    nicSpeed: fact('800 Gb/s', { ...B300_POD, reason: 'XDR: ConnectX-8 and Quantum-X800' }),
    height: fact('10', B300_PAGE),
  },
  'gb200-tray': {
    label: 'GB200 NVL72 compute tray',
    gpu: 'gb200',
    gpusPerNode: fact('4 GPU', GB200_TRAY),
    power: drawnOf('5.48 kW', '5.06 kW', '6.66 kW'),
    nameplatePower: assumed(
      '6.66 kW',
      'a rack of 120 kW divided by its 18 compute trays, which includes a share of its NVLink switch trays',
      { source: cite('gb200Deployment') },
    ),
    price: assumed(
      '172000 USD',
      'a rack at 3.1 million by press estimates, divided by its 18 trays',
      {
        range: ['110000 USD', '220000 USD'],
      },
    ),
    nicsPerNode: fact('4 NIC', GB200_TRAY),
    nicSpeed: fact('400 Gb/s', { provenance: 'datasheet', source: cite('superPodGb200', 'NDR') }),
    nvlinkDomain: fact('72 GPU', { provenance: 'datasheet', source: cite('superPodGb200') }),
    height: fact('1', { provenance: 'quote', source: cite('gb200Setloop') }),
  },
  'gb300-tray': {
    label: 'GB300 NVL72 compute tray',
    gpu: 'gb300',
    gpusPerNode: fact('4 GPU', { ...GB300_TRAY, reason: '72 GPUs in 18 trays' }),
    power: drawnOf('6.48 kW', '5.99 kW', '7.88 kW'),
    nameplatePower: assumed(
      '7.88 kW',
      'a rack of 142 kW divided by its 18 compute trays, which includes a share of its NVLink switch trays',
      { source: cite('gb300Cooling') },
    ),
    price: assumed('190000 USD', 'no price found: that of a GB200 tray plus a tenth', {
      range: ['120000 USD', '260000 USD'],
    }),
    nicsPerNode: assumed('4 NIC', 'one ConnectX-8 for each GPU', {
      source: cite('xdrTransceivers'),
    }),
    nicSpeed: fact('800 Gb/s', {
      provenance: 'datasheet',
      source: cite('xdrTransceivers', 'ConnectX-8 cages for B300, GB300'),
    }),
    nvlinkDomain: fact('72 GPU', GB300_TRAY),
    height: assumed('1', 'the height of a GB200 tray', { source: cite('gb200Setloop') }),
  },
};

/** Draw of eight-GPU servers whose makers publish none: the GPUs, and what a DGX H100 needs for the rest. */
function nameplateOf(power: string, gpu: string): Known {
  return assumed(
    power,
    `no figure found: eight GPUs at ${gpu}, and the 4.6 kW that a DGX H100 provides for all but its GPUs`,
    { source: cite('dgxH100Guide') },
  );
}

const NO_SERVER_PRICE = 'no price found: only an order of magnitude';
const EIGHT = assumed('8 GPU', 'as in every server found with this GPU');

/** Servers that stand for what several makers build around one GPU, and a node of a supercomputer. */
const SERVERS: Readonly<Record<string, NodeSpec>> = {
  'hgx-h20': {
    label: 'Server with eight H20',
    gpu: 'h20-sxm',
    gpusPerNode: EIGHT,
    power: drawnOf('6.42 kW', '5.93 kW', '7.8 kW'),
    nameplatePower: nameplateOf('7.8 kW', '400 W'),
    price: assumed('150000 USD', NO_SERVER_PRICE, { range: ['100000 USD', '270000 USD'] }),
    nicsPerNode: assumed('8 NIC', 'as in the DGX H100', { source: cite('dgxH100Guide') }),
    nicSpeed: assumed('400 Gb/s', 'as in the DGX H100', { source: cite('dgxH100Guide') }),
  },
  'quad-gh200': {
    label: 'Node of four GH200, as in JUPITER',
    gpu: 'gh200',
    gpusPerNode: fact('4 GPU', JUPITER),
    power: drawnOf('2.55 kW', '2.36 kW', '3.1 kW'),
    nameplatePower: assumed(
      '3.1 kW',
      'four superchips at the 680 W they are limited to there, plus a seventh for everything else',
      { source: cite('jupiter') },
    ),
    price: assumed(
      '135000 USD',
      'no price found: half of a DGX H100, which has twice as many GPUs',
      {
        source: cite('epochTrainingCost'),
        range: ['100000 USD', '220000 USD'],
      },
    ),
    nicsPerNode: fact('4 NIC', JUPITER),
    nicSpeed: fact('200 Gb/s', { ...JUPITER, reason: 'NDR200' }),
  },
  'this-machine': {
    label: 'Processes of this machine that stand for a node',
    gpu: 'this-machine',
    gpusPerNode: assumed('1 GPU', 'a process for each node'),
    power: assumed('10 W', 'that of the core of its process'),
    nameplatePower: assumed('10 W', 'that of the core of its process'),
    price: assumed('100 USD', 'a fortieth of a server: an order of magnitude'),
    nicsPerNode: assumed('1 NIC', 'the loopback interface'),
    nicSpeed: fact('18 Gb/s', {
      provenance: 'measured',
      source: cite('calibration'),
      reason: 'one way between two processes over the loopback interface',
    }),
  },
  'rtx-pro-server': {
    label: 'RTX PRO Server with eight RTX PRO 6000',
    gpu: 'rtx-pro-6000',
    gpusPerNode: EIGHT,
    power: drawnOf('7.74 kW', '7.15 kW', '9.4 kW'),
    nameplatePower: nameplateOf('9.4 kW', '600 W'),
    price: assumed('110000 USD', NO_SERVER_PRICE, { range: ['80000 USD', '200000 USD'] }),
    nicsPerNode: assumed('4 NIC', 'one for every two GPUs, as in servers with PCIe cards'),
    nicSpeed: assumed('400 Gb/s', 'usual for network cards of the same years'),
  },
  'mi300x-server': {
    label: 'Server with eight MI300X',
    gpu: 'mi300x',
    gpusPerNode: fact('8 GPU', { provenance: 'datasheet', source: cite('azureMi300x') }),
    power: drawnOf('8.73 kW', '8.06 kW', '10.6 kW'),
    nameplatePower: nameplateOf('10.6 kW', '750 W'),
    price: assumed('200000 USD', NO_SERVER_PRICE, { range: ['150000 USD', '300000 USD'] }),
    nicsPerNode: fact('8 NIC', { provenance: 'datasheet', source: cite('azureMi300x') }),
    nicSpeed: fact('400 Gb/s', { provenance: 'datasheet', source: cite('azureMi300x') }),
  },
  'mi325x-server': {
    label: 'Server with eight MI325X',
    gpu: 'mi325x',
    gpusPerNode: EIGHT,
    power: drawnOf('10.4 kW', '9.58 kW', '12.6 kW'),
    nameplatePower: nameplateOf('12.6 kW', '1,000 W'),
    price: assumed('230000 USD', NO_SERVER_PRICE, { range: ['150000 USD', '350000 USD'] }),
    nicsPerNode: assumed('8 NIC', 'as with MI300X', { source: cite('azureMi300x') }),
    nicSpeed: assumed('400 Gb/s', 'as with MI300X', { source: cite('azureMi300x') }),
  },
  'mi355x-server': {
    label: 'Liquid-cooled server with eight MI355X',
    gpu: 'mi355x',
    gpusPerNode: EIGHT,
    power: drawnOf('13 kW', '12 kW', '15.8 kW'),
    nameplatePower: nameplateOf('15.8 kW', '1,400 W'),
    price: assumed('300000 USD', NO_SERVER_PRICE, { range: ['200000 USD', '450000 USD'] }),
    nicsPerNode: assumed('8 NIC', 'one Pollara 400 for each GPU', { source: cite('mi355xRack') }),
    nicSpeed: assumed('400 Gb/s', 'Pollara 400', { source: cite('mi355xRack') }),
  },
};

/** Every node that a file can name. */
export const NODES: Readonly<Record<string, NodeSpec>> = { ...SYSTEMS, ...SERVERS };
