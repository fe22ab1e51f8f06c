import { failed, type Note, type Notes, ok, type Result, showQuantity } from '../base/index.ts';
import { absentFigure } from '../plan/index.ts';

/** Where a figure of the plan comes from. */
export interface ExplainedFigure {
  readonly path: string;
  readonly note: Note;
  /** Notes of the figures that its formula names, by their path. */
  readonly inputs: Notes;
  /** The figure and its inputs as they are read, such as "9.24 MW": values in notes are in SI. By path. */
  readonly shown: Readonly<Record<string, string>>;
}

/**
 * The note of a figure and those of its inputs. Problems: `explain.absent` for a figure that such a plan does not have,
 * with the reason, and `explain.path` for an unknown one, with the nearest.
 */
export function explainFigure(notes: Notes, path: string): Result<ExplainedFigure> {
  const note = Object.hasOwn(notes, path) ? notes[path] : undefined;
  if (!note) return failed(absentFigure(notes, path, 'explain'));
  const inputs: Record<string, Note> = {};
  for (const id of Object.values(note.inputs ?? {})) if (notes[id]) inputs[id] = notes[id];
  const shown = Object.fromEntries(
    [note, ...Object.values(inputs)].map(({ id, value, unit }) => [id, showQuantity(value, unit)]),
  );
  return ok({ path, note, inputs, shown });
}
