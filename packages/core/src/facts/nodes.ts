import type { Known } from '../base/index.ts';
import { assumed, fact } from './fact.ts';
import { cite } from './sources.ts';

/** A node: a server with its GPUs and network cards. */
export interface NodeSpec {
  readonly label: string;
  /** The name in `GPUS` of what the maker puts in. */
  readonly gpu: string;
  readonly gpusPerNode: Known;
  /** What the node draws under training load, all of it. W */
  readonly power: Known;
  /** What the maker says to provide. W */
  readonly nameplatePower: Known;
  /** With GPUs and network cards. USD */
  readonly price: Known;
  /** Network cards on the training fabric. */
  readonly nicsPerNode: Known;
  /** Of one network card, per direction. B/s */
  readonly nicSpeed: Known;
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
      reason: '1,275 W per GPU with its share of the node',
    }),
  ],
});

const H100_GUIDE = { provenance: 'datasheet', source: cite('dgxH100Guide') } as const;
const COLOSSUS_TOUR = { provenance: 'quote', source: cite('serveTheHomeColossus') } as const;
const A100_GUIDE = { provenance: 'datasheet', source: cite('dgxA100Guide') } as const;
const B200_GUIDE = { provenance: 'datasheet', source: cite('dgxB200Guide') } as const;
const SAME_SHARE =
  'no measurement found: the share of the nameplate that the H100 node draws (8.4 of 10.2 kW); low end 0.76, high end the nameplate';

export const NODES: Readonly<Record<string, NodeSpec>> = {
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
      reason: '1,275 W per GPU with its share of the node',
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
  'dgx-a100': {
    label: 'NVIDIA DGX A100',
    gpu: 'a100-sxm-80gb',
    gpusPerNode: fact('8 GPU', A100_GUIDE),
    power: assumed('5.35 kW', SAME_SHARE, { range: ['4.94 kW', '6.5 kW'] }),
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
    power: assumed('11.8 kW', SAME_SHARE, { range: ['10.9 kW', '14.3 kW'] }),
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
};
