import { useEffect, useRef, useState } from 'react';
import type uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useTheme } from '../state/theme.ts';
import styles from './TimeChart.module.css';
import { dataOf, drawTimePlot, hasSameShape, seekByPointer, type TimePlot } from './timePlot.ts';
import { useWidth } from './useSize.ts';

interface Props extends Omit<TimePlot, 'width' | 'stacked' | 'range'> {
  readonly stacked?: boolean;
  readonly range?: readonly [number, number];
  /** What the chart shows, for people who cannot see it. */
  readonly summary: string;
  /** s; none is shown when left out. */
  readonly playhead?: number;
  readonly onSeek?: (time: number) => void;
}

/** Series over elapsed time; a press or drag moves the playhead, where there is one. */
export function TimeChart(props: Props) {
  const { time, series, bands, stacked = false, showY, range, height } = props;
  const { summary, playhead, onSeek } = props;
  const [host, width] = useWidth<HTMLDivElement>();
  const plot = useRef<uPlot | null>(null);
  const head = useRef<HTMLDivElement>(null);
  const theme = useTheme();
  const seek = useRef(onSeek);
  seek.current = onSeek;
  const now = useRef(playhead);
  now.current = playhead;
  const { shape, newest, shown } = useData({ time, series, stacked });

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new theme means new colours; of the series only the shape counts.
  useEffect(() => {
    const [element, line] = [host.current, head.current];
    if (!element || !line || width === 0) return;
    const drawn = drawTimePlot(element, {
      ...{ ...newest.current, bands, showY, range, width, height },
    });
    plot.current = drawn;
    shown.current = newest.current;
    if (seek.current) seekByPointer(drawn, (at) => seek.current?.(at));
    drawn.over.append(line);
    place(drawn, line, now.current);
    // Its axes move whenever it has new data, a turn later.
    drawn.hooks.draw = [(moved) => place(moved, line, now.current)];
    return () => {
      element.append(line);
      drawn.destroy();
      plot.current = null;
    };
  }, [shape, bands, stacked, width, height, range, showY, theme, host, newest, shown]);

  useEffect(() => {
    const [drawn, last] = [plot.current, shown.current];
    if (!drawn || (last.time === time && last.series === series)) return;
    const data = { time, series, stacked };
    shown.current = data;
    drawn.setData(dataOf(data));
  }, [time, series, stacked, shown]);

  useEffect(() => {
    if (plot.current && head.current) place(plot.current, head.current, playhead);
  }, [playhead]);

  return (
    <div
      ref={host}
      className={styles.host}
      style={{ blockSize: height }}
      data-seeks={onSeek ? '' : undefined}
      role="img"
      aria-label={summary}
    >
      <div ref={head} className={styles.playhead} hidden={playhead === undefined} />
    </div>
  );
}

type Data = Pick<TimePlot, 'time' | 'series' | 'stacked'>;

/** Data that may grow: what is newest, what the plot was last given, and a shape that changes only with the series. */
function useData(data: Data) {
  const newest = useRef(data);
  newest.current = data;
  const shown = useRef(data);
  const [shape, setShape] = useState(data.series);
  const isSame = shape === data.series || hasSameShape(shape, data.series);
  if (!isSame) setShape(data.series);
  return { shape: isSame ? shape : data.series, newest, shown };
}

/** Moves the playhead; where the time is past the last sample, to the end of the plot and not out of it. */
function place(plot: uPlot, head: HTMLElement, time: number | undefined): void {
  if (time === undefined) return;
  const last = plot.data[0].at(-1) ?? time;
  head.style.transform = `translateX(${plot.valToPos(Math.min(time, last), 'x')}px)`;
}
