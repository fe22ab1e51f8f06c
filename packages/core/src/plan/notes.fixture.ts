import { readFileSync } from 'node:fs';
import {
  dimensionOfFormula,
  evaluateFormula,
  type Note,
  type Notes,
  namesIn,
  parseFormula,
  sameDimension,
  unitDimension,
} from '../base/index.ts';
import { editFactory, type Factory, readFactory } from '../factory/index.ts';
import { type Plan, planFactory } from './index.ts';

/** The text of an example of the project. */
export function exampleText(name: string): string {
  return readFileSync(new URL(`../../../../examples/${name}.yaml`, import.meta.url), 'utf8');
}

/** Reads a factory that must be valid. */
export function factoryOf(text: string, edits: Readonly<Record<string, string>> = {}): Factory {
  const edited = editFactory(text, edits);
  if (!edited.ok) throw new Error(JSON.stringify(edited.problems));
  const read = readFactory(edited.value);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.value;
}

/** Plans a factory, which must succeed. */
export function planOf(factory: Factory): Plan {
  const planned = planFactory(factory);
  if (!planned.ok) throw new Error(JSON.stringify(planned.problems));
  return planned.value;
}

/** Notes whose formula does not give their value or their dimension, with what it gives instead. */
export function wrongNotes(notes: Notes): (readonly [id: string, what: string])[] {
  return Object.values(notes).flatMap((note) => {
    const what = disagreement(note, notes);
    return what === undefined ? [] : [[note.id, what] as const];
  });
}

function disagreement(note: Note, notes: Notes): string | undefined {
  if (note.formula === undefined) return undefined;
  const formula = parseFormula(note.formula);
  if (!formula.ok) return formula.problems[0]!.message;
  for (const name of namesIn(formula.value)) if (!notes[note.inputs?.[name] ?? '']) return name;
  const input = (name: string) => notes[note.inputs![name]!]!;
  const value = evaluateFormula(formula.value, (name) => input(name).value);
  // Negated so that a formula that gives NaN disagrees.
  if (!(Math.abs(value - note.value) <= 1e-9 * Math.max(Math.abs(value), Math.abs(note.value)))) {
    return `${note.formula} = ${value}, not ${note.value}`;
  }
  const dimension = dimensionOfFormula(formula.value, (name) => unitDimension(input(name).unit));
  if (!dimension.ok) return dimension.problems[0]!.message;
  return sameDimension(dimension.value, unitDimension(note.unit)) ? undefined : `unit ${note.unit}`;
}
