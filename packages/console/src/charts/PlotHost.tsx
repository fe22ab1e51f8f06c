import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import type uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useTheme } from '../state/theme.ts';
import type { ChartCursor, CursorState } from './cursor.ts';
import styles from './TimeChart.module.css';
import {
  dataOf,
  drawTimePlot,
  hasSameShape,
  listenToPlot,
  showView,
  type TimeChartProps,
  type TimePlot,
} from './timePlot.ts';
import { useWidth } from './useSize.ts';

interface Props {
  readonly chart: TimeChartProps;
  /** px. */
  readonly height: number;
  readonly cursor: ChartCursor;
  readonly view: CursorState['view'];
  /** A newly drawn plot; null once it is gone. */
  readonly onPlot: (plot: uPlot | null) => void;
  /** Over the plot. */
  readonly children: ReactNode;
}

/** Keeps a plot drawn: anew for another shape, size or theme, with new data otherwise. */
export function PlotHost(props: Props): ReactNode {
  const { chart, height, view, children } = props;
  const { summary, playhead } = chart;
  const [host, width] = useWidth<HTMLDivElement>();
  const head = useRef<HTMLDivElement>(null);
  const plot = useDrawn(props, { host, head, width });

  useEffect(() => {
    if (plot.current) showView(plot.current, view);
  }, [view, plot]);

  useEffect(() => {
    if (plot.current && head.current) place(plot.current, head.current, playhead);
  }, [playhead, plot]);

  return (
    <div className={styles.host} style={{ blockSize: height }}>
      <div ref={host} role="img" aria-label={summary}>
        <div ref={head} className={styles.playhead} hidden={playhead === undefined} />
      </div>
      {children}
    </div>
  );
}

interface Places {
  readonly host: RefObject<HTMLDivElement | null>;
  readonly head: RefObject<HTMLDivElement | null>;
  /** px. */
  readonly width: number;
}

/** The plot that is drawn now. */
function useDrawn(props: Props, { host, head, width }: Places): RefObject<uPlot | null> {
  const { chart, height, cursor, onPlot } = props;
  const { time, series, bands, stacked = false, showY, range } = chart;
  const plot = useRef<uPlot | null>(null);
  const theme = useTheme();
  // What listeners and later drawings need, without drawing anew for it.
  const now = useRef(props);
  now.current = props;
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
    listenToPlot(drawn, {
      point: (at) => cursor.point(at),
      press: (at) => now.current.chart.onSeek?.(at),
      drag: (from, to) => cursor.zoom([from, to]),
      doublePress: () => cursor.zoom(),
    });
    drawn.over.append(line);
    if (now.current.view) showView(drawn, now.current.view);
    place(drawn, line, now.current.chart.playhead);
    // Its axes move whenever it has new data, a turn later.
    drawn.hooks.draw = [(moved) => place(moved, line, now.current.chart.playhead)];
    onPlot(drawn);
    return () => {
      element.append(line);
      drawn.destroy();
      plot.current = null;
      onPlot(null);
    };
  }, [shape, bands, stacked, width, height, range, showY, theme, cursor, onPlot]);

  useEffect(() => {
    const [drawn, last] = [plot.current, shown.current];
    if (!drawn || (last.time === time && last.series === series)) return;
    const data = { time, series, stacked };
    shown.current = data;
    const { view } = now.current;
    drawn.setData(dataOf(data), view === undefined);
    if (view) showView(drawn, view);
  }, [time, series, stacked, shown]);

  return plot;
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
