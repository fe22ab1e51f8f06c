import { showQuantity } from '@gigafactory/core/base';
import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import type { Sweep } from '../../api/types.ts';
import { keptWithin, shortened, widestOf } from '../../charts/labels.ts';
import { useWidth } from '../../charts/useSize.ts';
import styles from './SweepPicture.module.css';
import { spanOf, stepOnGrid } from './sweepShapes.ts';

interface HeatMapProps {
  readonly sweep: Sweep;
  /** Index of the point that is read. */
  readonly active: number | undefined;
  readonly onLook: (index: number | undefined) => void;
}

const MARGIN = { top: 22, right: 16, bottom: 40 };
/** Between a label of the vertical axis and the cells, and between two labels, px. */
const GAP = 8;
/** Cells are as wide as the picture allows, and at most this high, px. */
const MOST_HEIGHT = 34;
const LEAST_HEIGHT = 8;
/** A cell of this size has room for its figure, px. */
const ROOM = { width: 62, height: 18 };

/** A figure over two inputs: the more, the darker; figures in the cells where they fit, hatched where there is no plan. */
export function HeatMap({ sweep, active, onLook }: HeatMapProps): ReactNode {
  const [frame, width] = useWidth<HTMLDivElement>();
  const [first, second] = sweep.over as [Sweep['over'][number], Sweep['over'][number]];
  const [columns, rows] = [first.values.length, second.values.length];
  const cellHeight = Math.max(LEAST_HEIGHT, Math.min(MOST_HEIGHT, 420 / rows));
  const left = widestOf(second.values.map((value) => showQuantity(value, second.unit))) + GAP;
  const cellWidth = Math.max(1, (width - left - MARGIN.right) / columns);
  const height = MARGIN.top + MARGIN.bottom + rows * cellHeight;
  const look = (event: PointerEvent<HTMLElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const column = Math.floor((event.clientX - box.left - left) / cellWidth);
    const row = rows - 1 - Math.floor((event.clientY - box.top - MARGIN.top) / cellHeight);
    if (column >= 0 && column < columns && row >= 0 && row < rows) onLook(column * rows + row);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = stepOnGrid(event.key, active, [columns, rows]);
    if (next === undefined) return;
    event.preventDefault();
    onLook(next);
  };
  const title = `${sweep.figures[0]?.label} over ${first.label} and ${second.label}`;
  return (
    <div
      ref={frame}
      className={styles.frame}
      style={{ blockSize: height }}
      role="application"
      aria-label={`${title}: arrow keys read its ${columns} times ${rows} points`}
      data-picture={title}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys read it
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerMove={look}
      onPointerDown={look}
    >
      {width > 0 ? (
        <svg width={width} height={height} aria-hidden="true">
          <Cells {...{ sweep, active, rows, left, cellWidth, cellHeight }} />
          <Labels {...{ sweep, width, height, rows, left, cellWidth, cellHeight }} />
        </svg>
      ) : null}
    </div>
  );
}

interface GridProps {
  readonly sweep: Sweep;
  readonly rows: number;
  /** Where the cells begin, px. */
  readonly left: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
}

function Cells({
  sweep: { points, figures },
  active,
  rows,
  left,
  cellWidth,
  cellHeight,
}: GridProps & { readonly active: number | undefined }): ReactNode {
  const [{ path, unit }] = figures as [Sweep['figures'][number]];
  const [least, most] = spanOf(points.flatMap(({ figures: of }) => of[path] ?? []));
  const hasRoom = cellWidth >= ROOM.width && cellHeight >= ROOM.height;
  return points.map(({ figures: of, values }, index) => {
    const value = of[path];
    const x = left + Math.floor(index / rows) * cellWidth;
    const y = MARGIN.top + (rows - 1 - (index % rows)) * cellHeight;
    const share = typeof value === 'number' ? (value - least) / (most - least) : undefined;
    return (
      <g key={values.join(' ')}>
        <rect
          className={styles.cell}
          data-active={index === active || undefined}
          data-missing={share === undefined || undefined}
          x={x}
          y={y}
          width={Math.max(0.5, cellWidth - 1)}
          height={cellHeight - 1}
          {...(share === undefined ? {} : { style: { fill: toneOf(share) } })}
        />
        {share === undefined ? (
          <path
            className={styles.missing}
            d={`M${x + cellWidth / 2 - 3} ${y + cellHeight / 2 - 3}l6 6m-6 0l6-6`}
          />
        ) : hasRoom ? (
          <text
            className={styles.value}
            data-dark={share > HALF || undefined}
            x={x + cellWidth / 2}
            y={y + cellHeight / 2 + 4}
            textAnchor="middle"
          >
            {showQuantity(value!, unit)}
          </text>
        ) : null}
      </g>
    );
  });
}

/** From here on words on a cell are in the colour of words on the accent. */
const HALF = 0.78;

function toneOf(share: number): string {
  return `color-mix(in oklch, var(--accent) ${Math.round(8 + 92 * share)}%, var(--surface))`;
}

interface LabelsProps extends GridProps {
  readonly width: number;
  readonly height: number;
}

/** Some values along both inputs, and their names. */
function Labels({
  sweep,
  width,
  height,
  rows,
  left,
  cellWidth,
  cellHeight,
}: LabelsProps): ReactNode {
  const [first, second] = sweep.over as [Sweep['over'][number], Sweep['over'][number]];
  const bottom = height - MARGIN.bottom;
  const names = first.values.map((value) => showQuantity(value, first.unit));
  const everyColumn = Math.max(1, Math.ceil((widestOf(names) + GAP) / cellWidth));
  const everyRow = Math.max(1, Math.ceil(18 / cellHeight));
  return (
    <g className={styles.axes}>
      {first.values.map((value, column) =>
        column % everyColumn === 0 ? (
          <text
            key={value}
            x={keptWithin(left + (column + 0.5) * cellWidth, names[column]!, [0, width])}
            y={bottom + 16}
            textAnchor="middle"
          >
            {names[column]}
          </text>
        ) : null,
      )}
      {second.values.map((value, row) =>
        row % everyRow === 0 ? (
          <text
            key={value}
            x={left - GAP}
            y={MARGIN.top + (rows - 0.5 - row) * cellHeight + 4}
            textAnchor="end"
          >
            {showQuantity(value, second.unit)}
          </text>
        ) : null,
      )}
      <text className={styles.name} x={0} y={12}>
        {shortened(second.label, width)}
      </text>
      <text className={styles.name} x={width - MARGIN.right} y={height - 4} textAnchor="end">
        {shortened(first.label, width - MARGIN.right)}
      </text>
    </g>
  );
}
