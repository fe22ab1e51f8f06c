import type { RandomStream } from '@gigafactory/core/base';
import { isLikely, pick } from './chance.ts';

const grouped = (value: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: 6 });

function count(stream: RandomStream): string {
  const value = pick(
    stream,
    [
      1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 25, 30, 32, 40, 48, 50, 64, 72, 80, 96, 100, 120,
      128, 150, 200, 256, 300, 400, 500, 512, 600, 750, 800, 1000, 1024, 1500, 2000, 2048, 3000,
      4000, 4096, 5000, 6000, 8000, 8192, 10_000, 12_000, 12_288, 15_000, 16_384, 20_000, 24_576,
      25_000, 30_000, 32_768, 40_000, 50_000, 60_000, 65_536, 75_000, 80_000, 98_304, 100_000,
      120_000, 131_072, 150_000, 200_000, 250_000, 300_000, 400_000, 500_000, 1_000_000,
    ],
  );
  const styles = [String(value), grouped(value)];
  if (value % 1000 === 0)
    styles.push(`${value / 1000}k`, `${value / 1000} thousand`, `${value / 1000}K`);
  if (WORDS[value] !== undefined) styles.push(WORDS[value]);
  if (isLikely(stream, 0.08))
    return pick(stream, [
      '0.5',
      '1.1',
      '1.2',
      '1.25',
      '1.3',
      '1.5',
      '0.9',
      '2.5',
      '1.05',
      '1.15',
      '1.4',
    ]);
  return pick(stream, styles);
}

const WORDS: Readonly<Record<number, string>> = {
  1: 'one',
  2: 'two',
  3: 'three',
  4: 'four',
  5: 'five',
  6: 'six',
  8: 'eight',
  10: 'ten',
  12: 'a dozen',
  16: 'sixteen',
  20: 'twenty',
  30: 'thirty',
  50: 'fifty',
  100: 'a hundred',
  1000: 'a thousand',
  2000: 'two thousand',
  10000: 'ten thousand',
  20000: 'twenty thousand',
  50000: 'fifty thousand',
  100000: 'a hundred thousand',
  200000: 'two hundred thousand',
  1000000: 'a million',
};

const ONE = ['a year', 'a month', 'a week', 'a day', 'a quarter', 'an hour', 'a minute'];

function time(stream: RandomStream): string {
  const unit = pick(stream, [
    's',
    'seconds',
    'min',
    'minutes',
    'mins',
    'h',
    'hours',
    'hour',
    'd',
    'days',
    'day',
    'weeks',
    'months',
    'years',
    'minutes',
    'days',
    'weeks',
    'hours',
  ]);
  const value = pick(stream, [
    '1',
    '2',
    '3',
    '4',
    '5',
    '6',
    '7',
    '8',
    '10',
    '12',
    '14',
    '15',
    '20',
    '24',
    '30',
    '45',
    '60',
    '90',
    '1.5',
    '2.5',
    'two',
    'three',
    'five',
    'ten',
    'thirty',
  ]);
  if (isLikely(stream, 0.07))
    return pick(stream, ['half an hour', 'half a day', 'half a year', 'half a minute']);
  if (isLikely(stream, 0.06)) return pick(stream, ONE);
  return isLikely(stream, 0.1) && /^\d+$/.test(value)
    ? `${value}${unit.slice(0, 1) === 'm' ? 'min' : unit.slice(0, 1)}`
    : `${value} ${unit}`;
}

/** Lengths for a simulation, days. */
export function stretch(stream: RandomStream): string {
  const days = pick(stream, [
    '1',
    '2',
    '3',
    '5',
    '7',
    '10',
    '14',
    '20',
    '21',
    '28',
    '30',
    '45',
    '54',
    '60',
    '90',
    '100',
    '120',
    '180',
    '200',
    '365',
    'two',
    'three',
    'ten',
    'thirty',
  ]);
  return pick(stream, [
    `${days} days`,
    `${days} days`,
    `${days} d`,
    `${days}d`,
    'a week',
    'a month',
    'one month',
    'two weeks',
    'three weeks',
    '6 weeks',
    '3 months',
    'two months',
    'six months',
    'a year',
    'one year',
    'a fortnight',
    'a quarter',
    'half a year',
    'a day',
    '48 hours',
    '72 hours',
    '1 week',
    '2 weeks',
    '4 weeks',
    '1 month',
    '6 months',
    'one week',
    'ninety days',
    'thirty days',
  ]);
}

