import {
  type FormattedQuantity,
  formatQuantity,
  type Note,
  type Notes,
  showQuantity,
} from '../../base/index.ts';
import { boundFigure, closureOf } from '../../plan/index.ts';

/** A figure of a plan, for a reader. */
export interface ShownFigure {
  readonly path: string;
  readonly label: string;
  readonly value: string;
  /** The same in two, to be set in two sizes: `$1.38` and `/GPU-hour`. */
  readonly number: string;
  readonly unit: string;
  /** Where it lies if its inputs lie anywhere in their ranges; empty where none has one. */
  readonly range: string;
  readonly basis: Basis;
  /** What it rests on, in words: `planned, on 9 assumptions`. */
  readonly basisText: string;
}

/** How firm a figure is: stated somewhere, computed from what is, computed from assumptions too, or assumed itself. */
type Basis = 'stated' | 'planned' | 'resting' | 'assumed';

/** What may be said otherwise than the note says it. */
export interface Wording {
  readonly label?: string;
  readonly unit?: string;
}

/** A figure of the plan by its path; undefined if the plan has none there. */
function showFigure(
  notes: Notes,
  path: string,
  { label, unit }: Wording = {},
): ShownFigure | undefined {
  const note = Object.hasOwn(notes, path) ? notes[path] : undefined;
  if (!note) return undefined;
  const shownIn = unit ?? note.unit;
  const assumptions = closureOf(notes, [path]).filter((id) => notes[id]?.kind === 'assumed').length;
  return {
    path,
    label: label ?? note.label,
    ...split(formatQuantity(note.value, shownIn)),
    range: rangeOf(notes, note, shownIn),
    ...basisOf(note, assumptions),
  };
}

/** Money and dates have no unit of their own. */
function split({ text, number, unit }: FormattedQuantity) {
  return { value: text, number, unit };
}

/** Those of some paths that the plan has, in their order. */
export function showFigures(
  notes: Notes,
  paths: readonly (readonly [path: string, wording?: Wording])[],
): ShownFigure[] {
  return paths.flatMap(([path, wording]) => showFigure(notes, path, wording) ?? []);
}

/** `$5.06B to $7.41B`; empty if both ends read the same. */
export function showRange([low, high]: readonly [number, number], unit: string): string {
  const [from, to] = [showQuantity(low, unit), showQuantity(high, unit)];
  return from === to || !Number.isFinite(low) || !Number.isFinite(high) ? '' : `${from} to ${to}`;
}

/** `1 node`, `2 nodes`. */
export function countOf(count: number, word: string): string {
  return `${showQuantity(count, '1')} ${word}${count === 1 ? '' : 's'}`;
}

function rangeOf(notes: Notes, note: Note, unit: string): string {
  if (note.range) return showRange(note.range, unit);
  return showRange(boundFigure(notes, [note.id], (lookup) => lookup(note.id)).range, unit);
}

function basisOf(
  { kind }: Note,
  assumptions: number,
): { readonly basis: Basis; readonly basisText: string } {
  if (kind === 'assumed') return { basis: 'assumed', basisText: 'assumed' };
  if (kind === 'given') return { basis: 'stated', basisText: 'given' };
  const isComputed = kind === 'derived' || kind === 'chosen' || kind === 'simulated';
  if (!isComputed) return { basis: 'stated', basisText: 'cited' };
  const planned = kind === 'simulated' ? 'simulated' : 'planned';
  if (assumptions === 0) return { basis: 'planned', basisText: planned };
  return { basis: 'resting', basisText: `${planned}, on ${countOf(assumptions, 'assumption')}` };
}
