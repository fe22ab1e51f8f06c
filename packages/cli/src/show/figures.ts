import type { Notes } from '@gigafactory/core/base';
import { amount } from '../text/amount.ts';
import type { Paint } from '../text/paint.ts';
import { table } from '../text/table.ts';

/** One step below a path: a figure, a group of figures, or both. */
export interface Child {
  readonly path: string;
  readonly label?: string;
  /** In SI. */
  readonly value?: number;
  readonly unit?: string;
  /** Figures further below. */
  readonly below: number;
}

/** What is directly below a path; the empty path is the whole plan. */
export function childrenOf(notes: Notes, path: string): Child[] {
  const prefix = path === '' ? '' : `${path}.`;
  const below = new Map<string, number>();
  for (const id of Object.keys(notes)) {
    if (!id.startsWith(prefix)) continue;
    const dot = id.indexOf('.', prefix.length);
    const child = dot < 0 ? id : id.slice(0, dot);
    below.set(child, (below.get(child) ?? 0) + (dot < 0 ? 0 : 1));
  }
  return [...below].map(([child, count]) => {
    const note = notes[child];
    const { label, value, unit } = note ?? {};
    return note
      ? { path: child, label: label!, value: value!, unit: unit!, below: count }
      : { path: child, below: count };
  });
}

/** The children as a table. */
export function showChildren(children: readonly Child[], paint: Paint): string[] {
  return table(
    [{ title: 'path' }, { title: 'value', align: 'right' }, { title: '' }],
    children.map(({ path, label = '', value, unit, below }) => [
      path,
      value === undefined ? '' : amount(value, unit!),
      [label, below > 0 ? `${below} below` : ''].filter(Boolean).join(', '),
    ]),
    paint,
  );
}
