import type { Known } from '../base/index.ts';
import { assumed, fact, rateOf } from './fact.ts';
import { REPAIR_TIMES } from './repairs.ts';
import { cite } from './sources.ts';

const HPN = { provenance: 'paper', source: cite('hpn2024') } as const;
const CRUSOE = { provenance: 'quote', source: cite('crusoe2025') } as const;

/**
 * A link between a network card and a leaf. How much is lost with it follows from the fabric: a link is
 * one of the `nicsPerNode` rails of a node, a spine one of all spines.
 */
export const LINK_HAZARDS = {
  /** Rate of links lost until they are repaired. 1/s per link */
  failureRate: rateOf(0.00057, fact('1 link-month', HPN), '1/link-year', {
    ...HPN,
    range: ['0.003 1/link-year', '0.2 1/link-year'],
    reason: '0.057 % of links from card to top of rack per month',
    alternatives: [
      fact('0.2 1/link-year', {
        provenance: 'paper',
        source: cite('semiAnalysis100k'),
        reason: 'a transceiver fails every five years: 29 times the rate that HPN saw',
      }),
    ],
  }),
  repair: REPAIR_TIMES.linkRepair,
  /** Rate of links that drop and come back by themselves. 1/s per link */
  flapRate: assumed(
    '0.005 1/link-day',
    'HPN saw 5,000 to 60,000 flaps a day on a fleet whose size it does not state: a million links are assumed; low end the faults that Crusoe counted',
    {
      source: cite('hpn2024'),
      range: ['5e-5 1/link-day', '0.06 1/link-day'],
      alternatives: [
        rateOf(10, fact('6400 link-months', CRUSOE), '1/link-day', {
          ...CRUSOE,
          reason: 'recoverable InfiniBand faults: 4.9 % of about 205 on 1,600 GPUs in four months',
        }),
      ],
    },
  ),
  /** Median duration of a flap. s */
  flapTime: assumed(
    '2 s',
    'not published: the time a link takes to train again; with its sigma, one flap in 300 outlasts the tolerance, which gives fewer stops than the network interruptions of Llama 3',
    { range: ['100 ms', '15 s'] },
  ),
  /** Standard deviation of the logarithm of that time, taken as log-normal. */
  flapTimeSigma: assumed('1', 'chosen together with the time of a flap', { range: ['0.5', '2'] }),
  /** A shorter flap only stalls the collective; a longer one ends the attempt. s */
  tolerance: assumed(
    '30 s',
    '7 retries of 4.096 us x 2^20 by the formula of the guide; its default exponent has changed between releases, and 18 to 22 are in use',
    {
      source: cite('ncclGuide', 'NCCL_IB_TIMEOUT, NCCL_IB_RETRY_CNT'),
      range: ['7.5 s', '120 s'],
    },
  ),
  /** Share of bandwidth lost to bad links in a fabric that does not route around them. */
  lossUnrouted: fact('0.625', {
    provenance: 'paper',
    source: cite('rsc'),
    range: ['0.5', '0.75'],
    reason: 'middle of 50 to 75 %, during bring-up without adaptive routing',
  }),
} as const satisfies Readonly<Record<string, Known>>;