const MAKERS: Readonly<Record<string, (stream: RandomStream) => string>> = {
  count,
  time,
  power: (stream) =>
    pick(stream, [
      '500 W',
      '650 W',
      '700W',
      '400 watts',
      '1 kW',
      '1.2 kW',
      '10 kW',
      '40kW',
      '120 kW',
      '130 kilowatts',
      '150 MW',
      '200 megawatts',
      '1 GW',
      '600 W',
      '350W',
      '132 kW',
    ]),
  ramp: (stream) => {
    const value = pick(stream, [
      '1',
      '2',
      '3',
      '5',
      '7',
      '8',
      '10',
      '12',
      '15',
      '20',
      '25',
      '30',
      '50',
      '100',
      '0.5',
      'ten',
      'five',
    ]);
    return `${value} ${pick(stream, ['MW/min', 'MW per minute', 'MW/s', 'megawatts per minute', 'MW a minute', 'kW/s', 'MW per second', 'megawatts a second', 'mw/min', 'MW / min', 'megawatt per minute', 'MW per min'])}`;
  },
  money: (stream) =>
    pick(stream, [
      '$300,000',
      '300k dollars',
      '$250k',
      '$1M',
      '$100 million',
      '$2B',
      '500,000 USD',
      '40,000 dollars',
      '$30000',
      '$1.5 million',
      '$50M',
      '200 million dollars',
      '$400k',
      '60,000 USD',
      '$3 billion',
      '350000 USD',
    ]),
  percent: (stream) =>
    `${pick(stream, ['1', '2', '3', '5', '8', '10', '12', '15', '20', '25', '30', '50', '60', '75', '80', '90', '95', '99', '1.5', '0.5', 'five', 'ten'])}${pick(stream, ['%', ' %', ' percent', ' per cent'])}`,
  bytes: (stream) =>
    pick(stream, [
      '80 GB',
      '96GB',
      '141 GB',
      '192 GB',
      '288 GB',
      '40 GB',
      '1 TB',
      '128 GB',
      '144 gigabytes',
    ]),
  tokens: (stream) =>
    `${pick(stream, ['1T', '2T', '5T', '10T', '15T', '20T', '30T', '1.5T', '500B', '100B', '20 trillion', 'ten trillion', '5 trillion', '300 billion', '15 B', '40T', '100 trillion', '2.5 trillion', '7 trillion'])} tokens`,
  flop: (stream) =>
    `${pick(stream, ['1e25', '5e25', '1e26', '2e26', '3e26', '4.6e26', '1e27', '5e24', '3.8e25'])} ${pick(stream, ['FLOP', 'FLOPs', 'flops', 'FLOP'])}`,
  date: (stream) => {
    const [year, month, day] = [
      2024 + stream.integer(6),
      stream.integer(12),
      1 + stream.integer(28),
    ];
    const name = [
      'January',
      'February',
      'March',
      'April',
      'May',
      'June',
      'July',
      'August',
      'September',
      'October',
      'November',
      'December',
    ][month]!;
    const two = (value: number): string => String(value).padStart(2, '0');
    return pick(stream, [
      `${year}-${two(month + 1)}-${two(day)}`,
      `${day} ${name} ${year}`,
      `${name} ${year}`,
      `${name} ${day}, ${year}`,
      `${name.slice(0, 3)} ${year}`,
      `the ${day}th of ${name} ${year}`,
    ]);
  },
  price: (stream) =>
    pick(stream, [
      '5 cents',
      '8 cents',
      '6 cents per kWh',
      '10 cents a kilowatt hour',
      '$0.05/kWh',
      '$0.08 per kWh',
      '0.06 USD/kWh',
      '12 ct/kWh',
      '0.1 $/kWh',
      '$0.12 a kWh',
      '4 cents/kWh',
      '9 cents',
      '7.5 cents',
      '0.04 USD/kWh',
      '20 cents per kilowatt hour',
      '3 cents per kWh',
      '$40/MWh',
      '60 USD/MWh',
    ]),
  priceW: (stream) =>
    pick(stream, [
      '$10/W',
      '$12 per watt',
      '9 USD/W',
      '15 dollars per watt',
      '$8 a watt',
      '$11/W',
      '13 $/W',
      '$9.5/W',
      '14 dollars a watt',
    ]),
  rate: (stream) =>
    pick(stream, [
      '400 Gb/s',
      '800 Gb/s',
      '200 Gbps',
      '1.6 Tb/s',
      '900 GB/s',
      '1.8 TB/s',
      '3.35 TB/s',
      '5 TB/s',
      '8 TB/s',
      '400 Gbit/s',
      '50 GB/s',
      '2 TB/s',
    ]),
  freq: (stream) =>
    `${pick(stream, ['1', '2', '3', 'two', 'three', '0.5', '0.1', '5'])} ${pick(stream, ['per day', 'a day', 'per week', 'times a day', 'times a week', 'times per day', 'a week', 'per month'])}`,
};

