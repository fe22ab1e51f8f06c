import { HOUR_S, showQuantity } from '@gigafactory/core/base';
import { useMemo } from 'react';
import type { TwinTrace } from '../../api/types.ts';
import { ChartCaption } from '../../charts/ChartCaption.tsx';
import { stackSeries } from '../../charts/stack.ts';
import { TimeChart } from '../../charts/TimeChart.tsx';
import type { TimeSeries } from '../../charts/timePlot.ts';
import { Swatch } from '../../ui/Swatch.tsx';
import { LOSSES } from '../losses.ts';
import { sampleAt } from '../playback/playback.ts';
import styles from './Goodput.module.css';
import { endOf, rangeOf, type Samples, startOf, usefulShare } from './series.ts';

export interface LifeOfRun {
  readonly name: string;
  readonly trace: TwinTrace;
}

interface Props {
  /** One life, or two to compare. */
  readonly lives: readonly LifeOfRun[];
  readonly run: string;
  /** s. */
  readonly time: number;
  readonly onSeek: (time: number) => void;
}

export const LIFE_TOKENS = ['--accent', '--series-4'] as const;
const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;
const exactPercent = (share: number): string => showQuantity(share, '%', { digits: 4 });
const showHours = (hours: number): string => `${Math.round(hours * 10) / 10} h`;

/** How much of the life so far was training, and what the rest was lost to. */
export function Goodput(props: Props) {
  const { lives, run, time, onSeek } = props;
  const most = useMemo(
    () => Math.max(1, ...lives.map((life) => mostLost(samplesOf(life, run)))),
    [lives, run],
  );
  return (
    <div className={styles.stack}>
      <UsefulTime {...props} />
      {lives.map((life) => (
        <LostTime
          key={life.name}
          samples={samplesOf(life, run)}
          {...{ time, onSeek, most }}
          name={lives.length > 1 ? life.name : ''}
        />
      ))}
    </div>
  );
}

function UsefulTime({ lives, run, time, onSeek }: Props) {
  const shares = useMemo(
    () =>
      lives.map((life) => {
        const { trace } = life;
        return usefulShare(samplesOf(life, run), startOf(trace, run), endOf(trace, run));
      }),
    [lives, run],
  );
  const series = useMemo<TimeSeries[]>(
    () =>
      shares.map((values, i) => ({
        label: lives[i]!.name,
        token: LIFE_TOKENS[i]!,
        values,
        dashed: i > 0,
      })),
    [lives, shares],
  );
  const range = useMemo(() => rangeOf(...shares), [shares]);
  const times = samplesOf(lives[0]!, run).time;
  return (
    <figure>
      <ChartCaption>
        Useful share of the time so far, %
        {lives.map((life, i) => (
          <b key={life.name}>
            {lives.length > 1 && (
              <>
                <Swatch token={LIFE_TOKENS[i]!} /> {life.name}{' '}
              </>
            )}
            {time > 0
              ? showQuantity(sampleAt(samplesOf(life, run).time, shares[i]!, time), '%', {
                  digits: 4,
                })
              : '–'}
          </b>
        ))}
      </ChartCaption>
      <TimeChart
        title="Useful share of the time so far"
        unit="1"
        time={times}
        playhead={time}
        onSeek={onSeek}
        series={series}
        showY={percent}
        show={exactPercent}
        range={range}
        height={150}
        summary={`Useful share of the time; at the end ${shares.map((all) => percent(all.at(-1) ?? 0)).join(' and ')}.`}
      />
    </figure>
  );
}

interface LostProps {
  readonly samples: Samples;
  readonly name: string;
  readonly time: number;
  readonly onSeek: (time: number) => void;
  /** Upper end of the vertical axis, h; shared by both lives. */
  readonly most: number;
}

function LostTime({ samples, name, time, onSeek, most }: LostProps) {
  const series = useMemo<TimeSeries[]>(
    () =>
      LOSSES.map(({ key, label, token }) => ({ label, token, values: hoursOf(samples.lost[key]) })),
    [samples],
  );
  const range = useMemo(() => [0, most * 1.05] as const, [most]);
  const shown = LOSSES.filter(({ key }) => (samples.lost[key].at(-1) ?? 0) >= 1);
  return (
    <figure>
      <ChartCaption>Time lost so far, h, by cause{name && ` · ${name}`}</ChartCaption>
      <TimeChart
        title={`Time lost so far, by cause${name && `, ${name}`}`}
        unit="h"
        time={samples.time}
        playhead={time}
        onSeek={onSeek}
        series={series}
        stacked
        range={range}
        showY={showHours}
        height={180}
        summary="Time lost so far by cause; the list below gives the numbers at the playhead."
      />
      <dl className={styles.keys}>
        {shown.map(({ key, label, token }) => (
          <div key={key}>
            <dt>
              <Swatch token={token} />
              {label}
            </dt>
            <dd>{showHours(sampleAt(samples.time, samples.lost[key], time) / HOUR_S)}</dd>
          </div>
        ))}
      </dl>
    </figure>
  );
}

function samplesOf({ trace }: LifeOfRun, run: string): Samples {
  return (trace.runs.find((one) => one.run === run) ?? trace.runs[0]!).samples;
}

/** h, all causes together at the end. */
function mostLost({ lost }: Samples): number {
  return stackSeries(LOSSES.map(({ key }) => hoursOf(lost[key])))
    .at(-1)!
    .reduce((most, hours) => Math.max(most, hours), 0);
}

function hoursOf(seconds: readonly number[]): number[] {
  return seconds.map((each) => each / HOUR_S);
}
