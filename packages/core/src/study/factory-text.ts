import { nearestName, type Problem } from '../base/index.ts';
import { editFactory, type Factory, readFactory } from '../factory/index.ts';
import { type Plan, planFactory } from '../plan/index.ts';

/** The factory file as text, and edits on top of it by path (`{ 'fleet.gpus': '50000' }`). */
export interface FactoryText {
  readonly text: string;
  /** Its name, for the places of problems; never opened. */
  readonly file?: string | undefined;
  readonly edits?: Readonly<Record<string, string>> | undefined;
}

export type Refusal = { readonly ok: false; readonly problems: readonly Problem[] };

export type Answered<Value> = { readonly ok: true; readonly value: Value } | Refusal;

/** The file as it is with its edits. */
export function readText(
  input: FactoryText,
): { readonly ok: true; readonly factory: Factory } | Refusal {
  const edited = editFactory(input.text, input.edits ?? {});
  return inFile(input, edited.ok ? readFactory(edited.text) : edited);
}

/** The file as it is with its edits, planned. */
export function planText(
  input: FactoryText,
): { readonly ok: true; readonly factory: Factory; readonly plan: Plan } | Refusal {
  const read = readText(input);
  if (!read.ok) return read;
  const planned = inFile(input, planFactory(read.factory));
  return planned.ok ? { ...planned, factory: read.factory } : planned;
}

/** An answer about the file, whose problems say which file they stand in. */
export function inFile<Read extends { readonly ok: true }>(
  file: FactoryText,
  read: Read | Refusal,
): Read | Refusal {
  return read.ok ? read : refusedIn(file, read.problems);
}

/** A refusal whose problems say which file they stand in. */
export function refusedIn({ file }: FactoryText, problems: readonly Problem[]): Refusal {
  const named = problems.map((problem) =>
    problem.at && file !== undefined ? { ...problem, at: { ...problem.at, file } } : problem,
  );
  return { ok: false, problems: named };
}

/** The run that is wanted, or the first. */
export function runNamed(
  { runs }: Factory,
  wanted: string | undefined,
): { readonly ok: true; readonly name: string } | Refusal {
  const names = Object.keys(runs);
  const name = wanted ?? names[0];
  if (name !== undefined && Object.hasOwn(runs, name)) return { ok: true, name };
  const nearest = wanted === undefined ? undefined : nearestName(wanted, names);
  const message =
    names.length === 0
      ? 'The file has no runs; add one under "runs".'
      : `The file has no run "${wanted}"; it has ${names.join(', ')}.`;
  const problem = { code: 'run.unknown', message, ...(nearest === undefined ? {} : { nearest }) };
  return { ok: false, problems: [problem] };
}
