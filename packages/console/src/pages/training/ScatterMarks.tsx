import { useEffect, useRef } from 'react';
import { readToken } from '../../charts/tokens.ts';
import { useTheme } from '../../state/theme.ts';
import { ScatterAxes } from './ScatterAxes.tsx';
import styles from './StrategyScatter.module.css';
import { MARGIN, type Scatter, staircase } from './scatter.ts';

/** From this many candidates on, they are drawn smaller and fainter. */
const MANY = 1000;

interface MarksProps {
  readonly scatter: Scatter;
  /** B on a GPU. */
  readonly capacity: number;
  readonly chosen: { readonly memory: number; readonly stepTime: number };
  readonly active: number | undefined;
}

/** Axes, the front, the chosen candidate and the one being looked at. */
export function ScatterMarks({ scatter, capacity, chosen, active }: MarksProps) {
  const { width, height, front, px, py } = scatter;
  return (
    <svg className={styles.marks} width={width} height={height} aria-hidden="true">
      <ScatterAxes scatter={scatter} capacity={capacity} />
      <path className={styles.front} d={staircase(scatter)} />
      {front.map((i) => (
        <circle key={i} className={styles.onFront} cx={px[i]} cy={py[i]} r={3} />
      ))}
      <Chosen scatter={scatter} {...chosen} />
      {active !== undefined && (
        <circle className={styles.active} cx={px[active]} cy={py[active]} r={7} />
      )}
    </svg>
  );
}

function Chosen(props: { scatter: Scatter; memory: number; stepTime: number }) {
  const x = props.scatter.memory.place(props.memory);
  const y = props.scatter.stepTime.place(props.stepTime);
  const left = x > props.scatter.width - 90;
  return (
    <g className={styles.chosen}>
      <path d={`M${x} ${y - 7}l7 7-7 7-7-7z`} />
      <text x={left ? x - 12 : x + 12} y={y + 18} textAnchor={left ? 'end' : 'start'}>
        chosen
      </text>
    </g>
  );
}

/** The candidates themselves, on a canvas: there may be tens of thousands. */
export function ScatterCloud({ scatter }: { readonly scatter: Scatter }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useTheme();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new theme means a new colour.
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) return;
    const ratio = window.devicePixelRatio || 1;
    element.width = scatter.width * ratio;
    element.height = scatter.height * ratio;
    context.scale(ratio, ratio);
    context.fillStyle = readToken(element.parentElement ?? element, '--ink-3');
    const [size, alpha] = scatter.px.length > MANY ? [3, 0.3] : [5, 0.6];
    context.globalAlpha = alpha;
    for (let i = 0; i < scatter.px.length; i++) {
      if (scatter.py[i]! < MARGIN.top) continue;
      context.fillRect(scatter.px[i]! - size / 2, scatter.py[i]! - size / 2, size, size);
    }
  }, [scatter, theme]);
  return (
    <canvas
      ref={canvas}
      className={styles.cloud}
      style={{ inlineSize: scatter.width, blockSize: scatter.height }}
    />
  );
}
