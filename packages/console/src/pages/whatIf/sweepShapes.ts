import { DAY_S, showQuantity, unitFactor } from '@gigafactory/core/base';
import { scaleLinear } from 'd3-scale';
import type { Sweep, SweptPoint } from '../../api/types.ts';
import { editableText } from '../../explain/editable.ts';

type Points = Sweep['points'];

/** Indices of points between gaps, each stretch a line. */
export function runsOf(points: Points, figure: string): number[][] {
  const runs: number[][] = [];
  let isOpen = false;
  for (const [index, point] of points.entries()) {
    const isKnown = typeof point.figures[figure] === 'number';
    if (isKnown && isOpen) runs.at(-1)!.push(index);
    else if (isKnown) runs.push([index]);
    isOpen = isKnown;
  }
  return runs;
}

/** Least and most of some values; around a single one, and around nothing. */
export function spanOf(values: readonly number[]): [number, number] {
  if (values.length === 0) return [0, 1];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (least < most) return [least, most];
  const room = Math.abs(least) / 10 || 1;
  return [least - room, most + room];
}

/** Round values of a unit in a span, in SI: 100 days, not a million seconds. */
export function ticksOf(
  [from = 0, to = 1]: readonly number[],
  unit: string,
  count: number,
): number[] {
  const factor = unit === 'date' ? DAY_S : unitFactor(unit);
  return scaleLinear([from / factor, to / factor], [0, 1])
    .ticks(count)
    .map((tick) => tick * factor);
}

/** Where a key leads from one point of a line to another; undefined for other keys. */
export function stepTo(key: string, from: number | undefined, count: number): number | undefined {
  const last = count - 1;
  const goals: Readonly<Record<string, number>> = {
    ArrowLeft: (from ?? 1) - 1,
    ArrowDown: (from ?? 1) - 1,
    ArrowRight: (from ?? -1) + 1,
    ArrowUp: (from ?? -1) + 1,
    PageUp: (from ?? 0) + 10,
    PageDown: (from ?? 0) - 10,
    Home: 0,
    End: last,
  };
  const goal = goals[key];
  return goal === undefined || last < 0 ? undefined : Math.max(0, Math.min(last, goal));
}

/** The same on a grid whose points go up the second input first. */
export function stepOnGrid(
  key: string,
  from: number | undefined,
  [columns, rows]: readonly [number, number],
): number | undefined {
  const at = from ?? 0;
  const [column, row] = [Math.floor(at / rows), at % rows];
  const goals: Readonly<Record<string, readonly [number, number]>> = {
    ArrowLeft: [column - 1, row],
    ArrowRight: [column + 1, row],
    ArrowUp: [column, row + 1],
    ArrowDown: [column, row - 1],
    Home: [0, row],
    End: [columns - 1, row],
  };
  const goal = goals[key];
  if (!goal) return undefined;
  const [to, up] = [within(goal[0], columns), within(goal[1], rows)];
  return to * rows + up;
}

function within(place: number, count: number): number {
  return Math.max(0, Math.min(count - 1, place));
}

/** What a point says, in a sentence. */
export function readPoint({ over, figures }: Sweep, point: SweptPoint): string {
  const at = over
    .map(
      ({ label, unit }, axis) =>
        `${label} ${showQuantity(point.values[axis]!, unit, { digits: 4 })}`,
    )
    .join(', ');
  const [{ path, unit }] = figures as [Sweep['figures'][number]];
  const value = point.figures[path];
  if (point.problems.length > 0) return `${at}: no plan. ${point.problems[0]!.message}`;
  if (typeof value !== 'number') return `${at}: the plan has no such figure, or no end to it.`;
  return `${at}: ${showQuantity(value, unit, { digits: 4 })}`;
}

export function editsOf({ over }: Sweep, { values }: SweptPoint): Readonly<Record<string, string>> {
  return Object.fromEntries(
    over.map(({ path, unit }, axis) => [path, editableText(values[axis]!, unit)]),
  );
}
