import { HOUR_S, showQuantity } from '@gigafactory/core/base';
import { useMemo } from 'react';
import type { TwinTrace } from '../../api/types.ts';
import { TimeChart } from '../../charts/TimeChart.tsx';
import type { TimeSeries } from '../../charts/timePlot.ts';
import { Swatch } from '../../ui/Swatch.tsx';
import { LOSSES } from './causes.ts';
import { sampleAt } from './playback/playback.ts';
import styles from './TwinPage.module.css';

interface Props {
  readonly trace: TwinTrace;
  readonly time: number;
  readonly onSeek: (time: number) => void;
}

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;
const showHours = (hours: number): string => `${Math.round(hours * 10) / 10} h`;

/** How much of the life so far was training, and what became of the rest. */
export function Goodput(props: Props) {
  return (
    <div className={styles.stack}>
      <UsefulTime {...props} />
      <LostTime {...props} />
    </div>
  );
}

function UsefulTime({ trace: { samples }, time, onSeek }: Props) {
  const shares = useMemo(() => usefulShare(samples.time, samples.useful), [samples]);
  const series = useMemo<TimeSeries[]>(
    () => [{ label: 'Useful', token: '--accent', values: shares }],
    [shares],
  );
  const range = useMemo(() => rangeOf(shares), [shares]);
  const useful = sampleAt(samples.time, samples.useful, time);
  return (
    <figure>
      <figcaption className={styles.caption}>
        Useful share of the time so far, %
        <b>{time > 0 ? showQuantity(useful / time, '%', { digits: 4 }) : '–'}</b>
      </figcaption>
      <TimeChart
        time={samples.time}
        playhead={time}
        onSeek={onSeek}
        series={series}
        showY={percent}
        range={range}
        height={150}
        summary={`Useful share of the time; at the end ${percent(shares.at(-1) ?? 0)}.`}
      />
    </figure>
  );
}

function LostTime({ trace: { samples }, time, onSeek }: Props) {
  const series = useMemo<TimeSeries[]>(
    () =>
      LOSSES.map(({ key, label, token }) => ({ label, token, values: hoursOf(samples.lost[key]) })),
    [samples],
  );
  return (
    <figure>
      <figcaption className={styles.caption}>Time lost so far, h, by cause</figcaption>
      <TimeChart
        time={samples.time}
        playhead={time}
        onSeek={onSeek}
        series={series}
        stacked
        showY={showHours}
        height={190}
        summary="Time lost so far by cause; the list below gives the numbers at the playhead."
      />
      <dl className={styles.keys}>
        {LOSSES.map(({ key, label, token }) => (
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

function hoursOf(seconds: readonly number[]): number[] {
  return seconds.map((each) => each / HOUR_S);
}

/** Useful over passed time; the first moment has no share yet and takes the next one's. */
function usefulShare(time: readonly number[], useful: readonly number[]): number[] {
  const shares = time.map((t, i) => (useful[i] ?? 0) / t);
  return shares.map((share, i) => (time[i] === 0 ? (shares[i + 1] ?? 1) : share));
}

/** From a round number below the settled values up to 100 %: the first moments may dip far. */
function rangeOf(values: readonly number[]): readonly [number, number] {
  const settled = values.slice(Math.floor(values.length / 10));
  const least = Math.min(1, ...settled);
  return [Math.max(0, Math.floor(least * 20 - 0.5) / 20), 1];
}
