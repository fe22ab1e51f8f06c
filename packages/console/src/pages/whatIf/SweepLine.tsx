import { showQuantity } from '@gigafactory/core/base';
import { scaleLinear } from 'd3-scale';
import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import type { Sweep } from '../../api/types.ts';
import { keptWithin, shortened, widestOf } from '../../charts/labels.ts';
import { useWidth } from '../../charts/useSize.ts';
import { usePlan } from '../../state/plan.tsx';
import styles from './SweepPicture.module.css';
import { runsOf, spanOf, stepTo, ticksOf } from './sweepShapes.ts';

interface SweepLineProps {
  readonly sweep: Sweep;
  /** The value of the input in the factory as it is, in SI. */
  readonly present: number | undefined;
  /** Index of the point that is read. */
  readonly active: number | undefined;
  readonly onLook: (index: number | undefined) => void;
}

const HEIGHT = 300;
const MARGIN = { top: 18, right: 16, bottom: 40 };
/** Between a label of the vertical axis and the plot, px. */
const GAP = 8;

/** A figure over one input; where there is no plan, the line has a gap and the axis a cross. */
export function SweepLine({ sweep, present, active, onLook }: SweepLineProps): ReactNode {
  const [frame, width] = useWidth<HTMLDivElement>();
  const { points } = sweep;
  const shape = useShape(sweep, width);
  const look = (event: PointerEvent<HTMLElement>): void => {
    const at = event.clientX - event.currentTarget.getBoundingClientRect().left;
    onLook(shape.nearest(at));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = stepTo(event.key, active, points.length);
    if (next === undefined) return;
    event.preventDefault();
    onLook(next);
  };
  const [{ label: over }] = sweep.over as [Sweep['over'][number]];
  return (
    <div
      ref={frame}
      className={styles.frame}
      style={{ blockSize: HEIGHT }}
      role="application"
      aria-label={`${sweep.figures[0]?.label} over ${over}: arrow keys read its ${points.length} points`}
      data-picture={`${sweep.figures[0]?.label} over ${over}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys read it
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerMove={look}
      onPointerDown={look}
    >
      {width > 0 ? (
        <svg width={width} height={HEIGHT} aria-hidden="true">
          <Axes sweep={sweep} shape={shape} width={width} />
          <Marks shape={shape} present={present} />
          <Line {...{ sweep, shape, active }} />
          {active === undefined ? null : (
            <path
              className={styles.cursor}
              d={`M${shape.x(active)} ${MARGIN.top}V${HEIGHT - MARGIN.bottom}`}
            />
          )}
        </svg>
      ) : null}
    </div>
  );
}

interface LineProps {
  readonly sweep: Sweep;
  readonly shape: Shape;
  readonly active: number | undefined;
}

/** The stretches that have plans, their points, and a cross for each that has none. */
function Line({ sweep: { points, figures }, shape, active }: LineProps): ReactNode {
  return (
    <>
      {runsOf(points, figures[0]!.path).map((run) => (
        <path
          key={run[0]}
          className={styles.line}
          d={run.map((index, at) => `${at === 0 ? 'M' : 'L'}${shape.place(index)}`).join('')}
        />
      ))}
      {points.map(({ value, problems }, index) =>
        problems.length > 0 ? (
          <path
            key={value}
            className={styles.missing}
            d={`M${shape.x(index) - 3} ${HEIGHT - MARGIN.bottom - 8}l6 6m-6 0l6-6`}
          />
        ) : (
          <circle
            key={value}
            className={styles.point}
            cx={shape.x(index)}
            cy={shape.y(index)}
            r={index === active ? 5 : points.length > 60 ? 0 : 2}
          />
        ),
      )}
    </>
  );
}

type Shape = ReturnType<typeof useShape>;

/** Where points lie in a picture of that width. */
function useShape({ over, points, figures }: Sweep, width: number) {
  const [{ unit, values }] = over as [Sweep['over'][number]];
  const [figure] = figures as [Sweep['figures'][number]];
  const { requirements } = usePlan();
  const bounds = requirements.filter(({ quantity }) => quantity === figure.path);
  const known = points.flatMap(({ figures: of }) => of[figure.path] ?? []);
  const up = scaleLinear(spanOf([...known, ...nearBounds(bounds, known)]), [
    HEIGHT - MARGIN.bottom,
    MARGIN.top,
  ]);
  const heights = ticksOf(up.domain(), figure.unit, 5).map((value) => ({
    value,
    label: showQuantity(value, figure.unit, { digits: 4 }),
  }));
  const left = widestOf(heights.map(({ label }) => label)) + GAP;
  const across = scaleLinear(spanOf(values), [left, Math.max(width, 160) - MARGIN.right]);
  const x = (index: number): number => across(points[index]!.value);
  const y = (index: number): number => up(points[index]!.figures[figure.path] ?? 0);
  return {
    ...{ x, y, across, up, bounds, unit, heights, left },
    place: (index: number) => `${x(index)} ${y(index)}`,
    nearest: (at: number): number => {
      const distance = (index: number) => Math.abs(x(index) - at);
      return points.reduce(
        (best, _, index) => (distance(index) < distance(best) ? index : best),
        0,
      );
    },
  };
}

/** Bounds of claims that would not flatten the line. */
function nearBounds(bounds: readonly { readonly bound: number }[], known: readonly number[]) {
  const [low, high] = spanOf(known);
  return bounds
    .map(({ bound }) => bound)
    .filter((bound) => bound > low - (high - low) && bound < high + (high - low));
}

interface AxesProps {
  readonly sweep: Sweep;
  readonly shape: Shape;
  readonly width: number;
}

function Axes({ sweep, shape, width }: AxesProps): ReactNode {
  const { across, up, unit, heights, left } = shape;
  const bottom = HEIGHT - MARGIN.bottom;
  const over = sweep.over[0]?.label ?? '';
  return (
    <g className={styles.axes}>
      {heights.map(({ value, label }) => (
        <g key={value}>
          <line x1={left} x2={width - MARGIN.right} y1={up(value)} y2={up(value)} />
          <text x={left - GAP} y={up(value) + 4} textAnchor="end">
            {label}
          </text>
        </g>
      ))}
      {ticksOf(across.domain(), unit, Math.max(2, Math.floor(width / 140))).map((tick) => {
        const label = showQuantity(tick, unit, { digits: 4 });
        return (
          <text
            key={tick}
            x={keptWithin(across(tick), label, [0, width])}
            y={bottom + 16}
            textAnchor="middle"
          >
            {label}
          </text>
        );
      })}
      <text className={styles.name} x={width - MARGIN.right} y={HEIGHT - 4} textAnchor="end">
        {shortened(over, width - MARGIN.right)}
      </text>
    </g>
  );
}

/** The value of today, and the bounds of claims on the figure. */
function Marks({
  shape,
  present,
}: {
  readonly shape: Shape;
  readonly present: number | undefined;
}): ReactNode {
  const { across, up, bounds } = shape;
  const [left, right] = across.range() as [number, number];
  const [bottom, top] = up.range() as [number, number];
  const [least, most] = up.domain() as [number, number];
  const now = present === undefined ? undefined : across(present);
  return (
    <g className={styles.marks}>
      {now !== undefined && now >= left && now <= right ? (
        <>
          <path d={`M${now} ${top}V${bottom}`} />
          <text x={keptWithin(now, 'now', [left, right])} y={top - 6} textAnchor="middle">
            now
          </text>
        </>
      ) : null}
      {bounds
        .filter(({ bound }) => bound >= least && bound <= most)
        .map(({ claim, bound, relation }) => (
          <g key={`${claim} ${bound}`}>
            <path className={styles.bound} d={`M${left} ${up(bound)}H${right}`} />
            <text x={right} y={up(bound) - 4} textAnchor="end">
              {shortened(
                `${relation === 'atMost' ? 'at most' : 'at least'}: ${claim}`,
                right - left,
              )}
            </text>
          </g>
        ))}
    </g>
  );
}
