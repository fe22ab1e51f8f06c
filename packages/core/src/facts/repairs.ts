import type { Known } from '../base/index.ts';
import { assumed, fact, sigmaOf } from './fact.ts';
import { cite } from './sources.ts';

const SWAP = { provenance: 'quote', source: cite('gpuReplacement') } as const;
const NVL = { provenance: 'quote', source: cite('nvlService') } as const;
const LANL = 'from 23,000 failures at Los Alamos, all causes; not GPUs';

/** From a fault to the part being back in service. */
export const REPAIR_TIMES = {
  reboot: fact('30 min', { provenance: 'quote', source: cite('nvSentinel') }),
  /** A node on the bench: a GPU, a card, a board. */
  nodeRepair: assumed(
    '24 h',
    'not published: a working day to reach it and one to test it; from the hours of a tray swap to the days of a return to the maker',
    { range: ['2 h', '168 h'] },
  ),
  /** A transceiver, a cable or a port. */
  linkRepair: assumed('2 h', 'not published: a technician with a spare in the hall', {
    range: ['30 min', '24 h'],
  }),
  switchRepair: assumed('8 h', 'not published: a spare switch, cabled and configured', {
    range: ['2 h', '24 h'],
  }),
} as const satisfies Readonly<Record<string, Known>>;

/** Technicians, spare parts, and how repair times spread. */
export const REPAIR_CREW = {
  /** Nodes per technician on duty. */
  nodesPerTechnician: assumed(
    '500 node',
    'not published: 2.9 repairs per 1,000 node-days (Llama 3, hardware) at 3 h each fill a shift of 8 h for 1,000 nodes; half of that leaves time for other work',
    { range: ['100 node', '2000 node'] },
  ),
  /** A technician's time for one repair with the part at hand. s */
  handsOn: fact('3 h', { ...SWAP, range: ['2 h', '4 h'], reason: 'two to four hours' }),
  /** Spare parts in stock, as a share of those installed. */
  spareStock: assumed(
    '0.005',
    'not published: 6 % of GPUs a year at most (148 in 54 days of 16,384) over two weeks of supply, doubled; high end the spare GPUs of arXiv:2503.11901',
    { source: cite('twoGpus'), range: ['0.002', '0.05'] },
  ),
  /** From ordering a part to its arrival. s */
  spareLeadTime: fact('7 d', {
    ...SWAP,
    range: ['1 d', '20 d'],
    reason: 'next business day under contract, 3 to 14 business days without',
  }),
  /** Standard deviation of the logarithm of a repair time, taken as log-normal, as at LANL. */
  sigma: sigmaOf(
    assumed('54 min', LANL, { source: cite('schroeder2006') }),
    assumed('355 min', LANL, { source: cite('schroeder2006') }),
    {
      provenance: 'assumed',
      source: cite('schroeder2006'),
      range: ['0.5', '2.3'],
      reason:
        'sqrt(2 ln(mean / median)) with 355 and 54 min, from 23,000 failures at Los Alamos; the log-normal law is published, but not for GPUs',
    },
  ),
  /** The cheapest repair: a reset without a reboot. s */
  gpuReset: assumed('2 min', 'not published: cheaper than a reboot, with the memory freed', {
    range: ['50 s', '30 min'],
  }),
  /** Parts of a GB200 NVL72; a switch tray or the backplane takes the whole rack out of service. s */
  computeTray: fact('2.5 h', { ...NVL, range: ['1 h', '4 h'], reason: 'middle of 1 to 4 h' }),
  switchTray: fact('2.5 h', { ...NVL, range: ['1 h', '4 h'], reason: 'middle of 1 to 4 h' }),
  backplane: fact('16 h', { ...NVL, range: ['8 h', '24 h'], reason: 'middle of 8 to 24 h' }),
} as const satisfies Readonly<Record<string, Known>>;
