import type { RunPhase, SitePower, StepPhase } from '@gigafactory/core/plan';
import { amount } from '../text/amount.ts';
import { facts } from '../text/facts.ts';
import type { Paint } from '../text/paint.ts';
import { type Column, table } from '../text/table.ts';

const STEP: Readonly<Record<StepPhase, string>> = {
  fill: 'the pipeline fills',
  compute: 'computing',
  drain: 'the pipeline drains',
  communicate: 'exposed communication',
  optimizer: 'optimizer',
};

const RUN: Readonly<Record<RunPhase, string>> = {
  train: 'training',
  checkpoint: 'writing a checkpoint',
  hang: 'failed, not noticed yet',
  idle: 'nodes are being replaced',
  restart: 'starting again',
};

const STEP_COLUMNS: readonly Column[] = [
  { title: 'in a step' },
  { title: 'time', align: 'right' },
  { title: 'site power', align: 'right' },
];
const RUN_COLUMNS: readonly Column[] = [
  { title: 'in the trace' },
  { title: 'from', align: 'right' },
  { title: 'for', align: 'right' },
];

const watts = (power: number): string => amount(power, 'MW');
const energy = (joules: number): string => amount(joules, 'MWh');

/** Power of a site over one trace, and what would smooth it. */
export function showPower(traced: SitePower, paint: Paint): string[] {
  const { run, seconds, interval, average, least, most, swing, ramp, minuteRamp } = traced;
  const title = `Site power while ${run} trains: ${amount(seconds, 's')} in samples of ${amount(interval, 's')}`;
  return [
    ...facts(
      title,
      [
        ['power', `${watts(average)} on average, ${watts(least)} to ${watts(most)}`],
        ['swing', watts(swing)],
        [
          'largest ramp',
          `${amount(ramp.rate, 'MW/s')} ${ramp.direction}, ${amount(ramp.time, 's')} in`,
        ],
        ['in a minute', `${amount(minuteRamp.rate, 'MW/min')} ${minuteRamp.direction}`],
      ],
      paint,
    ),
    '',
    ...showBatteries(traced, paint),
    '',
    ...table(
      STEP_COLUMNS,
      traced.step.map(({ phase, duration, from, to }) => [
        STEP[phase],
        amount(duration, 's'),
        from === to ? watts(to) : `${watts(from)} to ${watts(to)}`,
      ]),
      paint,
    ),
    '',
    ...table(
      RUN_COLUMNS,
      traced.stretches.map(({ phase, start, duration }) => [
        RUN[phase],
        amount(start, 's'),
        amount(duration, 's'),
      ]),
      paint,
    ),
  ];
}

function showBatteries({ rampLimit, smallest, safe }: SitePower, paint: Paint): string[] {
  const size = (battery: SitePower['safe']): string =>
    battery.energy === 0 ? 'none' : `${energy(battery.energy)}, ${watts(battery.power)}`;
  return facts(
    `Battery that keeps the grid within ${amount(rampLimit, 'MW/min')}`,
    [
      [
        'this trace',
        `${size(smallest)}: the smallest that is enough, if the trace is known in advance`,
      ],
      [
        'any trace',
        `${size(safe)}: enough for any change between idle and full load, known or not`,
      ],
    ],
    paint,
  );
}
