import { type ReactNode, useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import type uPlot from 'uplot';
import { type ChartCursor, nearestIndex } from './cursor.ts';
import styles from './TimeChart.module.css';
import { type TimeChartProps, viewOf } from './timePlot.ts';

interface Props {
  readonly chart: TimeChartProps;
  readonly plot: uPlot | null;
  readonly cursor: ChartCursor;
  readonly showTime: (seconds: number) => string;
}

/** Between the line and what it reads, px. */
const GAP = 8;

/** The line through all charts of a cursor, and the values of this one on it. */
export function Crosshair({ chart, plot, cursor, showTime }: Props): ReactNode {
  const pointed = useSyncExternalStore(cursor.subscribe, () => cursor.state.time);
  const line = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const reading = readingAt(chart, pointed);
  const [from, to] = plot ? viewOf(plot) : [0, 0];
  const isShown = reading !== undefined && reading.time >= from && reading.time <= to;
  const time = reading?.time;
  useLayoutEffect(() => {
    if (!plot || time === undefined || !line.current || !box.current) return;
    const { over } = plot;
    const at = over.offsetLeft + plot.valToPos(time, 'x');
    line.current.style.transform = `translateX(${at}px)`;
    line.current.style.blockSize = `${over.offsetHeight}px`;
    const { offsetWidth: width } = box.current;
    const isRight = at + GAP + width <= over.offsetLeft + over.offsetWidth;
    box.current.style.transform = `translateX(${Math.max(0, isRight ? at + GAP : at - GAP - width)}px)`;
  }, [plot, time]);
  if (!isShown) return null;
  return (
    <>
      <div ref={line} className={styles.cross} />
      <div ref={box} className={styles.reading} aria-hidden="true">
        <b>{showTime(reading.time)}</b>
        <dl>
          {reading.values.map(({ label, token, text }) => (
            <Line key={label} {...{ label, token, text }} />
          ))}
        </dl>
      </div>
    </>
  );
}

function Line({ label, token, text }: Reading['values'][number]): ReactNode {
  return (
    <>
      <i style={{ background: `var(${token})` }} />
      <dt>{label}</dt>
      <dd>{text}</dd>
    </>
  );
}

interface Reading {
  readonly time: number;
  readonly values: readonly {
    readonly label: string;
    readonly token: string;
    readonly text: string;
  }[];
}

/** The values of a chart at the sample that is nearest to a time. */
function readingAt(chart: TimeChartProps, time: number | undefined): Reading | undefined {
  const { series, stacked = false, showY, show = showY } = chart;
  const index = time === undefined ? -1 : nearestIndex(chart.time, time);
  const at = chart.time[index];
  if (at === undefined) return undefined;
  const values = series.flatMap(({ label, token, values }) => {
    const value = values[index];
    // A layer of nothing is not to be seen either.
    const isNothing = value === null || value === undefined || (stacked && value === 0);
    return isNothing ? [] : [{ label, token, text: show(value) }];
  });
  return { time: at, values };
}

/** What is at a time, as a sentence. */
export function readAloud(
  chart: TimeChartProps,
  time: number | undefined,
  showTime: Props['showTime'],
): string {
  const reading = readingAt(chart, time);
  if (!reading) return '';
  const values = reading.values.map(({ label, text }) => `${label} ${text}`);
  return `${showTime(reading.time)}: ${values.join(', ') || 'no value'}`;
}
