import {
  type KeyboardEvent,
  lazy,
  type ReactNode,
  type RefObject,
  Suspense,
  useContext,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import type uPlot from 'uplot';
import { ChartTools } from './ChartTools.tsx';
import { Crosshair, readAloud } from './Crosshair.tsx';
import { ChartCursor, CursorContext, nearestIndex, zoomedView } from './cursor.ts';
import { showElapsed } from './elapsed.ts';
import { PlotHost } from './PlotHost.tsx';
import styles from './TimeChart.module.css';
import { type TimeChartProps, viewOf, wholeOf } from './timePlot.ts';

const DataTable = lazy(async () => ({ default: (await import('./DataTable.tsx')).DataTable }));

/**
 * Series over elapsed time. Pointing at it, or arrow keys, read its values in all charts that share its cursor; a drag
 * zooms in, a press moves the playhead, where there is one.
 */
export function TimeChart(props: TimeChartProps): ReactNode {
  const frame = useRef<HTMLDivElement>(null);
  const cursor = useCursor();
  const view = useSyncExternalStore(cursor.subscribe, () => cursor.state.view);
  const [plot, setPlot] = useState<uPlot | null>(null);
  const [said, setSaid] = useState('');
  const [asTable, setAsTable] = useState(false);
  const isFull = useIsFull(frame);
  const height = isFull ? Math.max(240, window.innerHeight - 160) : props.height;
  const { title, showTime = showElapsed } = props;
  return (
    <div ref={frame} className={styles.frame}>
      <ChartTools
        {...{ chart: props, frame, cursor, view, isFull, asTable }}
        onTable={() => setAsTable(!asTable)}
      />
      <div
        className={styles.reader}
        role="application"
        aria-label={`${title}: arrow keys read its values, plus and minus zoom`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keys read it
        tabIndex={0}
        onKeyDown={(event) => {
          if (plot && handleKey(event, plot, cursor, props.onSeek)) {
            event.preventDefault();
            setSaid(readAloud(props, cursor.state.time, showTime));
          }
        }}
        onBlur={() => cursor.point(undefined)}
      >
        <PlotHost chart={props} {...{ height, cursor, view }} onPlot={setPlot}>
          <Crosshair chart={props} {...{ plot, cursor, showTime }} />
        </PlotHost>
      </div>
      <p className="visually-hidden" role="status">
        {said}
      </p>
      {asTable ? (
        <Suspense fallback={null}>
          <DataTable chart={props} {...{ view, showTime }} />
        </Suspense>
      ) : null}
    </div>
  );
}

/** The cursor that the charts of a page share, or one of its own. */
function useCursor(): ChartCursor {
  const shared = useContext(CursorContext);
  const [own] = useState(() => new ChartCursor());
  return shared ?? own;
}

function useIsFull(frame: RefObject<HTMLElement | null>): boolean {
  const [isFull, setFull] = useState(false);
  useEffect(() => {
    const follow = (): void =>
      setFull(frame.current !== null && document.fullscreenElement === frame.current);
    document.addEventListener('fullscreenchange', follow);
    return () => document.removeEventListener('fullscreenchange', follow);
  }, [frame]);
  return isFull;
}

/** Samples that an arrow key goes; with shift. */
const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };
const LEAP = 10;

const ZOOMS: Readonly<Record<string, number>> = { '+': 0.5, '=': 0.5, '-': 2, '0': Infinity };

/** Moves the cursor or zooms; whether the key was one of the chart's. */
function handleKey(
  event: KeyboardEvent,
  plot: uPlot,
  cursor: ChartCursor,
  onSeek: TimeChartProps['onSeek'],
): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const [times] = plot.data;
  const view = viewOf(plot);
  const { time = view[0] } = cursor.state;
  const by = ZOOMS[event.key];
  if (by !== undefined) {
    cursor.zoom(zoomedView(wholeOf(plot), view, time, by));
    return true;
  }
  if (event.key === 'Enter' && onSeek && cursor.state.time !== undefined) {
    onSeek(time);
    return true;
  }
  const step = STEPS[event.key];
  const goals: Readonly<Record<string, number>> = { Home: 0, End: times.length - 1 };
  const from =
    cursor.state.time === undefined
      ? nearestIndex(times, view[0]) - (step ?? 0)
      : nearestIndex(times, time);
  const goal = step === undefined ? goals[event.key] : from + step * (event.shiftKey ? LEAP : 1);
  if (goal === undefined) return false;
  const next = times[Math.max(0, Math.min(times.length - 1, goal))] ?? time;
  cursor.point(next);
  if (cursor.state.view && (next < view[0] || next > view[1]))
    cursor.zoom(
      zoomedView(
        wholeOf(plot),
        [next - (view[1] - view[0]) / 2, next + (view[1] - view[0]) / 2],
        next,
        1,
      ),
    );
  return true;
}
