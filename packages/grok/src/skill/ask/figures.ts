import { findUnit, type Note, type Notes, showDate, showQuantity } from '@gigafactory/core/base';

/** A figure of an answer, in its own unit: 9.24 MW, or a date as text. */
export interface AnswerFigure {
  readonly path: string;
  /** What it is, in words. */
  readonly label: string;
  readonly value: number | string;
  readonly unit: string;
}

/** The words of an answer, and the figures that it gives. */
export interface Said {
  readonly text: string;
  readonly figures: readonly AnswerFigure[];
  /** What was changed in the file before the figures were planned; absent if nothing was. */
  readonly edits?: Readonly<Record<string, string>>;
}

export function figureOf(note: Note, path: string): AnswerFigure {
  const { value, unit } = note;
  const label = nameOf(note);
  if (unit === 'date') return { path, label, value: showDate(value), unit };
  const factor = findUnit(unit)?.factor ?? 1;
  return { path, label, value: Number((value / factor).toPrecision(12)), unit };
}

/** Its label; of one that explains itself only what is before the colon. */
export function nameOf({ label }: Pick<Note, 'label'>): string {
  return label.split(':')[0] ?? label;
}

/** Those of the paths that the notes have. */
export function figuresAt(notes: Notes, paths: readonly string[]): AnswerFigure[] {
  return paths.flatMap((path) => {
    const note = noteAt(notes, path);
    return note ? [figureOf(note, path)] : [];
  });
}

export function noteAt(notes: Notes, path: string): Note | undefined {
  return Object.hasOwn(notes, path) ? notes[path] : undefined;
}

/** `Facility power 160 MW`, `100,000 GPUs`. */
export function sayFigure(note: Note): string {
  const shown = showQuantity(note.value, note.unit);
  const name = nameOf(note);
  return shown.endsWith(` ${name}`) ? shown : `${name} ${shown}`;
}
