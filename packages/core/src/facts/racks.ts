import type { Known } from '../base/index.ts';
import { assumed, fact } from './fact.ts';
import { cite } from './sources.ts';

export interface RackSpec {
  readonly label: string;
  readonly nodesPerRack: Known;
  /** Power that the rack's feed can carry. W */
  readonly powerLimit: Known;
  /** Rack units left for nodes; absent where that room is not published. */
  readonly height?: Known;
}

const B300_POD = { provenance: 'datasheet', source: cite('superPodB300') } as const;
const NVL72 = { provenance: 'datasheet', source: cite('superPodGb200') } as const;

export const RACKS: Readonly<Record<string, RackSpec>> = {
  'superpod-h100': {
    label: 'DGX SuperPOD rack, air-cooled',
    nodesPerRack: fact('4 node', { provenance: 'datasheet', source: cite('superPodH100') }),
    powerLimit: assumed('40.8 kW', 'four DGX H100 at 10.2 kW; printed as "over 40 kW"', {
      source: cite('superPodH100'),
    }),
  },
  'superpod-b200': {
    label: 'DGX SuperPOD rack for DGX B200, air-cooled',
    nodesPerRack: assumed('2 node', 'what the printed "exceeds 25 kW" per rack amounts to', {
      source: cite('superPodB200'),
    }),
    powerLimit: assumed('28.6 kW', 'two DGX B200 at 14.3 kW; printed as "exceeds 25 kW"', {
      source: cite('superPodB200'),
    }),
  },
  'superpod-b300': {
    label: 'Standard rack of 56 kW, air-cooled, as with DGX B300',
    nodesPerRack: fact('4 node', B300_POD),
    powerLimit: fact('56 kW', { ...B300_POD, reason: 'printed as "~56kW"' }),
    height: assumed(
      '42',
      'a rack of 48 units, which the printed four nodes of 10 and three PDUs of 2 need, less these PDUs',
      { source: cite('superPodB300') },
    ),
  },
  'supermicro-colossus': {
    label: 'Supermicro liquid-cooled rack, as in Colossus',
    nodesPerRack: fact('8 node', {
      provenance: 'quote',
      source: cite('serveTheHomeColossus'),
      reason: 'eight 4U nodes and a coolant distribution unit; eight racks make 512 GPUs',
    }),
    powerLimit: assumed('81.6 kW', '64 GPUs at 1,275 W, which includes the share of the node', {
      source: cite('semiAnalysisEnergy'),
    }),
    height: assumed(
      '32',
      'eight nodes of 4 units fill the room that the coolant distribution leaves',
      {
        source: cite('serveTheHomeColossus'),
      },
    ),
  },
  'gb200-nvl72': {
    label: 'GB200 NVL72: 18 compute trays and 9 NVLink switch trays, liquid-cooled',
    nodesPerRack: fact('18 node', { ...NVL72, reason: 'eight racks are 576 GPUs, four per tray' }),
    powerLimit: fact('120 kW', { provenance: 'quote', source: cite('gb200Deployment') }),
  },
  'gb300-nvl72': {
    label: 'GB300 NVL72: 18 compute trays and 9 NVLink switch trays, liquid-cooled',
    nodesPerRack: fact('18 node', { provenance: 'quote', source: cite('gb300Cooling') }),
    powerLimit: fact('142 kW', { provenance: 'quote', source: cite('gb300Cooling') }),
  },
  'jupiter-booster': {
    label: 'Rack of JUPITER Booster, liquid-cooled',
    nodesPerRack: fact('48 node', {
      provenance: 'datasheet',
      source: cite('jupiter'),
      reason: '240 nodes in five racks',
    }),
    powerLimit: assumed('149 kW', '48 nodes at the 3.1 kW assumed for one', {
      source: cite('jupiter'),
    }),
  },
  'this-machine': {
    label: 'This machine',
    nodesPerRack: assumed('40 node', 'a process for each core of a server'),
    powerLimit: assumed('400 W', 'a server with 40 cores'),
  },
  'mi355x-rack': {
    label: 'EIA rack of twelve servers with MI355X, liquid-cooled',
    nodesPerRack: fact('12 node', {
      provenance: 'quote',
      source: cite('mi355xRack'),
      reason: '96 GPUs, eight per server',
    }),
    powerLimit: assumed('190 kW', 'twelve servers at the 15.8 kW assumed for one', {
      source: cite('mi355xRack'),
    }),
  },
};
