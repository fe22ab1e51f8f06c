import type { RunDetail } from '@gigafactory/core/api';
import { showQuantity } from '@gigafactory/core/base';
import { useMemo } from 'react';
import { ChartCaption } from '../../charts/ChartCaption.tsx';
import { ChartGroup } from '../../charts/ChartGroup.tsx';
import { TimeChart } from '../../charts/TimeChart.tsx';
import type { TimeBand, TimeSeries } from '../../charts/timePlot.ts';
import layout from '../../control/layout.module.css';
import { showRate } from '../../control/words.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Swatch } from '../../ui/Swatch.tsx';
import type { ProgressPoints } from './live/progressSeries.ts';
import type { Playhead } from './live/usePlayhead.ts';
import { showLoss, showStepTime } from './words.ts';

interface Props {
  readonly points: ProgressPoints | undefined;
  readonly prediction: RunDetail['prediction'];
  readonly playhead: Playhead;
}

/** Loss, tokens a second and step time since the start, the last two against the prediction. */
export function ProgressCharts({ points, prediction, playhead }: Props) {
  const { stepTime, stepTimeRange, tokensPerSecond } = prediction;
  const rates = useMemo<Expected>(() => {
    const range = stepTimeRange?.map((bound) => (tokensPerSecond * stepTime) / bound);
    return { value: tokensPerSecond, low: range?.[1], high: range?.[0] };
  }, [stepTime, stepTimeRange, tokensPerSecond]);
  const times = useMemo<Expected>(
    () => ({ value: stepTime, low: stepTimeRange?.[0], high: stepTimeRange?.[1] }),
    [stepTime, stepTimeRange],
  );
  return (
    <Panel
      title="Progress"
      about="Measured since the start of the run; dashes are what was predicted before it."
    >
      {points === undefined || points.time.length < 2 ? (
        <Empty title="Nothing to draw yet">The charts begin with the first steps.</Empty>
      ) : (
        <ChartGroup className={layout.thirds}>
          <Chart
            {...{ points, playhead }}
            name="Loss"
            unit="1"
            values={points.loss}
            token="--accent"
            show={showLoss}
            showY={(loss) => loss.toFixed(1)}
          />
          <Chart
            {...{ points, playhead }}
            name="Tokens a second"
            unit="token/s"
            values={points.tokensPerSecond}
            token="--series-3"
            show={showRate}
            showY={showShort}
            expected={rates}
          />
          <Chart
            {...{ points, playhead }}
            name="Step time"
            unit="s"
            values={points.stepTime}
            token="--series-4"
            show={showStepTime}
            expected={times}
          />
        </ChartGroup>
      )}
    </Panel>
  );
}

/** What was predicted, with its range if it has one. */
interface Expected {
  readonly value: number;
  readonly low: number | undefined;
  readonly high: number | undefined;
}

interface ChartProps {
  readonly name: string;
  readonly unit: string;
  readonly points: ProgressPoints;
  readonly playhead: Playhead;
  readonly values: readonly (number | null)[];
  readonly token: string;
  readonly show: (value: number) => string;
  /** For the axis, where there is little room. */
  readonly showY?: (value: number) => string;
  readonly expected?: Expected;
}

const BANDS: readonly TimeBand[] = [{ upper: 2, lower: 3, token: '--band-accent' }];

function Chart(props: ChartProps) {
  const { name, unit, points, playhead, values, token, show, showY = show, expected } = props;
  const series = useMemo(
    () => seriesOf(name, token, values, expected),
    [name, token, values, expected],
  );
  const range = useRange(values, expected?.value);
  const now = valueAt(points.time, values, playhead.time);
  const hasBand = expected?.low !== undefined && expected.high !== undefined;
  return (
    <figure>
      <ChartCaption>
        <span>
          <Swatch token={token} /> {name}
        </span>
        <b>{now === null ? '–' : show(now)}</b>
        {expected && <span>predicted {show(expected.value)}</span>}
      </ChartCaption>
      <TimeChart
        title={name}
        unit={unit}
        show={show}
        time={points.time}
        series={series}
        {...(hasBand ? { bands: BANDS } : {})}
        {...(range ? { range } : {})}
        showY={showY}
        height={180}
        playhead={playhead.time}
        onSeek={playhead.seek}
        summary={`${name} since the start of the run, now ${now === null ? 'none' : show(now)}${expected ? `, predicted ${show(expected.value)}` : ''}.`}
      />
    </figure>
  );
}

function seriesOf(
  name: string,
  token: string,
  values: ChartProps['values'],
  expected: Expected | undefined,
): TimeSeries[] {
  const flat = (label: string, value: number, stroke: number): TimeSeries => ({
    label,
    token: '--ink-3',
    values: values.map(() => value),
    stroke,
    dashed: true,
  });
  const series: TimeSeries[] = [{ label: name, token, values }];
  if (!expected) return series;
  series.push(flat('predicted', expected.value, 1.5));
  if (expected.low !== undefined && expected.high !== undefined)
    series.push(flat('at most', expected.high, 0), flat('at least', expected.low, 0));
  return series;
}

/**
 * Round bounds, so that they seldom move: around the values, or from zero to the highest of them and of what was
 * expected. The range of the prediction may reach beyond.
 */
function useRange(values: ChartProps['values'], expected: number | undefined) {
  const numbers = values.filter((value) => value !== null);
  const least = numbers.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  const most = numbers.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY);
  const isFree = expected === undefined;
  const low = isFree ? Math.floor(least * 2) / 2 : 0;
  const high = isFree ? Math.ceil(most * 2) / 2 : roundUp(1.1 * Math.max(most, expected));
  return useMemo(
    () => (Number.isFinite(low + high) ? ([low, high > low ? high : low + 1] as const) : undefined),
    [low, high],
  );
}

/** To the next of 1, 1.5, 2, 3, 5, 7 times a power of ten. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 1.5, 2, 3, 5, 7].find((lead) => lead * power >= value) ?? 10);
}

/** The newest value by a time; null before the first. */
function valueAt(
  times: readonly number[],
  values: ChartProps['values'],
  time: number,
): number | null {
  const next = times.findIndex((middle) => middle > time);
  const last = next < 0 ? times.length - 1 : Math.max(0, next - 1);
  return values.slice(0, last + 1).findLast((value) => value !== null) ?? null;
}

/** `1.2k`, for an axis. */
function showShort(value: number): string {
  return showQuantity(value, 'token/s', { digits: 2 }).replace(/ tokens?\/s$/, '');
}
