import type { Known } from '../base/index.ts';
import { assumed, fact } from './fact.ts';
import { cite } from './sources.ts';

export interface RackSpec {
  readonly label: string;
  readonly nodesPerRack: Known;
  /** What the rack's feed must carry. W */
  readonly powerLimit: Known;
}

export const RACKS: Readonly<Record<string, RackSpec>> = {
  'superpod-h100': {
    label: 'DGX SuperPOD rack, air-cooled',
    nodesPerRack: fact('4 node', { provenance: 'datasheet', source: cite('superPodH100') }),
    powerLimit: assumed('40.8 kW', 'four DGX H100 at 10.2 kW; printed as "over 40 kW"', {
      source: cite('superPodH100'),
    }),
  },
  'supermicro-colossus': {
    label: 'Supermicro liquid-cooled rack, as in Colossus',
    nodesPerRack: fact('8 node', {
      provenance: 'quote',
      source: cite('serveTheHomeColossus'),
      reason: 'eight 4U nodes and a coolant distribution unit; eight racks make 512 GPUs',
    }),
    powerLimit: assumed('81.6 kW', '64 GPUs at 1,275 W, each with its share of the node', {
      source: cite('semiAnalysisEnergy'),
    }),
  },
};
