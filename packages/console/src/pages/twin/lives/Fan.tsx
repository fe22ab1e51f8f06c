import { showQuantity } from '@gigafactory/core/base';
import { useMemo } from 'react';
import type { TwinResult } from '../../../api/types.ts';
import { ChartCaption } from '../../../charts/ChartCaption.tsx';
import { TimeChart } from '../../../charts/TimeChart.tsx';
import type { TimeBand, TimeSeries } from '../../../charts/timePlot.ts';
import { LIFE_TOKENS } from '../../../life/goodput/Goodput.tsx';
import type { Samples } from '../../../life/goodput/series.ts';
import { sampleAt } from '../../../life/playback/playback.ts';
import { Swatch } from '../../../ui/Swatch.tsx';
import styles from '../TwinPage.module.css';

export interface NamedResult {
  readonly name: string;
  readonly result: TwinResult;
}

interface Props {
  /** One policy, or two to compare. */
  readonly results: readonly NamedResult[];
  /** The life being played, of the first policy. */
  readonly samples: Samples;
  /** Training time that the run needs without any loss, s. */
  readonly work: number;
  /** s. */
  readonly time: number;
  readonly onSeek: (time: number) => void;
}

const BANDS = ['--band-accent', '--band-other'] as const;
const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;

/** How far many lives get: P10, P50 and P90 over time, with the one being played. */
export function Fan({ results, samples, work, time, onSeek }: Props) {
  const first = results[0]!.result;
  const { times, series, bands } = useMemo(
    () => linesOf(results, samples, work),
    [results, samples, work],
  );
  return (
    <figure>
      <ChartCaption>
        Work done, % of{' '}
        {first.horizon < work ? `${showQuantity(first.horizon, 'd')} without a loss` : 'the run'}
        {results.map(({ name, result }, i) => (
          <b key={name}>
            <Swatch token={LIFE_TOKENS[i]!} /> {results.length > 1 && name} P50{' '}
            {percent(sampleAt(result.fan.time, result.fan.p50, time))}
          </b>
        ))}
      </ChartCaption>
      <TimeChart
        title="Work done"
        unit="1"
        time={times}
        playhead={time}
        onSeek={onSeek}
        series={series}
        bands={bands}
        showY={percent}
        height={190}
        summary={`Share of the work done by time over ${first.lives} lives: at the end P10 ${percent(first.fan.p10.at(-1) ?? 0)}, P50 ${percent(first.fan.p50.at(-1) ?? 0)}, P90 ${percent(first.fan.p90.at(-1) ?? 0)}.`}
      />
      <p className={styles.digest}>
        Band P10 to P90 of {first.lives} lives, line P50 · grey: the life played · dashes: without
        any loss
      </p>
    </figure>
  );
}

function linesOf(
  results: Props['results'],
  { time, useful }: Samples,
  work: number,
): { readonly times: number[]; readonly series: TimeSeries[]; readonly bands: TimeBand[] } {
  const { fan, horizon } = results[0]!.result;
  const times = fan.time.slice(0, pointsShown(results));
  const whole = Math.min(work, horizon);
  const series: TimeSeries[] = [];
  const bands: TimeBand[] = [];
  for (const [i, { name, result }] of results.entries()) {
    const token = LIFE_TOKENS[i]!;
    const { p10, p50, p90 } = result.fan;
    const shown = (values: readonly number[]) => values.slice(0, times.length);
    bands.push({ upper: series.length, lower: series.length + 1, token: BANDS[i]! });
    series.push(
      { label: `${name} P90`, token, values: shown(p90), stroke: 1 },
      { label: `${name} P10`, token, values: shown(p10), stroke: 1 },
      { label: `${name} P50`, token, values: shown(p50), dashed: i > 0 },
    );
  }
  const ideal = times.map((t) => Math.min(1, t / whole));
  const played = times.map((t) => sampleAt(time, useful, t) / whole);
  series.push(
    { label: 'Without any loss', token: '--ink-3', values: ideal, stroke: 1, dashed: true },
    { label: 'The life played', token: '--ink-2', values: played, stroke: 1.5 },
  );
  return { times, series, bands };
}

/** Up to where nine in ten lives of each policy are done. */
function pointsShown(results: Props['results']): number {
  const ends = results.map(({ result: { fan } }) => fan.p10.findIndex((share) => share >= 1));
  return ends.some((end) => end < 0) ? results[0]!.result.fan.time.length : Math.max(...ends) + 1;
}
