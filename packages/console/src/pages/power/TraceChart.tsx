import { showQuantity } from '@gigafactory/core/base';
import { useMemo, useState } from 'react';
import type { SitePower } from '../../api/types.ts';
import { TimeChart } from '../../charts/TimeChart.tsx';
import { Swatch } from '../../ui/Swatch.tsx';
import styles from './PowerPage.module.css';
import { RUN_WORDS, showMoment } from './words.ts';

const SERIES = [
  { key: 'site', label: 'Site, and grid without a battery', token: '--series-8' },
  { key: 'smallestGrid', label: 'Grid with the battery for this trace', token: '--series-1' },
  { key: 'safeGrid', label: 'Grid with the battery for any trace', token: '--series-4' },
] as const;

interface Props {
  readonly traced: SitePower;
  /** s from the start that are shown. */
  readonly from?: number;
  readonly to?: number;
  readonly height: number;
  readonly summary: string;
}

/** Power of the site and of the grid over time, with its values at the playhead. */
export function TraceChart({ traced, from = 0, to = traced.seconds, height, summary }: Props) {
  const [wanted, setTime] = useState(from);
  const { interval } = traced;
  const [first, end] = [Math.round(from / interval), Math.round(to / interval)];
  const time = useMemo(
    () => Array.from({ length: end - first }, (_, index) => (first + index) * interval),
    [first, end, interval],
  );
  const series = useMemo(
    () =>
      SERIES.map(({ key, label, token }) => ({
        label,
        token,
        values: traced[key].slice(first, end),
      })),
    [traced, first, end],
  );
  const now = Math.min(Math.max(wanted, from), to - interval);
  const at = Math.min(end - 1, Math.max(first, Math.floor(now / interval)));
  const stretch = traced.stretches.findLast(({ start }) => start <= now + interval / 2);
  return (
    <figure className={styles.chart}>
      <figcaption className={styles.caption}>
        Power, MW
        <span>
          {stretch ? RUN_WORDS[stretch.phase] : ''} <b>{showMoment(at * interval)}</b>
        </span>
      </figcaption>
      <TimeChart
        title="Power of the site and of the grid"
        unit="W"
        show={showPower}
        showTime={showMoment}
        time={time}
        series={series}
        playhead={now}
        onSeek={setTime}
        showY={showMegawatts}
        height={height}
        summary={summary}
      />
      <dl className={styles.keys}>
        {SERIES.map(({ key, label, token }) => (
          <div key={key}>
            <dt>
              <Swatch token={token} />
              {label}
            </dt>
            <dd>{showPower(traced[key][at] ?? 0)}</dd>
          </div>
        ))}
      </dl>
    </figure>
  );
}

function showPower(power: number): string {
  return showQuantity(power, 'MW', { digits: 4 });
}

/** A tick of the axis; small sites need its decimals. */
function showMegawatts(power: number): string {
  return String(Number((power / 1e6).toPrecision(3)));
}
