import type { Known } from '../base/index.ts';
import { assumed, fact } from './fact.ts';
import { cite } from './sources.ts';

const LBNL = { provenance: 'paper', source: cite('lbnl'), asOf: '2023-12-31' } as const;
const SEMI_100K = {
  provenance: 'paper',
  source: cite('semiAnalysis100k'),
  asOf: '2024-06-17',
} as const;
const SEMI_ENERGY = {
  provenance: 'paper',
  source: cite('semiAnalysisEnergy'),
  asOf: '2024-03-13',
} as const;

/** Power usage effectiveness: the power of the site over that of its computers. */
export const PUE: Readonly<Record<string, Known>> = {
  'ai-specialised-2023': fact('1.14', LBNL),
  'colocation-2024': fact('1.25', SEMI_ENERGY),
  'us-average-2023': fact('1.43', LBNL),
  'industry-2023': fact('1.58', {
    provenance: 'quote',
    source: cite('uptime2023'),
    asOf: '2023-12-31',
  }),
  'industry-2024': fact('1.56', {
    provenance: 'quote',
    source: cite('uptime2024'),
    asOf: '2024-12-31',
  }),
};

export const ELECTRICITY_PRICES: Readonly<Record<string, Known>> = {
  'us-industrial-2024': fact('0.083 USD/kWh', SEMI_ENERGY),
  'semianalysis-standard': fact('0.078 USD/kWh', SEMI_100K),
  'tennessee-industrial': fact('0.0674 USD/kWh', {
    provenance: 'quote',
    source: cite('energyProfile'),
  }),
};

/** Cost of the building and its plant, without computers, per watt of critical load. */
export const CONSTRUCTION_COSTS: Readonly<Record<string, Known>> = {
  'us-average-2025': fact('11.7 USD/W', {
    provenance: 'quote',
    source: cite('cushman2025'),
    range: ['9.3 USD/W', '15 USD/W'],
  }),
  'colossus-1': assumed(
    '9.77 USD/W',
    'from a model: 1.70 billion (2025) for a facility of 174 MW',
    {
      source: cite('epochDataCenters', 'Colossus 1'),
      asOf: '2024-09-02',
    },
  ),
};

/** Extra cost of an AI data centre over an ordinary one, as a fraction. */
export const AI_CONSTRUCTION_PREMIUM = fact('7 %', {
  provenance: 'quote',
  source: cite('turner2025'),
  range: ['7 %', '10 %'],
});

/** IT load besides the nodes, as a fraction of theirs. */
export const NON_SERVER_IT_OVERHEAD = fact('0.1', {
  ...SEMI_100K,
  reason: 'storage, switches, optics and CPU nodes',
});

/** The share of critical IT power that a cluster is likely to draw. */
export const LIKELY_POWER_UTILISATION = fact('0.8', SEMI_ENERGY);

/** IT power of an H100 cluster per GPU, with storage, switches and CPU nodes. */
export const CLUSTER_POWER_PER_GPU = fact('1389 W', SEMI_ENERGY);

/** Energy of one Tesla Megapack; Colossus has 208 of them. */
export const MEGAPACK_ENERGY = fact('3.9 MWh', {
  provenance: 'quote',
  source: cite('megapackPress'),
});

export const DEPRECIATION_LIVES = {
  it: fact('5 years', { provenance: 'paper', source: cite('epochTco') }),
  facility: fact('14 years', { provenance: 'paper', source: cite('epochTco') }),
} as const satisfies Readonly<Record<string, Known>>;

function leadTime(low: number, high: number, source: 'leadTimes2026' | 'cushman2025'): Known {
  return fact(`${(low + high) / 2} weeks`, {
    provenance: 'quote',
    source: cite(source),
    range: [`${low} weeks`, `${high} weeks`],
    reason: 'middle of the published range',
  });
}

/** From order to delivery. */
export const LEAD_TIMES: Readonly<Record<string, Known>> = {
  switchgear: leadTime(46, 48, 'cushman2025'),
  'switchgear-2026': leadTime(52, 65, 'leadTimes2026'),
  'transformer-2026': leadTime(60, 128, 'leadTimes2026'),
  generator: leadTime(30, 38, 'cushman2025'),
  'generator-2026': leadTime(12, 20, 'leadTimes2026'),
  chiller: leadTime(30, 40, 'cushman2025'),
  'chiller-2026': leadTime(16, 24, 'leadTimes2026'),
  'ups-2026': leadTime(20, 40, 'leadTimes2026'),
};

/** The most GPUs that one rented cluster could hold (Oracle, 2024). */
export const RENTED_CLUSTER_LIMITS: Readonly<Record<string, Known>> = {
  'h100-sxm': fact('16384 GPU', { provenance: 'quote', source: cite('ociBlog') }),
  'h200-sxm': fact('65536 GPU', { provenance: 'quote', source: cite('ociBlog') }),
  'a100-sxm-80gb': fact('32768 GPU', { provenance: 'quote', source: cite('ociBlog') }),
  'b200-sxm': fact('131072 GPU', { provenance: 'quote', source: cite('ociBlog') }),
};
