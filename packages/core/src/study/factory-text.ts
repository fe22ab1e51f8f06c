import { andThen, failed, mapValue, nearestName, ok, type Result } from '../base/index.ts';
import { editFactory, type Factory, readFactory } from '../factory/index.ts';
import { type Plan, planFactory } from '../plan/index.ts';

/** The factory file as text, and edits on top of it by path (`{ 'fleet.gpus': '50000' }`). */
export interface FactoryText {
  readonly text: string;
  /** Its name, for the places of problems; never opened. */
  readonly file?: string | undefined;
  readonly edits?: Readonly<Record<string, string>> | undefined;
}

/** The file with its edits applied. */
export function readText(input: FactoryText): Result<Factory> {
  return inFile(input, andThen(editFactory(input.text, input.edits ?? {}), readFactory));
}

/** The file with its edits applied, planned. */
export function planText(input: FactoryText): Result<PlannedText> {
  return andThen(readText(input), (factory) =>
    mapValue(inFile(input, planFactory(factory)), (plan) => ({ factory, plan })),
  );
}

export interface PlannedText {
  readonly factory: Factory;
  readonly plan: Plan;
}

/** Adds the name of the file to the problems of an answer. */
export function inFile<Value>({ file }: FactoryText, result: Result<Value>): Result<Value> {
  if (result.ok || file === undefined) return result;
  const named = result.problems.map((problem) =>
    problem.at ? { ...problem, at: { ...problem.at, file } } : problem,
  );
  return failed(...named);
}

/** The requested run, or the first. */
export function runNamed({ runs }: Factory, wanted: string | undefined): Result<string> {
  const names = Object.keys(runs);
  const name = wanted ?? names[0];
  if (name !== undefined && Object.hasOwn(runs, name)) return ok(name);
  const nearest = wanted === undefined ? undefined : nearestName(wanted, names);
  const message =
    names.length === 0
      ? 'The file has no runs; add one under "runs".'
      : `The file has no run "${wanted}"; it has ${names.join(', ')}.`;
  return failed({ code: 'run.unknown', message, ...(nearest === undefined ? {} : { nearest }) });
}
