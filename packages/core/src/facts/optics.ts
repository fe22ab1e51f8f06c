import type { Known } from '../base/index.ts';
import { assumed, fact } from './fact.ts';
import { cite } from './sources.ts';

export type OpticMedium = 'copper' | 'multimode' | 'single-mode';

/** One transceiver, or one copper cable with both ends. */
export interface OpticSpec {
  readonly label: string;
  readonly medium: OpticMedium;
  /** B/s, per direction */
  readonly speed: Known;
  /** Links that one of them carries, at the speed of a switch port. */
  readonly links: Known;
  /** Price of one transceiver, or of one whole cable. USD */
  readonly price: Known;
  /** Already counted in a switch's `power` when plugged into a switch. W */
  readonly power: Known;
  /** Metres. */
  readonly reachMetres: Known;
  /** Mean time to failure of a link; absent for copper, for which none is published. s */
  readonly mttf?: Known;
}

const LINKX = { provenance: 'datasheet', source: cite('linkX') } as const;
const SEMI = { provenance: 'paper', source: cite('semiAnalysis100k'), asOf: '2024-06-17' } as const;
const ROUGH =
  'no published price found: only an order of magnitude, from half to double; state your own';

const XDR = { provenance: 'datasheet', source: cite('xdrTransceivers') } as const;
const TWICE = 'no published price found: twice that of the transceiver with half its speed';
const NO_XDR_MTTF = 'no figure for XDR found: that of the NDR transceiver with as many links';

const SINGLE_LINK_MTTF = fact('5 years', { ...SEMI, reason: 'of a 400 Gb/s link' });
const TWIN_LINK_MTTF = fact('4 years', { ...SEMI, reason: 'for a twin link of 2 x 400 Gb/s' });
const ONE_LINK = fact('1 link', LINKX);
const TWO_LINKS = fact('2 link', LINKX);

export const OPTICS: Readonly<Record<string, OpticSpec>> = {
  loopback: {
    label: 'No cable: the loopback interface',
    medium: 'copper',
    speed: assumed('400 Gb/s', 'never the bottleneck: the processes are'),
    links: assumed('1 link', 'there is none'),
    price: assumed('1 USD', 'it comes with the machine'),
    power: assumed('0.1 W', 'the operating system does its work'),
    reachMetres: assumed('1', 'it does not leave the machine'),
  },
  'dac-800g': {
    label: '800G twin-port copper cable (MCP4Y10)',
    medium: 'copper',
    speed: fact('800 Gb/s', LINKX),
    links: TWO_LINKS,
    price: assumed('250 USD', ROUGH, { range: ['125 USD', '500 USD'] }),
    power: fact('0.1 W', LINKX),
    reachMetres: fact('2', {
      ...LINKX,
      alternatives: [fact('3', { ...SEMI, reason: 'copper in general' })],
    }),
  },
  '200g-sr4': {
    label: '200G SR4 multimode transceiver for HDR (MMA1T00-HS)',
    medium: 'multimode',
    speed: fact('200 Gb/s', LINKX),
    links: ONE_LINK,
    price: assumed('400 USD', ROUGH, { range: ['200 USD', '800 USD'] }),
    power: fact('6 W', { provenance: 'datasheet', source: cite('superPodCabling') }),
    reachMetres: assumed('100', 'IEEE 802.3cd: SR4 with 50 Gb/s per lane over OM4'),
    mttf: assumed('5 years', 'no figure for HDR found: that of a 400 Gb/s link', {
      source: cite('semiAnalysis100k'),
    }),
  },
  '400g-sr4': {
    label: '400G SR4 multimode transceiver (MMA4Z00-NS400)',
    medium: 'multimode',
    speed: fact('400 Gb/s', LINKX),
    links: ONE_LINK,
    price: assumed('700 USD', ROUGH, { range: ['350 USD', '1400 USD'] }),
    power: fact('8 W', { ...LINKX, range: ['8 W', '9 W'] }),
    reachMetres: fact('50', LINKX),
    mttf: SINGLE_LINK_MTTF,
  },
  '800g-2xsr4': {
    label: '800G twin-port SR8 multimode transceiver (MMA4Z00-NS)',
    medium: 'multimode',
    speed: fact('800 Gb/s', LINKX),
    links: TWO_LINKS,
    price: assumed('1300 USD', ROUGH, { range: ['650 USD', '2600 USD'] }),
    power: fact('15 W', LINKX),
    reachMetres: fact('50', LINKX),
    mttf: TWIN_LINK_MTTF,
  },
  '400g-dr4': {
    label: '400G DR4 single-mode transceiver (MMS4X00-NS400)',
    medium: 'single-mode',
    speed: fact('400 Gb/s', LINKX),
    links: ONE_LINK,
    price: assumed(
      '860 USD',
      'no published price found: the SR4 times the ratio of the two 800G transceivers here; high end 2.5 times the SR4, which SemiAnalysis gives for single-mode',
      { range: ['430 USD', '1750 USD'] },
    ),
    power: fact('9 W', LINKX),
    reachMetres: fact('100', LINKX),
    mttf: SINGLE_LINK_MTTF,
  },
  '800g-2xdr4': {
    label: '800G twin-port DR4 single-mode transceiver (MMS4X00-NM)',
    medium: 'single-mode',
    speed: fact('800 Gb/s', LINKX),
    links: TWO_LINKS,
    price: assumed(
      '1600 USD',
      'no published price found: only an order of magnitude; high end 2.5 times the SR8, which SemiAnalysis gives for single-mode',
      { range: ['800 USD', '3250 USD'] },
    ),
    power: fact('17 W', LINKX),
    reachMetres: fact('500', LINKX),
    mttf: TWIN_LINK_MTTF,
  },
  '800g-dr4': {
    label: '800G XDR DR4 single-mode transceiver (MMS4A20)',
    medium: 'single-mode',
    speed: fact('800 Gb/s', XDR),
    links: fact('1 link', XDR),
    price: assumed('1720 USD', `${TWICE}: the 400G DR4`, { range: ['860 USD', '3500 USD'] }),
    power: assumed(
      '13 W',
      'that of the twin-port one times the ratio of the two NDR transceivers, 9 to 17 W',
      {
        source: cite('ndrAndXdr'),
      },
    ),
    reachMetres: assumed('100', 'no figure found: as for the 400G DR4 of a network card'),
    mttf: assumed('5 years', NO_XDR_MTTF, { source: cite('semiAnalysis100k') }),
  },
  '1600g-2xdr4': {
    label: '1.6T XDR twin-port DR4 single-mode transceiver (MMS4A00)',
    medium: 'single-mode',
    speed: fact('1600 Gb/s', XDR),
    links: fact('2 link', XDR),
    price: assumed('3200 USD', `${TWICE}: the 800G twin-port DR4`, {
      range: ['1600 USD', '6500 USD'],
    }),
    power: fact('25 W', { provenance: 'quote', source: cite('ndrAndXdr') }),
    reachMetres: assumed('500', 'no figure found: as for the 800G twin-port DR4'),
    mttf: assumed('4 years', NO_XDR_MTTF, { source: cite('semiAnalysis100k') }),
  },
};
