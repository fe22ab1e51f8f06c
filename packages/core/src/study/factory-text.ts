import { nearestName, type Problem } from '../base/index.ts';
import { editFactory, type Factory, readFactory } from '../factory/index.ts';
import { type Plan, planFactory } from '../plan/index.ts';

/** The factory file as text, and edits on top of it by path (`{ 'fleet.gpus': '50000' }`). */
export interface FactoryText {
  readonly text: string;
  /** A name for messages; never opened. */
  readonly file?: string;
  readonly edits?: Readonly<Record<string, string>>;
}

export type Refusal = { readonly ok: false; readonly problems: readonly Problem[] };

export type Answered<Value> = { readonly ok: true; readonly value: Value } | Refusal;

/** The file as it is with its edits. */
export function readText(
  input: FactoryText,
): { readonly ok: true; readonly factory: Factory } | Refusal {
  const edited = editFactory(input.text, input.edits ?? {});
  return edited.ok ? readFactory(edited.text) : edited;
}

/** The file as it is with its edits, planned. */
export function planText(
  input: FactoryText,
): { readonly ok: true; readonly factory: Factory; readonly plan: Plan } | Refusal {
  const read = readText(input);
  if (!read.ok) return read;
  const planned = planFactory(read.factory);
  return planned.ok ? { ...planned, factory: read.factory } : planned;
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