/** Whether values of a kind are written as numbers. */
export function isWritten(kind: string): boolean {
  return Object.hasOwn(MAKERS, kind);
}

/** A value as a person writes it. */
export function writeValue(stream: RandomStream, kind: string): string {
  return MAKERS[kind]!(stream);
}

/** A value that fits a place better than any of its kind. */
export function writeFor(stream: RandomStream, pattern: string, kind: string): string {
  if (kind !== 'count') return writeValue(stream, kind);
  const own = OWN[pattern];
  if (own) return pick(stream, own);
  return SMALL.test(pattern) ? pick(stream, SMALLS) : count(stream);
}

const SMALL =
  /strategy|warmStandbys|spares|replicas|halls|technicians|spareParts|racksPer|nodesPer|priority|crashLoop|topK|kvHeads|experts$|heads$|layers$|Replica$|microBatch$/;
const SMALLS = [
  '1',
  '2',
  '3',
  '4',
  '5',
  '6',
  '8',
  '10',
  '12',
  '16',
  '20',
  '24',
  '32',
  '40',
  '48',
  '50',
  '64',
  '100',
  '128',
  '150',
  '200',
  '256',
  'two',
  'three',
  'four',
  'eight',
  'ten',
  'twenty',
  'fifty',
  'a hundred',
  'zero',
  '0',
  'no',
].filter((word) => word !== 'no');
const OWN: Readonly<Record<string, readonly string[]>> = {
  'site.pue': [
    '1.05',
    '1.1',
    '1.12',
    '1.15',
    '1.2',
    '1.25',
    '1.3',
    '1.35',
    '1.4',
    '1.5',
    '1.6',
    '1.08',
  ],
  'runs.Run.sequenceLength': [
    '2048',
    '4096',
    '8192',
    '16,384',
    '32768',
    '32k',
    '8k',
    '4k',
    '128k',
    '65536',
    '131,072',
    '16k',
    '64k',
  ],
  'runs.Run.stack.factor': ['1', '1.1', '1.2', '1.05', '1.3'],
  'resilience.slowestStep': ['1.1', '1.2', '1.5', '2', '1.05'],
  'resilience.leastReplicas': ['0.5', '0.75', '0.8', '0.9'],
  'hazards.lemonShare': ['0.01', '0.02', '0.05'],
  'hazards.shape': ['0.7', '0.8', '0.9', '1', '1.2'],
  'hazards.slowFactor': ['1.2', '1.3', '1.5', '2'],
  'hazards.restartSigma': ['0.3', '0.5', '0.7'],
  'hazards.repairSigma': ['0.5', '0.8', '1.2'],
};
