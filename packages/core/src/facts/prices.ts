import type { Known } from '../base/index.ts';
import { fact } from './fact.ts';
import { cite } from './sources.ts';

const SHEET = { provenance: 'quote', source: cite('clusterCostSheet') } as const;
const SEMI = { provenance: 'paper', source: cite('semiAnalysis100k'), asOf: '2024-06-17' } as const;

/** Reported costs of whole clusters and their larger parts. */
export const PRICES = {
  /** Cost of an H100 cluster with network and storage, per GPU. */
  h100ClusterPerGpu: fact('47000 USD/GPU', {
    ...SHEET,
    range: ['47000 USD/GPU', '52000 USD/GPU'],
    alternatives: [
      fact('38000 USD/GPU', {
        provenance: 'paper',
        source: cite('epochClusters', 'hardware cost of Colossus, 3.8 billion for 100,000 H100'),
        asOf: '2024-09-02',
        reason: 'computers only',
      }),
      fact('40000 USD/GPU', {
        ...SEMI,
        reason: 'more than 4 billion for the nodes of 100,000 H100',
      }),
    ],
  }),
  /** InfiniBand cables and optics of a three-tier fabric, per GPU: 398.5 million for 104,858. */
  infinibandCablesPerGpu: fact('3800 USD/GPU', SHEET),
  /** Extra price of a BlueField-3 over a ConnectX-7, per card. */
  blueFieldPremium: fact('300 USD', SEMI),
  /** Extra power of a BlueField-3 over a ConnectX-7. */
  blueFieldPower: fact('50 W', SEMI),
  /** Rent at list price. */
  rentedH100: fact('10 USD/GPU-hour', {
    provenance: 'quote',
    source: cite('ociPrice'),
    asOf: '2026-04-01',
    reason: 'BM.GPU.H100.8 at 80 USD per hour; contracts are far below list',
  }),
} as const satisfies Readonly<Record<string, Known>>;

/** Interest on debt secured by GPUs, as a fraction per year. */
export const INTEREST_RATES: Readonly<Record<string, Known>> = {
  'coreweave-ddtl-1': fact('15 %', { provenance: 'quote', source: cite('coreWeave') }),
  'coreweave-ddtl-2': fact('11 %', { provenance: 'quote', source: cite('coreWeave') }),
  'coreweave-term-loan-2024': fact('12 %', { provenance: 'quote', source: cite('coreWeave') }),
  'coreweave-senior-2025': fact('10 %', { provenance: 'quote', source: cite('coreWeave') }),
  'coreweave-oem': fact('9.5 %', { provenance: 'quote', source: cite('coreWeave') }),
  'coreweave-revolver': fact('7 %', { provenance: 'quote', source: cite('coreWeave') }),
};
