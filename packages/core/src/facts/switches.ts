import type { Known } from '../base/index.ts';
import { assumed, fact } from './fact.ts';
import { cite } from './sources.ts';

export interface SwitchSpec {
  readonly label: string;
  readonly protocol: 'infiniband' | 'ethernet';
  /** Number of ports at `portSpeed`: the radix of the fabric. */
  readonly ports: Known;
  /** Per direction. B/s */
  readonly portSpeed: Known;
  /** With optics in its cages, so the power of optics must not be added. W */
  readonly power: Known;
  /** With passive copper in its cages. W */
  readonly passivePower: Known;
  /** USD */
  readonly price: Known;
}

const SEMI = { provenance: 'paper', source: cite('semiAnalysis100k'), asOf: '2024-06-17' } as const;
const DERIVED_POWER = '940 W with passive cables and 64 twin-port transceivers at 17 W';
const NO_PRICE =
  'no published price found: only an order of magnitude, between one QM9700 as sold and two at list price, which have as many ports';

const HDR_MANUAL = { provenance: 'datasheet', source: cite('qm87xxManual') } as const;

export const SWITCHES: Readonly<Record<string, SwitchSpec>> = {
  qm9700: {
    label: 'NVIDIA Quantum-2 QM9700',
    protocol: 'infiniband',
    ports: fact('64 port', { provenance: 'datasheet', source: cite('superPodH100') }),
    portSpeed: fact('400 Gb/s', { provenance: 'datasheet', source: cite('superPodH100') }),
    power: fact('1500 W', {
      ...SEMI,
      range: ['747 W', '1500 W'],
      reason: 'the upper limit, with multimode optics',
    }),
    passivePower: fact('747 W', SEMI),
    price: fact('36000 USD', {
      provenance: 'quote',
      source: cite('clusterCostSheet', 'FS.com'),
      range: ['36000 USD', '50000 USD'],
      alternatives: [
        fact('50000 USD', {
          provenance: 'quote',
          source: cite('clusterCostSheet', 'NVIDIA list price, about'),
        }),
      ],
    }),
  },
  qm8700: {
    label: 'NVIDIA Quantum QM8700',
    protocol: 'infiniband',
    ports: fact('40 port', HDR_MANUAL),
    portSpeed: fact('200 Gb/s', HDR_MANUAL),
    power: assumed('473 W', 'power with passive cables and 40 ports of HDR at 6 W', {
      source: cite('superPodCabling'),
      range: ['233 W', '473 W'],
    }),
    passivePower: assumed(
      '233 W',
      'no figure found: the 747 W of a QM9700 scaled by throughput, 8 of 25.6 Tb/s',
    ),
    price: assumed(
      '20000 USD',
      'no published price found: between a QM9700 scaled by throughput and one as sold',
      { range: ['11000 USD', '36000 USD'] },
    ),
  },
  q3400: {
    label: 'NVIDIA Quantum-X800 Q3400',
    protocol: 'infiniband',
    ports: fact('144 port', SEMI),
    portSpeed: fact('800 Gb/s', SEMI),
    power: assumed('5160 W', 'power with passive cables and 72 twin-port transceivers at 25 W', {
      source: cite('ndrAndXdr', 'the thermal reality of 25W transceivers'),
      range: ['3360 W', '6750 W'],
    }),
    passivePower: assumed(
      '3360 W',
      'no figure found: the 747 W of a QM9700 scaled by throughput, 115.2 of 25.6 Tb/s',
    ),
    price: assumed(
      '162000 USD',
      'no published price found: a QM9700 as sold, scaled by throughput',
      {
        range: ['72000 USD', '225000 USD'],
      },
    ),
  },
  sn5600: {
    label: 'NVIDIA Spectrum-4 SN5600',
    protocol: 'ethernet',
    ports: fact('128 port', { ...SEMI, reason: '64 ports of 800 Gb/s, each split in two' }),
    portSpeed: fact('400 Gb/s', SEMI),
    power: assumed('2028 W', DERIVED_POWER, {
      source: cite('sn5000Datasheet'),
      range: ['940 W', '2167 W'],
    }),
    passivePower: fact('940 W', { provenance: 'datasheet', source: cite('sn5000Datasheet') }),
    price: assumed('60000 USD', NO_PRICE, { range: ['36000 USD', '100000 USD'] }),
  },
  loopback: {
    label: 'Loopback interface of this machine',
    protocol: 'ethernet',
    ports: assumed('64 port', 'it has none: enough for the processes of a machine'),
    portSpeed: assumed('400 Gb/s', 'never the bottleneck: the processes are'),
    power: assumed('1 W', 'the operating system does its work'),
    passivePower: assumed('0.5 W', 'the operating system does its work'),
    price: assumed('1 USD', 'it comes with the machine'),
  },
  tomahawk5: {
    label: 'Broadcom Tomahawk 5, 64 ports of 800 Gb/s',
    protocol: 'ethernet',
    ports: fact('128 port', SEMI),
    portSpeed: fact('400 Gb/s', SEMI),
    power: assumed('2028 W', 'no data sheet found: that of the SN5600, which also has 51.2 Tb/s', {
      range: ['940 W', '2167 W'],
    }),
    passivePower: assumed(
      '940 W',
      'no data sheet found: that of the SN5600, which also has 51.2 Tb/s',
    ),
    price: assumed('60000 USD', NO_PRICE, { range: ['36000 USD', '100000 USD'] }),
  },
};
